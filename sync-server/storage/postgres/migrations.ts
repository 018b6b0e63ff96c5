// The tables, step by step; the table `migrations` says which steps a database has taken. Tables of the field are keyed
// beginning with the grid (STORE-9) and can be distributed by it (citus.sql); tables of the district are small and stand
// beside them. Texts are compared byte by byte, and documents and events are texts, so that their bytes come back.

const first = `
CREATE TABLE meta (key text COLLATE "C" PRIMARY KEY, value text NOT NULL);
CREATE TABLE areas (
  code text COLLATE "C" PRIMARY KEY, name text NOT NULL, level text NOT NULL, parent text NOT NULL
);
CREATE TABLE staff (id text COLLATE "C" PRIMARY KEY, name text NOT NULL);
CREATE TABLE grants (
  staff text COLLATE "C" NOT NULL, role text COLLATE "C" NOT NULL, scope text COLLATE "C" NOT NULL,
  PRIMARY KEY (staff, role, scope)
);
CREATE TABLE devices (
  id text COLLATE "C" PRIMARY KEY, staff text COLLATE "C" NOT NULL, label text NOT NULL,
  token_hash text NOT NULL, expires_at bigint NOT NULL, public_key text NOT NULL,
  cookie_hash text NOT NULL, wiped_at bigint
);
CREATE UNIQUE INDEX devices_by_token ON devices (token_hash) WHERE token_hash <> '';
CREATE UNIQUE INDEX devices_by_cookie ON devices (cookie_hash) WHERE cookie_hash <> '';
CREATE TABLE codes (
  code_hash text COLLATE "C" PRIMARY KEY, staff text COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL, used_at bigint, attempt_hash text NOT NULL DEFAULT '',
  device text NOT NULL DEFAULT ''
);

CREATE TABLE grids (
  grid text COLLATE "C" PRIMARY KEY, name text NOT NULL, community text COLLATE "C" NOT NULL,
  round_number integer NOT NULL, round_name text NOT NULL, head bigint NOT NULL,
  digest_grids text NOT NULL, digest_households text NOT NULL, digest_visits text NOT NULL,
  counts text NOT NULL
);
CREATE INDEX grids_by_community ON grids (community);
CREATE TABLE unborn_grids (grid text COLLATE "C" PRIMARY KEY);
CREATE TABLE ledger (
  grid text COLLATE "C" NOT NULL, device text COLLATE "C" NOT NULL, n bigint NOT NULL,
  fork text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, json text NOT NULL,
  hash text NOT NULL, verdict text NOT NULL, reason text NOT NULL, place text NOT NULL, seq bigint,
  received_at bigint NOT NULL, PRIMARY KEY (grid, device, n, fork)
);
CREATE INDEX ledger_refused ON ledger (grid, verdict) WHERE verdict <> 'accepted';
CREATE TABLE settlements (
  grid text COLLATE "C" NOT NULL, device text COLLATE "C" NOT NULL, n bigint NOT NULL,
  fork text COLLATE "C" NOT NULL, decision text NOT NULL, settled_by text COLLATE "C" NOT NULL,
  staff text COLLATE "C" NOT NULL, reason text NOT NULL, settled_at bigint NOT NULL,
  event text NOT NULL, seq bigint, PRIMARY KEY (grid, device, n, fork)
);
CREATE TABLE receipts (
  grid text COLLATE "C" NOT NULL, device text COLLATE "C" NOT NULL, staff text NOT NULL,
  last bigint NOT NULL, hash text NOT NULL, deleted_at bigint NOT NULL, received_at bigint NOT NULL,
  PRIMARY KEY (grid, device)
);
CREATE TABLE documents (
  grid text COLLATE "C" NOT NULL, collection text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL, rev text NOT NULL, json text NOT NULL, PRIMARY KEY (grid, collection, id)
);
CREATE UNIQUE INDEX documents_by_seq ON documents (grid, collection, seq);
CREATE TABLE chains (
  grid text COLLATE "C" NOT NULL, device text COLLATE "C" NOT NULL, last bigint NOT NULL,
  hash text NOT NULL, PRIMARY KEY (grid, device)
);
CREATE TABLE phones (
  grid text COLLATE "C" NOT NULL, device text COLLATE "C" NOT NULL, staff text COLLATE "C" NOT NULL,
  heard_at bigint, pending bigint NOT NULL, oldest_at bigint, skew_ms bigint NOT NULL,
  app text NOT NULL, PRIMARY KEY (grid, device)
);
CREATE INDEX phones_by_device ON phones (device);
CREATE TABLE hours (
  grid text COLLATE "C" NOT NULL, hour bigint NOT NULL, visits bigint NOT NULL,
  PRIMARY KEY (grid, hour)
);
`;

const second = 'ALTER TABLE grids ADD COLUMN restored_head bigint;';

/** Only ever grows at the end. */
export const migrations: readonly string[] = [first, second];

/** Every table with rows of ours, in the order in which they are copied and put back. */
export const dataTables = [
  ...['meta', 'areas', 'staff', 'grants', 'devices', 'codes'],
  ...['grids', 'unborn_grids', 'ledger', 'settlements', 'receipts'],
  ...['documents', 'chains', 'phones', 'hours'],
] as const;
