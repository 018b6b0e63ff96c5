// The sync server's entry, and the only place where adapters are chosen: PostgreSQL when DATABASE_URL is set, else a
// SQLite file in the data folder. Commands: serve (the default), and what operators do.

import { parseArgs } from 'node:util';
import path from 'node:path';
import { ConfigRefused, parseConfig, type Config } from './config.ts';
import { grant, invite, listStaff, revoke, signOut, type OperatorCommand } from './operator.ts';
import { createPokes } from './services/pokes.ts';
import { serve, type OpenHouse } from './serve.ts';
import { openHintChannel } from './storage/postgres/hint-channel.ts';
import { StoreRefused, type HintChannel, type Storage } from './storage/port.ts';
import { takePostgresBackup } from './storage/postgres/backup.ts';
import { openPostgresStorage } from './storage/postgres/postgres-storage.ts';
import { putPostgresBackup } from './storage/postgres/restore.ts';
import { BackupRefused, putBack, takeBackup } from './storage/sqlite/backup.ts';
import { databaseName, openSqliteStorage } from './storage/sqlite/sqlite-storage.ts';

const usage = `Usage:
  main.ts                                    serves the app and the API
  main.ts invite --staff ID [--url URL]      prints a one-time sign-in link for somebody on the staff
  main.ts staff                              lists the staff with their rights
  main.ts grant --staff ID --role ROLE --scope SCOPE [--name NAME]
                                             gives a right: member or leader of a grid, desk or auditor of an area
                                             ("all" for everywhere); with a name somebody new is put on the staff
  main.ts revoke --staff ID [--role ROLE] [--scope SCOPE]
                                             takes rights away: those named, or all
  main.ts sign-out --staff ID                signs somebody out on every device, a stolen one too
  main.ts backup --to FILE                   copies the whole database, also while the server runs
  main.ts restore --from FILE                puts a copy into an empty data folder or database`;

const databaseFile = ({ dataDir }: Pick<Config, 'dataDir'>): string =>
  path.join(dataDir, databaseName);

/** The store, and the way to the other processes on it, where there may be any. */
type Adapters = { storage: Storage; channel: HintChannel | undefined };

const openAdapters = async ({ databaseUrl, ...config }: Config): Promise<Adapters> => {
  if (databaseUrl === undefined) {
    return { storage: openSqliteStorage(databaseFile(config)), channel: undefined };
  }
  const storage = await openPostgresStorage(databaseUrl);
  return { storage, channel: await openHintChannel(databaseUrl) };
};

const openHouse = async (config: Config): Promise<OpenHouse> => {
  const { storage, channel } = await openAdapters(config);
  const { epoch, server, sealKey, isDemo } = await storage.readFacts();
  const pokes = createPokes(channel);
  return {
    context: { storage, now: Date.now, pokes, epoch, server, sealKey, isDemo },
    close: async () => {
      pokes.stop();
      await channel?.stop();
      await storage.close();
    },
  };
};

const backUp = async (config: Config, args: string[]): Promise<void> => {
  const { values } = parseArgs({ args, options: { to: { type: 'string' } } });
  if (!values.to) throw new ConfigRefused(`backup needs --to.\n${usage}`);
  const to = path.resolve(values.to);
  const { databaseUrl } = config;
  const checksum =
    databaseUrl === undefined
      ? await takeBackup(databaseFile(config), to)
      : await takePostgresBackup(databaseUrl, to);
  console.log(`Copied to ${values.to}, SHA-256 ${checksum}`);
};

const restore = async (config: Config, args: string[]): Promise<void> => {
  const { values } = parseArgs({ args, options: { from: { type: 'string' } } });
  if (!values.from) throw new ConfigRefused(`restore needs --from.\n${usage}`);
  const from = path.resolve(values.from);
  if (config.databaseUrl === undefined) await putBack(from, databaseFile(config));
  else await putPostgresBackup(from, config.databaseUrl);
  console.log(
    'Put back. Start the server: phones compare their logs and send again what it lacks.',
  );
};

const operatorCommands: Readonly<Record<string, OperatorCommand>> = {
  invite,
  grant,
  revoke,
  'sign-out': signOut,
  staff: listStaff,
};

const operate = async (command: OperatorCommand, config: Config, args: string[]): Promise<void> => {
  const { context, close } = await openHouse(config);
  try {
    await command(context, { config, args, print: (line) => console.log(line) });
  } finally {
    await close();
  }
};

const run = async ([command = 'serve', ...args]: string[]): Promise<void> => {
  if (['help', '--help', '-h'].includes(command)) return console.log(usage);
  const config = parseConfig(process.env);
  if (command === 'serve') return serve(config, await openHouse(config));
  if (command === 'backup') return backUp(config, args);
  if (command === 'restore') return restore(config, args);
  const operation = Object.hasOwn(operatorCommands, command)
    ? operatorCommands[command]
    : undefined;
  if (operation !== undefined) return operate(operation, config, args);
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
