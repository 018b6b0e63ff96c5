// The file of a backup: gzip over lines. The first says what it is, each further one holds a row after the name of its
// table, the last counts them and carries the SHA-256 of all lines before it, so that a file that was cut short or altered
// is known for one before anything is done with it.

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { StoreRefused } from '../port.ts';

const kind = 'gridsweep backup of PostgreSQL';

/** `steps`: of migrations.ts, that the rows fit. */
type Head = { kind: string; format: number; steps: number };
type Foot = { rows: number; sha256: string };
/** One row: its table and its columns as a JSON object, exactly as PostgreSQL wrote it. */
export type BackupLine = { table: string; json: string };

async function* lines(steps: number, rows: AsyncIterable<BackupLine>): AsyncIterable<string> {
  const hash = createHash('sha256');
  const hashed = (line: string): string => {
    hash.update(line);
    return line;
  };
  yield hashed(`${JSON.stringify({ kind, format: 1, steps } satisfies Head)}\n`);
  let count = 0;
  for await (const { table, json } of rows) {
    count += 1;
    yield hashed(`${table} ${json}\n`);
  }
  yield `${JSON.stringify({ rows: count, sha256: hash.digest('hex') } satisfies Foot)}\n`;
}

/** Resolves when the file is on the disk; gives back its SHA-256. */
export const writeBackupFile = async (
  file: string,
  steps: number,
  rows: AsyncIterable<BackupLine>,
): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(
    Readable.from(lines(steps, rows)),
    createGzip(),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file, { flags: 'wx', flush: true, mode: 0o600 }),
  );
  return hash.digest('hex');
};

const readLines = (file: string): AsyncIterable<string> => {
  const unpacked = createGunzip();
  const source = createReadStream(file);
  source.on('error', (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  // The reader of lines ends quietly when its input fails: the failure is taken up here.
  let failure: Error | undefined;
  const reader = createInterface({ input: unpacked, crlfDelay: Infinity });
  unpacked.on('error', (error) => {
    failure = error;
    reader.close();
  });
  return (async function* () {
    yield* reader;
    if (failure !== undefined) throw failure;
  })();
};

const damaged = (file: string): StoreRefused =>
  new StoreRefused(
    'bad-backup',
    `${file} is cut short, damaged or no backup of this program's PostgreSQL; take another one.`,
  );

/** Reads the whole file and throws away what it reads. @throws StoreRefused when it is not whole and unaltered */
export const lookThroughBackup = async (file: string): Promise<{ steps: number }> => {
  const hash = createHash('sha256');
  let [steps, rows, held] = [0, -1, ''];
  let foot: Foot | undefined;
  try {
    for await (const line of readLines(file)) {
      if (foot !== undefined) throw damaged(file);
      if (rows < 0) steps = stepsIn(line, file);
      if (held !== '') hash.update(`${held}\n`);
      held = line;
      rows += 1;
    }
    foot = JSON.parse(held) as Foot;
  } catch (error) {
    throw error instanceof StoreRefused ? error : damaged(file);
  }
  const isWhole = foot.rows === rows - 1 && foot.sha256 === hash.digest('hex');
  if (!isWhole) throw damaged(file);
  return { steps };
};

const stepsIn = (line: string, file: string): number => {
  const head = JSON.parse(line) as Head;
  if (head.kind !== kind || head.format !== 1) throw damaged(file);
  return head.steps;
};

/** The rows of a file that was looked through. */
export async function* readBackupRows(file: string): AsyncIterable<BackupLine> {
  let isHead = true;
  for await (const line of readLines(file)) {
    const space = line.indexOf(' ');
    if (!isHead && !line.startsWith('{')) {
      yield { table: line.slice(0, space), json: line.slice(space + 1) };
    }
    isHead = false;
  }
}
