import path from 'node:path';
import { impuritiesOf } from './core-purity.ts';
import { importsOf, parseSource, type WrittenImport } from './imports.ts';
import { partitions, rooms, type Room } from './rooms.ts';

/** What the checker needs of a checkout: paths are relative to its root, with forward slashes. */
export interface Checkout {
  readonly files: readonly string[];
  readonly read: (file: string) => string;
  readonly exists: (file: string) => boolean;
  /** The `imports` map of package.json: '#core/*' → './src/lib/core/*'. */
  readonly subpaths: Readonly<Record<string, string>>;
}

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

/** Every breach of the room table in a checkout, in the order of its files and lines. */
export function violationsIn(checkout: Checkout): Violation[] {
  return checkout.files.flatMap((file) => {
    const room = roomOf(file);
    if (room === undefined) return [{ file, line: 1, rule: 'this place belongs to no room' }];
    const source = parseSource(file, checkout.read(file));
    return [
      ...barrelRules(file),
      ...importsOf(source).flatMap((written) => {
        const rule = breachOf(checkout, { file, room, written });
        return rule === undefined ? [] : [{ file, line: written.line, rule }];
      }),
      ...(room.name === 'core' ? impuritiesOf(source) : []).map(({ line, named }) => ({
        file,
        line,
        rule: `core may not use ${named}`,
      })),
    ];
  });
}

export const formatViolation = ({ file, line, rule }: Violation): string =>
  `${file}:${line}  ${rule}`;

export const roomOf = (file: string): Room | undefined =>
  rooms.find((room) => room.files.test(file));

const barrelRules = (file: string): Violation[] =>
  /(^|\/)index\.(ts|js)$/.test(file)
    ? [{ file, line: 1, rule: 'no index.ts barrels: import the file that says it' }]
    : [];

interface Import {
  readonly file: string;
  readonly room: Room;
  readonly written: WrittenImport;
}

function breachOf(checkout: Checkout, { file, room, written }: Import): string | undefined {
  const target = resolve(checkout, file, written.specifier);
  if (target.kind === 'package') return packageBreach(room, written);
  if (target.kind === 'generated' || room.rooms.includes('*')) return undefined;
  if (target.kind === 'missing') return `"${written.specifier}" names no file`;
  const targetRoom = roomOf(target.file);
  if (targetRoom === undefined || !room.rooms.includes(targetRoom.name)) {
    return `${room.name} may not import ${targetRoom?.name ?? target.file} ("${written.specifier}")`;
  }
  return partitionBreach(file, target.file, targetRoom);
}

function packageBreach(room: Room, { specifier, isTypeOnly }: WrittenImport): string | undefined {
  const allowed = isTypeOnly ? [...room.packages, ...(room.typesOnly ?? [])] : room.packages;
  return allowed.some((pattern) => pattern.test(specifier))
    ? undefined
    : `${room.name} may not import the package "${specifier}"${isTypeOnly ? ' even as a type' : ''}`;
}

function partitionBreach(file: string, target: string, room: Room): string | undefined {
  const partition = partitions.find((candidate) => candidate.room === room.name);
  const targetPart = partition?.part.exec(target)?.[1];
  if (partition === undefined || targetPart === undefined || roomOf(file) !== room)
    return undefined;
  return partition.part.exec(file)?.[1] === targetPart
    ? undefined
    : `${room.name} may not import ${partition.called} (${targetPart})`;
}

type Target =
  | { kind: 'package' }
  | { kind: 'generated' }
  | { kind: 'missing' }
  | { kind: 'file'; file: string };

/** Where an import leads: a file of the checkout, a package, or what SvelteKit generates beside a route. */
function resolve(checkout: Checkout, from: string, specifier: string): Target {
  if (/^\.\/\$types(\.[jd]s|\.d\.ts)?$/.test(specifier)) return { kind: 'generated' };
  const file = fileNamed(checkout, from, specifier.replace(/\?.*$/, ''));
  if (file === undefined) return { kind: 'package' };
  return checkout.exists(file) ? { kind: 'file', file } : { kind: 'missing' };
}

function fileNamed(checkout: Checkout, from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(from), specifier);
  if (specifier.startsWith('$lib/')) return specifier.replace('$lib', 'src/lib');
  for (const [pattern, place] of Object.entries(checkout.subpaths)) {
    const prefix = pattern.replace('*', '');
    if (specifier.startsWith(prefix)) {
      return path.posix.normalize(place.replace('*', specifier.slice(prefix.length)));
    }
  }
  return undefined;
}
