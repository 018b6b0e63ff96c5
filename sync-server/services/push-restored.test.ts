import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Household } from '#core/household/household.ts';
import { makeVisit, morning } from '#testing/builders.ts';
import { logOf, makeBundle, signInWithKey } from '#testing/bundle-fixture.ts';
import {
  createDeviceLog,
  openServerFixture,
  type DeviceLog,
  type ServerFixture,
} from '#testing/server-fixture.ts';
import { putBack, takeBackup } from '../storage/sqlite/backup.ts';
import { databaseName, openSqliteStorage } from '../storage/sqlite/sqlite-storage.ts';
import type { Context } from './context.ts';
import { handOver } from './hand-over.ts';
import { push } from './push.ts';

let server: ServerFixture;
let restored: Context;
const at = (name: string): string => path.join(server.folder, name);
beforeEach(async () => {
  server = await openServerFixture();
});
afterEach(async () => {
  await restored.storage.close();
  await server.close();
  rmSync(server.folder, { recursive: true, force: true });
});

/** Puts the copy back and lets the server begin anew. */
const restore = async (): Promise<void> => {
  const epoch = await putBack(at('copy.sqlite'), at('back.sqlite'));
  restored = { ...server.context, storage: openSqliteStorage(at('back.sqlite')), epoch };
};

const writePhone = (log: DeviceLog, phone: string, given: { seen: number; ms?: number }) => {
  const body = { visit: makeVisit(), facts: { phones: [phone] }, persons: [] };
  return log.make('visit-recorded', body, given);
};

const shown = async (): Promise<Household> => {
  const whole = await restored.storage.readWholeGrid('g001');
  const row = whole?.documents.households.find(({ id }) => id === 'h1');
  return JSON.parse(row?.json ?? '{}') as Household;
};
const disputed = async (): Promise<unknown[]> =>
  (await shown()).disputes.flatMap(({ claims }) => claims.map(({ value }) => value));

/** Numbers up to 10 are seen, the server goes back to 6, and 8 is given anew to a value that nobody had seen. */
const clash = async () => {
  const [first, second] = [await server.signIn('s002'), await signInWithKey(server, 's003')];
  const leader = await server.signIn('s001');
  await takeBackup(at(databaseName), at('copy.sqlite'));
  const lost = createDeviceLog(first.session);
  lost.visit('h2');
  lost.visit('h3');
  expect(await push(server.context, first.session, lost.request())).toMatchObject({ head: 10 });
  await restore();
  const { session } = await server.signIn('s002');
  const other = createDeviceLog(session);
  writePhone(other, '1', { seen: 6 });
  await push(restored, session, { ...other.request(), epoch: restored.epoch });
  const log = createDeviceLog(second.session);
  writePhone(log, '2', { seen: 10, ms: morning + 5 });
  return { second, log, leader: leader.session };
};

test('MERGE-13 STORE-15 what was seen under an earlier epoch replaces nothing that a restored server was told since', async () => {
  const { second, log } = await clash();
  const request = { ...log.request(), epoch: server.context.epoch };
  const { verdicts } = await push(restored, second.session, request);
  expect(verdicts).toMatchObject([{ verdict: 'accepted' }]);
  expect(await disputed()).toEqual([['2'], ['1']]);
});

test('MERGE-13 an unknown epoch counts as another one', async () => {
  const { second, log } = await clash();
  await push(restored, second.session, log.request());
  expect(await disputed()).toEqual([['2'], ['1']]);
});

test('MERGE-13 MERGE-3 what was seen under the epoch of the server is replaced silently', async () => {
  const { second, log } = await clash();
  await push(restored, second.session, { ...log.request(), epoch: restored.epoch });
  expect(await disputed()).toEqual([]);
  expect((await shown()).facts.phones).toEqual(['2']);
});

test.each([
  ['of an earlier epoch', () => server.context.epoch, [['2'], ['1']]],
  ['of this epoch', () => restored.epoch, []],
])('MERGE-13 a log %s that another phone carries is taken likewise', async (_, epoch, claims) => {
  const { second, log } = await clash();
  const logs = [{ ...logOf(log), epoch: epoch() }];
  await handOver(restored, await makeBundle(restored, second, { logs }));
  expect(await disputed()).toEqual(claims);
});

test('MERGE-13 what a leader takes later had seen nothing beyond the restored head', async () => {
  const { second, log, leader } = await clash();
  const { session } = second;
  const request = { ...log.request(), epoch: restored.epoch };
  await push(restored, { ...session, grants: [] }, request);
  const words = createDeviceLog(leader);
  const entry = { device: session.device, n: 1, fork: '' };
  words.make('quarantine-settled', { ...entry, decision: 'accepted', staff: '', reason: '' });
  const { verdicts } = await push(restored, leader, {
    ...words.request(),
    epoch: restored.epoch,
  });
  expect(verdicts).toMatchObject([{ verdict: 'accepted' }]);
  expect(await disputed()).toEqual([['2'], ['1']]);
});
