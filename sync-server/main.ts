// The sync server's entry, and the only place where adapters are chosen. Commands: serve (the default), invite,
// backup, restore.

import { parseArgs } from 'node:util';
import path from 'node:path';
import { ConfigRefused, parseConfig, type Config } from './config.ts';
import { Refused } from './services/refused.ts';
import { createPokes } from './services/pokes.ts';
import type { Context } from './services/context.ts';
import { createInvitation } from './services/sessions.ts';
import { serve } from './serve.ts';
import { StoreRefused } from './storage/port.ts';
import { BackupRefused, putBack, takeBackup } from './storage/sqlite/backup.ts';
import { databaseName, openSqliteStorage } from './storage/sqlite/sqlite-storage.ts';

const usage = `Usage:
  main.ts                               serves the app and the API
  main.ts invite --staff ID [--url URL] prints a one-time sign-in link for somebody on the staff
  main.ts backup --to FILE              copies the whole database, also while the server runs
  main.ts restore --from FILE           puts a copy into an empty data folder`;

const databaseFile = ({ dataDir }: Config): string => path.join(dataDir, databaseName);

const openContext = async (config: Config): Promise<Context> => {
  const storage = openSqliteStorage(databaseFile(config));
  const { epoch, server, sealKey, isDemo } = await storage.readFacts();
  return { storage, now: Date.now, pokes: createPokes(), epoch, server, sealKey, isDemo };
};

const invite = async (config: Config, args: string[]): Promise<void> => {
  const { values } = parseArgs({
    args,
    options: { staff: { type: 'string' }, url: { type: 'string' } },
  });
  if (!values.staff) throw new ConfigRefused(`invite needs --staff.\n${usage}`);
  const context = await openContext(config);
  try {
    const code = await createInvitation(context, values.staff);
    console.log(`${(values.url ?? config.publicUrl).replace(/\/+$/, '')}/enrol#${code}`);
  } catch (error) {
    const isUnknown = error instanceof Refused && error.code === 'not-found';
    throw isUnknown ? new ConfigRefused(`Nobody on the staff has the id ${values.staff}.`) : error;
  } finally {
    await context.storage.close();
  }
};

const backUp = async (config: Config, args: string[]): Promise<void> => {
  const { values } = parseArgs({ args, options: { to: { type: 'string' } } });
  if (!values.to) throw new ConfigRefused(`backup needs --to.\n${usage}`);
  const checksum = await takeBackup(databaseFile(config), path.resolve(values.to));
  console.log(`Copied to ${values.to}, SHA-256 ${checksum}`);
};

const restore = async (config: Config, args: string[]): Promise<void> => {
  const { values } = parseArgs({ args, options: { from: { type: 'string' } } });
  if (!values.from) throw new ConfigRefused(`restore needs --from.\n${usage}`);
  await putBack(path.resolve(values.from), databaseFile(config));
  console.log(
    'Put back. Start the server: phones compare their logs and send again what it lacks.',
  );
};

const run = async ([command = 'serve', ...args]: string[]): Promise<void> => {
  const config = parseConfig(process.env);
  if (command === 'serve') return serve(config, await openContext(config));
  if (command === 'invite') return invite(config, args);
  if (command === 'backup') return backUp(config, args);
  if (command === 'restore') return restore(config, args);
  throw new ConfigRefused(`There is no command "${command}".\n${usage}`);
};

const isForOperator = (error: unknown): error is Error =>
  error instanceof ConfigRefused ||
  error instanceof BackupRefused ||
  error instanceof StoreRefused ||
  (error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code)));

// The data folder holds people: nobody else on this machine reads what is made there.
process.umask(0o077);
try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(isForOperator(error) ? error.message : error);
  process.exitCode = 1;
}
