// The tables, step by step: a database carries in `user_version` how many steps it has taken. Tables of the field are
// keyed beginning with the grid (STORE-9); tables of the district are small and stand beside them.

import type { DatabaseSync } from 'node:sqlite';

const first = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE areas (
  code TEXT PRIMARY KEY, name TEXT NOT NULL, level TEXT NOT NULL, parent TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE staff (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE grants (
  staff TEXT NOT NULL, role TEXT NOT NULL, scope TEXT NOT NULL, PRIMARY KEY (staff, role, scope)
) WITHOUT ROWID;
CREATE TABLE devices (
  id TEXT PRIMARY KEY, staff TEXT NOT NULL, label TEXT NOT NULL, token_hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX devices_by_token ON devices (token_hash) WHERE token_hash <> '';
CREATE TABLE codes (
  code_hash TEXT PRIMARY KEY, staff TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
) WITHOUT ROWID;

CREATE TABLE grids (
  grid TEXT PRIMARY KEY, name TEXT NOT NULL, community TEXT NOT NULL,
  round_number INTEGER NOT NULL, round_name TEXT NOT NULL, head INTEGER NOT NULL,
  digest_grids TEXT NOT NULL, digest_households TEXT NOT NULL, digest_visits TEXT NOT NULL,
  counts TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE ledger (
  grid TEXT NOT NULL, device TEXT NOT NULL, n INTEGER NOT NULL, fork TEXT NOT NULL, id TEXT NOT NULL,
  json TEXT NOT NULL, hash TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL,
  place TEXT NOT NULL, seq INTEGER, received_at INTEGER NOT NULL,
  PRIMARY KEY (grid, device, n, fork)
);
CREATE INDEX ledger_refused ON ledger (grid, verdict) WHERE verdict <> 'accepted';
CREATE TABLE documents (
  grid TEXT NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL,
  rev TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (grid, collection, id)
);
CREATE UNIQUE INDEX documents_by_seq ON documents (grid, collection, seq);
CREATE TABLE chains (
  grid TEXT NOT NULL, device TEXT NOT NULL, last INTEGER NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (grid, device)
) WITHOUT ROWID;
CREATE TABLE phones (
  grid TEXT NOT NULL, device TEXT NOT NULL, staff TEXT NOT NULL, heard_at INTEGER,
  pending INTEGER NOT NULL, oldest_at INTEGER, skew_ms INTEGER NOT NULL, app TEXT NOT NULL,
  PRIMARY KEY (grid, device)
) WITHOUT ROWID;
CREATE TABLE hours (
  grid TEXT NOT NULL, hour INTEGER NOT NULL, visits INTEGER NOT NULL, PRIMARY KEY (grid, hour)
) WITHOUT ROWID;
`;

const second = `
ALTER TABLE devices ADD COLUMN public_key TEXT NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN cookie_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN wiped_at INTEGER;
CREATE UNIQUE INDEX devices_by_cookie ON devices (cookie_hash) WHERE cookie_hash <> '';
ALTER TABLE codes ADD COLUMN attempt_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE codes ADD COLUMN device TEXT NOT NULL DEFAULT '';
CREATE INDEX phones_by_device ON phones (device);
CREATE TABLE settlements (
  grid TEXT NOT NULL, device TEXT NOT NULL, n INTEGER NOT NULL, fork TEXT NOT NULL,
  decision TEXT NOT NULL, decided_by TEXT NOT NULL, staff TEXT NOT NULL, reason TEXT NOT NULL,
  at INTEGER NOT NULL, event TEXT NOT NULL, seq INTEGER, PRIMARY KEY (grid, device, n, fork)
) WITHOUT ROWID;
CREATE TABLE receipts (
  grid TEXT NOT NULL, device TEXT NOT NULL, staff TEXT NOT NULL, last INTEGER NOT NULL,
  hash TEXT NOT NULL, deleted_at INTEGER NOT NULL, received_at INTEGER NOT NULL,
  PRIMARY KEY (grid, device)
) WITHOUT ROWID;
`;

const third = 'ALTER TABLE grids ADD COLUMN restored_head INTEGER;';

/** Only ever grows at the end. */
export const migrations: readonly string[] = [first, second, third];

/** Takes the steps that the database lacks, inside the caller's transaction. */
export const bringUp = (database: DatabaseSync): void => {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  for (const step of migrations.slice(version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${migrations.length}`);
};
