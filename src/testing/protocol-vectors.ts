// Test vectors of the protocol, made by the product's own code: whoever writes a client checks theirs against them.

import { canonicalJson } from '#core/merge/canonical.ts';
import { chainStart, nextHash } from '#core/merge/chain.ts';
import { addTerm, bucketOf, digestText, emptyDigest, revOf, termOf } from '#core/merge/digest.ts';
import { encodePulled } from '#server/http/encode.ts';
import type { Context } from '#server/services/context.ts';
import { sha256 } from '#server/services/hashing.ts';
import { fates } from '#server/services/kept.ts';
import { importDistrict } from '#server/services/import-district.ts';
import { createPokes } from '#server/services/pokes.ts';
import { proof } from '#server/services/proof.ts';
import { pull } from '#server/services/pull.ts';
import { push } from '#server/services/push.ts';
import type { Session } from '#server/services/sessions.ts';
import { createMemoryStorage } from '#server/storage/memory/memory-storage.ts';
import {
  makeEvent,
  makeHousehold,
  makeSheet,
  makeVisit,
  morning,
  wellAnswers,
} from './builders.ts';
import { makeBundleVectors } from './bundle-vectors.ts';
import { createDeviceLog, makeDistrict, type DeviceLog } from './server-fixture.ts';

const epoch = '5f2c81d09a6be347';
const session: Session = {
  device: 'kq3ab',
  staff: { id: 's002', name: '演示甲' },
  grants: [{ role: 'member', scope: 'g001' }],
  expiresAt: morning,
  tokenHash: '',
};

const leader: Session = {
  ...session,
  device: 'bq7mz',
  staff: { id: 's001', name: '演示组长' },
  grants: [{ role: 'leader', scope: 'g001' }],
};

const canonicalValues: unknown[] = [
  { b: 1, a: [true, null, 'x'] },
  { z: {}, a: [], A: -0, é: 1.5, '€': 1e21, '😀': 0.000001, aa: 1e-7 },
  '控制符 \u0001\n\t"\\/\u2028 😀',
  [10, 100, 1e3, 333333333.33333329, 4.5, 2e-3, 9007199254740991],
];

const hashVectors = () => {
  const visit = makeVisit({ answers: wellAnswers('p1'), note: '家里有老人 "安静"' });
  const events = [
    makeEvent(
      'visit-recorded',
      { visit, facts: { phones: ['13800000000'] }, persons: [] },
      { device: 'kq3ab' },
    ),
    makeEvent(
      'visit-voided',
      { visit: 'kq3ab.1', household: 'h1', facts: { phones: [] }, persons: [] },
      { device: 'kq3ab', n: 2 },
    ),
  ];
  let prev = chainStart;
  return events.map((event) => {
    const before = prev;
    prev = nextHash(sha256, before, event);
    return { prev: before, event, canonical: canonicalJson(event), hash: prev };
  });
};

const digestVectors = () => {
  const documents = [
    makeHousehold({ id: 'h1', seq: 2 }),
    makeHousehold({ id: 'h2', seq: 3 }),
    makeHousehold({ id: 'kq3ab.7', seq: 9 }),
  ];
  let digest = emptyDigest;
  const each = documents.map((document) => {
    const rev = revOf(sha256, document);
    const term = termOf(sha256, document.id, rev);
    digest = addTerm(digest, term);
    return {
      document,
      rev,
      term: digestText(term),
      sum: digestText(digest),
      bucket: bucketOf(sha256, document.id),
    };
  });
  return { empty: digestText(emptyDigest), documents: each };
};

const openConversation = async (): Promise<Context> => {
  const storage = createMemoryStorage();
  const households = ['h1', 'h2'].map((id) => makeHousehold({ id }));
  await importDistrict(storage, {
    ...makeDistrict(),
    grids: [{ sheet: makeSheet(), households, events: [] }],
  });
  const { server, sealKey } = await storage.readFacts();
  const now = (): number => morning;
  return { storage, now, pokes: createPokes(), epoch, server, sealKey, isDemo: true };
};

const makeLog = (): DeviceLog => {
  const log = createDeviceLog(session);
  log.visit('h1');
  log.make('household-moved' as 'visit-recorded', {} as never);
  log.make('doors-assigned', { households: ['h1'], member: 's003' });
  log.visit('h2', { staff: 's003' });
  log.visit('h2');
  return log;
};

type Step = { shows: string; call: string; request: unknown; response: unknown };

/** A leader takes what a colleague had recorded on this phone; the phone asks what became of its events. */
const settleOne = async (context: Context, steps: Step[]): Promise<void> => {
  const log = createDeviceLog(leader);
  log.make('quarantine-settled', {
    ...{ device: session.device, n: 4, fork: '', decision: 'accepted' },
    ...{ staff: '', reason: '同事用这部手机录的' },
  });
  const request = log.request();
  steps.push({
    shows: "a leader's word on an event that was kept apart (by another device)",
    call: 'POST /api/v1/push',
    request,
    response: await push(context, leader, request),
  });
  steps.push({
    shows: "what became of this device's own events",
    call: 'GET /api/v1/fates/g001',
    request: null,
    response: await fates(context, session, 'g001'),
  });
};

/** Requests and answers in their order, each with what it shows. */
const conversation = async () => {
  const context = await openConversation();
  const steps: Step[] = [];
  const doPush = async (shows: string, request: ReturnType<DeviceLog['request']>) =>
    steps.push({
      shows,
      call: 'POST /api/v1/push',
      request,
      response: await push(context, session, request),
    });
  const doPull = async (shows: string, request: Parameters<typeof pull>[2]) =>
    steps.push({
      shows,
      call: 'POST /api/v1/pull',
      request,
      response: JSON.parse(encodePulled(await pull(context, session, request))) as unknown,
    });
  const at = (n: number) => ({ epoch, grids: { g001: n } });
  const none = { epoch: '', grids: { g001: 0 } };
  const log = makeLog();
  const forked = createDeviceLog(session);
  forked.visit('h2');

  await doPull('a first page of one document per collection, and a grid that may not be read', {
    checkpoints: { grids: none, households: { epoch: '', grids: { g001: 0, g002: 0 } } },
    limit: 1,
  });
  await doPush('an accepted event', log.request(1, 1));
  await doPush('a repeated event, and three that are not taken', log.request(1, 4));
  await doPush('a hole: 6 is missing, nothing is stored', {
    ...log.request(5, 5),
    from: 6,
    events: [],
  });
  await doPush('another event under a number already taken', forked.request());
  await doPush('a chain that does not fit: kept, and the chain goes on from what was said', {
    ...log.request(5, 5),
    prevHash: 'f'.repeat(64),
  });
  await doPull('what changed after number 3', {
    checkpoints: { households: at(3), visits: at(3) },
    limit: 100,
  });
  await settleOne(context, steps);
  steps.push({
    shows: 'a proof with the digests of buckets',
    call: 'GET /api/v1/digest/g001?buckets=households',
    request: null,
    response: await proof(context, session, { grid: 'g001', buckets: 'households' }),
  });
  return { device: session.device, staff: session.staff, steps };
};

export const makeProtocolVectors = async (): Promise<object> => ({
  canonicalJson: canonicalValues.map((value) => ({ value, text: canonicalJson(value) })),
  chain: hashVectors(),
  digest: digestVectors(),
  bundle: await makeBundleVectors(),
  conversation: await conversation(),
});
