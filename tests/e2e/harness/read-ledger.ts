// Prints the events of a grid as the server's ledger holds them, one JSON value a line: read with SQL from the file itself,
// past all of the server's code. node tests/e2e/harness/read-ledger.ts FOLDER GRID

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const [folder = '', grid = ''] = process.argv.slice(2);
const file = readdirSync(folder).find((name) => /\.(sqlite3?|db)$/.test(name));
if (file === undefined) throw new Error('The data folder holds no database.');
const database = new DatabaseSync(path.join(folder, file), { readOnly: true });
const rows = database
  .prepare(
    'SELECT device, n, fork, verdict, seq, json FROM ledger WHERE grid = ? ORDER BY seq, device, n',
  )
  .all(grid);
for (const { json, ...row } of rows)
  console.log(JSON.stringify({ ...row, event: JSON.parse(String(json)) }));
