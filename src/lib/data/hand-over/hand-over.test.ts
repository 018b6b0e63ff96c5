import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeVisit, morning } from '#testing/builders.ts';
import { openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';
import { createInvitation, enrol } from '#server/services/sessions.ts';
import { handOver } from '#server/services/hand-over.ts';
import { Refused } from '#server/services/refused.ts';
import { Bundle } from '#schema/bundle.ts';
import type { EnrolResponse } from '#schema/protocol.ts';
import * as v from 'valibot';
import { openOutboxDatabase, type OutboxDatabase } from '../outbox/outbox-database-dexie.ts';
import { createOutbox, type Intention } from '../outbox/outbox.ts';
import { isCarrying, putCarried, readCarried, setCarriedFate } from './carried-rows.ts';
import { makeDeviceKeys, writeDeviceKeys } from './device-key.ts';
import { packPending, type Packed } from './pack.ts';
import { readBundle } from './take.ts';

const at = { nowMs: morning, seen: 2, heard: [0, 0] as [number, number] };
const visitAt = (household: string): Intention => ({
  household,
  undo: { facts: {}, persons: [] },
  factOf: () => ({
    kind: 'visit-recorded',
    body: {
      visit: makeVisit({ household, disposition: 'no-one-home', note: '演示备注' }),
      facts: {},
      persons: [],
    },
  }),
});

type Phone = { database: OutboxDatabase; enrolled: EnrolResponse };
let fixture: ServerFixture;
let count = 0;
const open: OutboxDatabase[] = [];
beforeEach(async () => (fixture = await openServerFixture()));
afterEach(async () => {
  vi.unstubAllGlobals();
  for (const database of open.splice(0)) database.close();
  await fixture.close();
});

/** Somebody's phone, signed in with a key. */
const phoneOf = async (staff: string): Promise<Phone> => {
  const database = await openOutboxDatabase(`hand-over-${(count += 1)}`);
  open.push(database);
  const keys = await makeDeviceKeys();
  if (keys === null) throw new Error('no keys');
  const code = await createInvitation(fixture.context, staff);
  const request = { code, device: 'Test', key: keys.publicText };
  const enrolled = await enrol(fixture.context, request);
  await writeDeviceKeys(database, enrolled.deviceId, keys);
  return { database, enrolled };
};
const record = async ({ database, enrolled }: Phone, households: string[], grid = 'g001') => {
  const outbox = await createOutbox(database);
  const author = { device: enrolled.deviceId, staff: enrolled.staff.id, grid };
  for (const household of households) await outbox.save(author, visitAt(household), at);
};
const pack = ({ database, enrolled }: Phone): Promise<Packed | null> => {
  const { deviceId: device, server, epoch, sealKey } = enrolled;
  return packPending(database, { device, server, epoch, sealKey }, morning);
};
const packed = async (phone: Phone): Promise<Packed> => {
  const bundle = await pack(phone);
  if (bundle === null) throw new Error('nothing was packed');
  return bundle;
};
const parsed = (bytes: Uint8Array): Bundle =>
  v.parse(Bundle, JSON.parse(new TextDecoder().decode(bytes)));
const here = { device: 'zz', server: '' };

describe('packing', () => {
  test('HAND-1 HAND-2 everything pending of all grids is packed, reaches the server, and still waits here', async () => {
    const phone = await phoneOf('s002');
    await record(phone, ['h1', 'h2']);
    await record(phone, ['h1'], 'g002');
    const bundle = await packed(phone);
    expect(bundle.label.events).toBe(3);
    const answer = await handOver(fixture.context, parsed(bundle.bytes));
    expect(
      answer.logs.map(({ grid, verdicts }) => [grid, verdicts.map((one) => one.verdict)]),
    ).toEqual([
      ['g001', ['accepted', 'accepted']],
      ['g002', ['quarantined']],
    ]);
    expect(await phone.database.events.where('state').equals('pending').count()).toBe(3);
    const again = await handOver(fixture.context, parsed(bundle.bytes));
    expect(again.logs.map(({ verdicts }) => verdicts.map((one) => one.verdict))).toEqual([
      ['duplicate', 'duplicate'],
      ['quarantined'],
    ]);
  });

  test('HAND-2 MERGE-13 where the epoch changes under which events were made a log of its own begins', async () => {
    const phone = await phoneOf('s002');
    const outbox = await createOutbox(phone.database);
    const author = { device: phone.enrolled.deviceId, staff: 's002', grid: 'g001' };
    for (const epoch of ['e1', 'e1', 'e2'])
      await outbox.save(author, visitAt('h1'), { ...at, epoch });
    const { bytes } = await packed(phone);
    const { logs } = await handOver(fixture.context, parsed(bytes));
    expect(logs.map(({ verdicts }) => verdicts.map(({ n, verdict }) => [n, verdict]))).toEqual([
      [
        [1, 'accepted'],
        [2, 'accepted'],
      ],
      [[3, 'accepted']],
    ]);
  });

  test('HAND-2 numbers with a hole between them become logs of their own', async () => {
    const phone = await phoneOf('s002');
    await record(phone, ['h1', 'h2', 'h3', 'h4']);
    const { deviceId } = phone.enrolled;
    await phone.database.events.update([deviceId, 'g001', 2], { state: 'quarantined' });
    const answer = await handOver(fixture.context, parsed((await packed(phone)).bytes));
    expect(answer.logs).toMatchObject([{ last: 1 }, { expected: 2, verdicts: [] }]);
  });

  test('OUTBOX-9 what is no longer on the phone stops no bundle', async () => {
    const phone = await phoneOf('s002');
    await record(phone, ['h1', 'h2', 'h3', 'h4', 'h5']);
    const { deviceId } = phone.enrolled;
    for (const n of [1, 4]) await phone.database.events.delete([deviceId, 'g001', n]);
    const { logs } = await handOver(fixture.context, parsed((await packed(phone)).bytes));
    expect(logs.map(({ verdicts, last }) => [verdicts.map(({ n }) => n), last])).toEqual([
      [[2, 3], 3],
      [[5], 5],
    ]);
  });

  test('nothing pending is nothing to pack; two bundles have two names without anything personal', async () => {
    const phone = await phoneOf('s002');
    expect(await pack(phone)).toBeNull();
    await record(phone, ['h1']);
    const { deviceId } = phone.enrolled;
    const names = [(await packed(phone)).fileName, (await packed(phone)).fileName];
    expect(names).toEqual([
      `gridsweep-${deviceId}-2020-02-10-1.gsw`,
      `gridsweep-${deviceId}-2020-02-10-2.gsw`,
    ]);
  });

  test('SEAL-1 the file tells the carrier nothing but its label', async () => {
    const phone = await phoneOf('s002');
    await record(phone, ['h1']);
    const { bytes, label } = await packed(phone);
    expect(parsed(bytes).label).toEqual(label);
    expect(new TextDecoder().decode(bytes)).not.toMatch(/演示|"h1"|"s002"|visit-recorded/);
  });

  test('HAND-3 without a key, or without the means, it says so', async () => {
    const phone = await phoneOf('s002');
    await record(phone, ['h1']);
    await writeDeviceKeys(phone.database, phone.enrolled.deviceId, null);
    await expect(pack(phone)).rejects.toMatchObject({ code: 'no-key', zh: expect.any(String) });
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    expect(await makeDeviceKeys()).toBeNull();
    await expect(pack(phone)).rejects.toMatchObject({ code: 'no-key' });
  });

  test('KEY-1 the private key cannot be read out', async () => {
    const keys = await makeDeviceKeys();
    expect(keys?.privateKey.extractable).toBe(false);
    expect(keys?.publicText).toMatch(/^[A-Za-z0-9_-]{87}$/);
  });
});

describe('TAKE-1 taking', () => {
  test('what is no bundle is called so', async () => {
    const others = [
      '',
      '{}',
      '[1]',
      'null',
      '{"label":{"format":"other"}}',
      '\u0000\u0001',
      'PK\u0003\u0004',
    ];
    for (const text of others) {
      const bytes = new TextEncoder().encode(text);
      expect(await readBundle(bytes, here)).toMatchObject({ code: 'not-a-bundle' });
    }
    const huge = new Uint8Array(9_000_001).fill(32);
    expect(await readBundle(huge, here)).toMatchObject({ code: 'not-a-bundle' });
  });

  test('this phone’s own, another district’s and a newer one are refused in words of their own', async () => {
    const phone = await phoneOf('s002');
    await record(phone, ['h1']);
    const { bytes } = await packed(phone);
    const { deviceId, server } = phone.enrolled;
    const codeAt = async (at: { device: string; server: string }, given = bytes) =>
      (await readBundle(given, at)) as { code?: string; kind: string };
    expect(await codeAt({ device: deviceId, server })).toMatchObject({ code: 'own' });
    expect(await codeAt({ device: 'zz', server: 'other' })).toMatchObject({ code: 'other-server' });
    expect(await codeAt({ device: 'zz', server })).toMatchObject({ kind: 'read' });
    const text = new TextDecoder().decode(bytes).replace('"v":1', '"v":2');
    const newer = new TextEncoder().encode(text);
    expect(await codeAt(here, newer)).toMatchObject({ code: 'newer' });
  });

  test('cut at any byte it is refused; SEAL-2 with any bit turned it is refused here or by the server', async () => {
    const phone = await phoneOf('s002');
    await record(phone, ['h1', 'h2', 'h3']);
    const { bytes } = await packed(phone);
    const spoilt = fc.record({ place: fc.nat(bytes.length - 1), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(spoilt, async ({ place, bit }) => {
        expect(await readBundle(bytes.slice(0, place), here)).toMatchObject({ kind: 'refused' });
        const turned = bytes.slice();
        turned[place] = (turned[place] ?? 0) ^ (1 << bit);
        const read = await readBundle(turned, here);
        if (read.kind === 'refused') return;
        await expect(handOver(fixture.context, read.bundle)).rejects.toBeInstanceOf(Refused);
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});

test('CARRY-1 TAKE-2 the same bundle is carried once; a refused one may be offered again', async () => {
  const phone = await phoneOf('s002');
  const carrier = await phoneOf('s003');
  await record(phone, ['h1']);
  const bundle = parsed((await packed(phone)).bytes);
  const { database } = carrier;
  expect(await putCarried(database, bundle, 1)).toBe(true);
  expect(await putCarried(database, bundle, 2)).toBe(false);
  expect(await isCarrying(database)).toBe(true);
  const refused = { kind: 'refused', at: 3, code: 'no-device-key', zh: '', en: '' } as const;
  await setCarriedFate(database, bundle.sum, refused);
  expect(await isCarrying(database)).toBe(false);
  await putCarried(database, bundle, 4);
  expect(await readCarried(database)).toMatchObject([{ takenAt: 4, fate: { kind: 'waiting' } }]);
});
