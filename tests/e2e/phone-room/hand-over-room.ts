// Handing over between two phones of the rooms, and what the server's files say afterwards.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Page } from '@playwright/test';
import type { Server } from '../harness/server.ts';
import { expect } from '../harness/journey.ts';
import { enrol, openGrid, openRoom, proven } from './phone-room.ts';

export type Row = Record<string, SQLInputValue>;

/** Read past all of the server's code, while it runs. */
export const askDisk = (server: Server, sql: string, ...given: SQLInputValue[]): Row[] => {
  const file = readdirSync(server.folder).find((name) => /\.(sqlite3?|db)$/.test(name)) ?? '';
  const database = new DatabaseSync(path.join(server.folder, file), { readOnly: true });
  try {
    return database.prepare(sql).all(...given) as Row[];
  } finally {
    database.close();
  }
};

/** Changes something in the server's files while it runs: what an operator's tool does. */
export const changeDisk = (server: Server, sql: string): void => {
  const file = readdirSync(server.folder).find((name) => /\.(sqlite3?|db)$/.test(name)) ?? '';
  const database = new DatabaseSync(path.join(server.folder, file));
  database.exec('PRAGMA busy_timeout = 5000');
  database.exec(sql);
  database.close();
};

/** Verdicts of a device's events in a grid, by number. */
export const verdictsOf = (server: Server, device: string, grid = 'g001'): string[] =>
  askDisk(
    server,
    'SELECT verdict, fork FROM ledger WHERE grid = ? AND device = ? ORDER BY n',
    grid,
    device,
  ).map(({ verdict, fork }) => `${verdict}${fork === '' ? '' : ' beside'}`);

/** Signs in, opens the grid and waits for the first proof. Gives the device's id. */
export const settleIn = async (
  page: Page,
  server: Server,
  who: { staff: string; grid?: string },
): Promise<string> => {
  await openRoom(page, server);
  expect(await enrol(page, server, who.staff)).toEqual({ kind: 'enrolled' });
  await openGrid(page, who.grid);
  await proven(page);
  return page.evaluate(() => window.phone.app.newPersonId().split('.')[0] ?? '');
};

/** The bytes that another phone is shown, as base64 because they travel through the test. */
export const pack = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const packed = await window.phone.app.packPending();
    if (packed === null) throw new Error('nothing is pending');
    return btoa(String.fromCharCode(...packed.bytes));
  });

export const take = (page: Page, bundle: string) =>
  page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return window.phone.app.takeBundle(bytes);
  }, bundle);

export const carriedFates = (page: Page): Promise<string[]> =>
  page.evaluate(() => window.phone.now.carried.map(({ fate }) => fate.kind));
