// The other products in Chromium, each on a page of its own server: what a benchmark may ask of them.

import type { Page } from '@playwright/test';
import type { Bench } from './benchmark.ts';
import { seenAt, setClock } from '../page/live.ts';
import { bundlePage } from './bundle.ts';

type Row = { id: string };

export type Peer = {
  /** Puts the documents onto its server. */
  fill(documents: readonly Row[]): Promise<void>;
  /** Loads all of them into a fresh database of the browser. @param batch documents a request */
  load(batch: number): Promise<{ ms: number; documents: number }>;
  /** Sends rows that were written offline; ms until its server has them. Ids it has never seen. */
  push(rows: readonly Row[], batch: number): Promise<number>;
};

type PouchPage = {
  beginWriting(name: string): Promise<void>;
  beginReading(name: string): Promise<void>;
  watch(id: string): void;
  write(document: object): Promise<number>;
  load(name: string, batch: number): Promise<{ ms: number; documents: number }>;
  push(name: string, documents: unknown[], batch: number): Promise<number>;
};
type RxdbPage = {
  load(batch: number): Promise<{ ms: number; documents: number }>;
  push(rows: Row[], batch: number): Promise<number>;
};
type Bundled = { pouch: PouchPage; rxdb: RxdbPage };

/** @param script path of the page's code, whose exports are put under the name */
const openPeerPage = async (page: Page, origin: string, { script, name }: PeerScript) => {
  await page.goto(origin);
  await page.addScriptTag({ content: await bundlePage(script, name) });
};

type PeerScript = { script: string; name: string };
const pouchScript: PeerScript = { script: 'bench/peers/pouch-page.mjs', name: 'pouch' };
const rxdbScript: PeerScript = { script: 'bench/peers/rxdb-page.ts', name: 'rxdb' };
const pouchServer = 'bench/peers/pouch-server.mjs';
export const bareServer = 'bench/floor/bare-server.ts';

const post = async (url: string, method: string, body: unknown): Promise<void> => {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}.`);
};

const asCouch = ({ id, ...rest }: Row): object => ({ _id: id, ...rest });

export const openPouch = async (bench: Bench): Promise<Peer> => {
  const { origin } = await bench.process(pouchServer);
  const page = await bench.phone().open();
  await openPeerPage(page, origin, pouchScript);
  return {
    fill: async (documents) => {
      await post(`${origin}/couch/grid`, 'PUT', {});
      await post(`${origin}/couch/grid/_bulk_docs`, 'POST', { docs: documents.map(asCouch) });
    },
    load: (batch) =>
      page.evaluate((most) => (globalThis as unknown as Bundled).pouch.load('grid', most), batch),
    push: (rows, batch) =>
      page.evaluate(
        ([documents, most]) =>
          (globalThis as unknown as Bundled).pouch.push('log', documents, most),
        [rows.map(asCouch), batch] as const,
      ),
  };
};

export const openRxdb = async (bench: Bench): Promise<Peer> => {
  const { origin } = await bench.process(bareServer);
  const page = await bench.phone().open();
  await openPeerPage(page, origin, rxdbScript);
  return {
    fill: (documents) =>
      post(`${origin}/rows`, 'POST', {
        rows: documents.map((one) => ({ ...one, _deleted: false })),
      }),
    load: (batch) =>
      page.evaluate((most) => (globalThis as unknown as Bundled).rxdb.load(most), batch),
    push: (rows, batch) =>
      page.evaluate(
        ([documents, most]) => (globalThis as unknown as Bundled).rxdb.push(documents, most),
        [[...rows], batch] as [Row[], number],
      ),
  };
};

/** Two browsers that replicate live through one server; ms from a document's `put` in one to its change in the other. */
export const openPouchLive = async (
  bench: Bench,
  row: object,
): Promise<(at: number) => Promise<number>> => {
  const { origin } = await bench.process(pouchServer);
  const [writer, reader] = [await bench.phone().open(), await bench.phone().open()];
  for (const page of [writer, reader]) {
    await openPeerPage(page, origin, pouchScript);
    await page.evaluate(setClock);
  }
  await writer.evaluate(() => (globalThis as unknown as Bundled).pouch.beginWriting('live'));
  await reader.evaluate(() => (globalThis as unknown as Bundled).pouch.beginReading('live'));
  return async (at) => {
    const document = { ...row, _id: `row-${at}` };
    await reader.evaluate((id) => (globalThis as unknown as Bundled).pouch.watch(id), document._id);
    const begunAt = await writer.evaluate(
      (one) => (globalThis as unknown as Bundled).pouch.write(one),
      document,
    );
    return (await reader.evaluate(seenAt)) - begunAt;
  };
};
