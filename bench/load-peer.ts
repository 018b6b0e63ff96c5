// The first load of the same documents by others: PouchDB from a CouchDB-speaking server, and RxDB by its own replication
// over HTTP. All without screens, from the call to the last document stored; ours proves the digest as well.

import type { Page } from '@playwright/test';
import type { Server } from '../tests/e2e/harness/server.ts';
import { openRoom } from '../tests/e2e/phone-room/phone-room.ts';
import type { Bench, Benchmark, Figure } from './harness/benchmark.ts';
import {
  blankPath,
  clearHttpCache,
  gridId,
  loadDocuments,
  loadGrid,
  staff,
} from './harness/grid.ts';
import { median } from './harness/median.ts';
import { installPeers } from './harness/peers.ts';
import { openPouch, openRxdb, type Peer } from './harness/peer-pages.ts';
import { enrolInRoom, roomServer } from './harness/room.ts';
import { fetchSnapshot, forgetCopies, loadInRoom, readToken } from './page/load.ts';

const leastOverPouch = 3;
const leastOverRxdb = 1.2;
/** Documents a request where a peer can be told. */
const batch = 1000;

const loadOnce = async (page: Page, server: Server): Promise<number> => {
  await page.goto(server.origin + blankPath);
  await page.evaluate(forgetCopies);
  await clearHttpCache(page);
  await openRoom(page, server);
  return page.evaluate(loadInRoom, gridId);
};

const documentsOf = async (page: Page, origin: string): Promise<{ id: string }[]> => {
  const token = await page.evaluate(readToken);
  const url = `${origin}/api/v1/snapshot/${gridId}`;
  const { text } = await page.evaluate(fetchSnapshot, { url, token });
  const { grids, households, visits } = JSON.parse(text) as Record<string, { id: string }[]>;
  return [grids, households, visits].flatMap((documents = []) => documents);
};

const peerOnce = async ({ load }: Peer): Promise<number> => {
  const { ms, documents } = await load(batch);
  if (documents !== loadDocuments) throw new Error(`A peer loaded ${documents} documents.`);
  return ms;
};

const perSecond = (times: readonly number[]): number => (1000 * loadDocuments) / median(times);

const measure = async (bench: Bench): Promise<Figure[]> => {
  await installPeers(bench.say);
  const server = await roomServer(bench, loadGrid);
  bench.say('enrolling');
  const page = await enrolInRoom(bench, { server, person: staff.member });
  const documents = await documentsOf(page, server.origin);
  bench.say('filling the others');
  const [pouch, rxdb] = [await openPouch(bench), await openRxdb(bench)];
  for (const peer of [pouch, rxdb]) await peer.fill(documents);
  bench.say('loading, in turns');
  const times = { ours: [] as number[], pouch: [] as number[], rxdb: [] as number[] };
  for (let at = 0; at < bench.samples; at += 1) {
    times.pouch.push(await peerOnce(pouch));
    times.rxdb.push(await peerOnce(rxdb));
    times.ours.push(await loadOnce(page, server));
  }
  const figure = { unit: 'docs/s', ours: perSecond(times.ours) } as const;
  return [
    {
      ...figure,
      what: 'first load beside PouchDB 9',
      floor: perSecond(times.pouch),
      promised: { kind: 'times', least: leastOverPouch },
    },
    {
      ...figure,
      what: 'first load beside plain RxDB over HTTP',
      floor: perSecond(times.rxdb),
      promised: { kind: 'times', least: leastOverRxdb },
    },
  ];
};

export const benchmark: Benchmark = {
  name: 'load-peer',
  what: 'the same 5,001 documents into PouchDB 9 from express-pouchdb, and into plain RxDB',
  promise: `≥ ${leastOverPouch}× PouchDB, ≥ ${leastOverRxdb}× RxDB, documents a second`,
  isPeer: true,
  run: measure,
};
