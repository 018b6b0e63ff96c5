// SQL on the data of a server that is not running.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Server } from '../harness/server.ts';

/** Ends the server first. */
export const onDisk = async (server: Server, sql: string): Promise<void> => {
  await server.kill();
  const file = readdirSync(server.folder).find((name) => /\.(sqlite3?|db)$/.test(name)) ?? '';
  const database = new DatabaseSync(path.join(server.folder, file));
  database.exec(sql);
  database.close();
};
