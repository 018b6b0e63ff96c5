// The least that a server can do with the same bytes and the same durability: one table in SQLite, a stream that says that
// there is news, and the news. No rights, no verdicts, no merge, no digest. Also the other side of plain RxDB.
// Environment: PORT, DATA_DIR.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';

type Row = { id: string };

const database = new DatabaseSync(path.join(process.env['DATA_DIR'] ?? '', 'bare.sqlite'));
database.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE rows (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, json TEXT NOT NULL);
`);
const insert = database.prepare('INSERT INTO rows (id, json) VALUES (?, ?)');
const readAfter = database.prepare('SELECT seq, json FROM rows WHERE seq > ? ORDER BY seq LIMIT ?');

const listeners = new Set<ServerResponse>();

const poke = (): void => {
  for (const listener of listeners) listener.write('data: news\n\n');
};

/** The last rows that were only to be passed on. */
let news: readonly Row[] = [];

/** Stores them in one transaction, then tells whoever listens. */
const store = (rows: readonly Row[]): void => {
  database.exec('BEGIN IMMEDIATE');
  for (const row of rows) insert.run(row.id, JSON.stringify(row));
  database.exec('COMMIT');
  poke();
};

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const isPacked = request.headers['content-encoding'] === 'gzip';
  return JSON.parse((isPacked ? gunzipSync(bytes) : bytes).toString());
};

/** As plain RxDB asks: everything after a sequence number. */
const pull = (after: number, limit: number): string => {
  const rows = readAfter.all(after, limit) as { seq: number; json: string }[];
  const checkpoint = JSON.stringify({ seq: rows.at(-1)?.seq ?? after });
  return `{"documents":[${rows.map(({ json }) => json).join(',')}],"checkpoint":${checkpoint}}`;
};

const answer = (response: ServerResponse, json: string): void => {
  response.setHeader('content-type', 'application/json').end(json);
};

const listen = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(':\n\n');
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
};

const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bare');
  if (pathname === '/stream') return listen(response);
  if (pathname === '/pull') {
    const [after, limit] = ['after', 'limit'].map((name) => Number(searchParams.get(name)));
    return answer(response, pull(after ?? 0, limit ?? 1));
  }
  if (request.method === 'POST') {
    const { rows } = (await readBody(request)) as { rows: Row[] };
    if (pathname === '/rows') store(rows);
    else {
      news = rows;
      poke();
    }
    return answer(response, JSON.stringify({ stored: rows.length }));
  }
  if (pathname === '/news') return answer(response, JSON.stringify({ documents: news }));
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>bare</title>');
};

createServer((request, response) => {
  handle(request, response).catch(() => response.writeHead(500).end());
}).listen(Number(process.env['PORT']), '127.0.0.1');
