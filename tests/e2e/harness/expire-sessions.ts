// Lets every sign-in of a data folder end in the past, by SQL on the file of a server that is not running.
// node tests/e2e/harness/expire-sessions.ts FOLDER

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const [folder = ''] = process.argv.slice(2);
const file = readdirSync(folder).find((name) => /\.(sqlite3?|db)$/.test(name));
if (file === undefined) throw new Error('The data folder holds no database.');
const database = new DatabaseSync(path.join(folder, file));
database.exec('UPDATE devices SET expires_at = 1');
database.close();
