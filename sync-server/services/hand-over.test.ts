import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  logOf,
  makeBundle,
  sealAnything,
  signInWithKey,
  type SigningPhone,
} from '#testing/bundle-fixture.ts';
import {
  createDeviceLog,
  openServerFixture,
  type DeviceLog,
  type ServerFixture,
} from '#testing/server-fixture.ts';
import { handOver } from './hand-over.ts';
import { push } from './push.ts';
import { reEnrol } from './wiped.ts';
import { endSession, enrol, createInvitation, replaceGrants } from './sessions.ts';

let server: ServerFixture;
let phone: SigningPhone;
let log: DeviceLog;
beforeEach(async () => {
  server = await openServerFixture();
  phone = await signInWithKey(server, 's002');
  log = createDeviceLog(phone.session);
  for (const household of ['h1', 'h2', 'h3']) log.visit(household);
});
afterEach(() => server.close());

const bundleOf = (logs = [logOf(log)], changes = {}) =>
  makeBundle(server.context, phone, { logs, changes });
const give = async (...given: Parameters<typeof bundleOf>) =>
  handOver(server.context, await bundleOf(...given));
const stored = async (grid = 'g001') =>
  (await server.context.storage.readLedgerOf(grid)).map(({ n, verdict }) => [n, verdict]);

describe('HAND-4 a bundle is judged as if its own device had pushed it', () => {
  test('its events are accepted in the name of their owner, and a push of the same finds duplicates', async () => {
    const { device } = phone.session;
    const verdicts = [8, 10, 12].map((seq, k) => ({ n: k + 1, verdict: 'accepted', seq }));
    expect(await give()).toEqual({
      device,
      logs: [{ grid: 'g001', verdicts, last: 3, hash: log.hashAt(3) }],
    });
    const answer = await push(server.context, phone.session, log.request());
    expect(answer.verdicts).toEqual(
      [8, 10, 12].map((seq, k) => ({ n: k + 1, verdict: 'duplicate', seq })),
    );
    expect([answer.last, answer.hash]).toEqual([3, log.hashAt(3)]);
  });

  test('by the grants of that moment: a grid that was lost keeps the events apart', async () => {
    const bundle = await bundleOf();
    await replaceGrants(server.context, 's002', []);
    const { logs } = await handOver(server.context, bundle);
    expect(logs[0]?.verdicts[0]).toEqual({ n: 1, verdict: 'quarantined', reason: 'no-grant' });
    expect(logs[0]?.last).toBe(3);
  });

  test('nothing is said of the phone itself: it was not heard of', async () => {
    const before = await server.context.storage.readPhonesOf(phone.session.device);
    server.clock.now += 60_000;
    await give();
    expect(await server.context.storage.readPhonesOf(phone.session.device)).toEqual(before);
  });

  test('several grids, and a log that is longer than a step', async () => {
    const long = createDeviceLog(phone.session, 'g002');
    for (let k = 0; k < 501; k += 1) long.visit('h1');
    const { logs } = await give([logOf(log), logOf(long)]);
    expect(logs.map(({ grid, verdicts, last }) => [grid, verdicts.length, last])).toEqual([
      ['g001', 3, 3],
      ['g002', 501, 501],
    ]);
    expect(logs[1]?.hash).toBe(long.hashAt(501));
  });
});

describe('HAND-5 label, signature and chain prove every event', () => {
  const refusedAs = async (code: string, where: string, bundle: ReturnType<typeof bundleOf>) => {
    await expect(handOver(server.context, await bundle)).rejects.toMatchObject({ code, where });
    expect([...(await stored()), ...(await stored('g002'))]).toEqual([]);
  };
  const changed = async (change: object) => ({ ...(await bundleOf()), ...change });

  test('a bundle for another district', async () => {
    await refusedAs('other-server', 'label.server', bundleOf(undefined, { server: 'elsewhere' }));
  });

  test('damage on the way, and a label that was changed', async () => {
    const { sealed, label } = await bundleOf();
    await refusedAs('bad-bundle', 'sum', changed({ sealed: `AAAA${sealed.slice(4)}` }));
    await refusedAs('bad-bundle', 'sealed', changed({ label: { ...label, madeAt: 1 } }));
    await refusedAs('bad-bundle', 'sealed', changed({ ephemeral: 'AAAA' }));
  });

  test('sealed for other keys', async () => {
    const other = await openServerFixture();
    const { sealKey } = other.context;
    await other.close();
    const bundle = makeBundle({ ...server.context, sealKey }, phone, { logs: [logOf(log)] });
    await refusedAs('bad-bundle', 'sealed', bundle);
  });

  test('a forged device: signed by another phone', async () => {
    const { keys } = await signInWithKey(server, 's003');
    const { session } = phone;
    const forged = makeBundle(server.context, { session, keys }, { logs: [logOf(log)] });
    await refusedAs('bad-bundle', 'signature', forged);
  });

  test('a device without a key, and one that nobody knows', async () => {
    const { session } = await server.signIn('s003');
    const own = createDeviceLog(session);
    own.visit('h1');
    const { keys } = phone;
    const unsigned = makeBundle(server.context, { session, keys }, { logs: [logOf(own)] });
    await refusedAs('no-device-key', 'label.device', unsigned);
    await refusedAs('no-device-key', 'label.device', bundleOf(undefined, { device: 'zzzzz' }));
  });

  test('a chain that does not fit what was signed', async () => {
    const wrong = { ...logOf(log), hash: 'f'.repeat(64) };
    await refusedAs('bad-bundle', 'content.logs.0.hash', bundleOf([wrong]));
    const [first, second, third] = log.events;
    if (!first || !second || !third) throw new Error('three events');
    const swapped = { ...logOf(log), events: [first, third, second] };
    await refusedAs('bad-bundle', 'content.logs.0.events', bundleOf([swapped]));
    await refusedAs('bad-bundle', 'label.events', bundleOf(undefined, { events: 2 }));
  });

  test("another device's events among the own ones", async () => {
    const { session } = await server.signIn('s003');
    const foreign = createDeviceLog(session);
    foreign.visit('h1');
    const logs = [logOf(log), logOf(foreign)];
    await refusedAs('bad-bundle', 'content.logs.1.events', bundleOf(logs));
  });

  test('content that unpacks to gigabytes, or is none', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024));
    for (const [content, where] of [
      [bomb, 'sealed'],
      [Buffer.from('no gzip'), 'sealed'],
      [gzipSync('{"logs":'), 'content'],
      [gzipSync('{"logs":[],"signature":""}'), 'content.logs'],
      [gzipSync(`${'['.repeat(1000)}${']'.repeat(1000)}`), 'content'],
    ] as const) {
      await refusedAs('bad-bundle', where, sealAnything(server.context, phone, content));
    }
  });
});

describe('HAND-6 HAND-7 HAND-8', () => {
  test('HAND-6 for a device that was signed out', async () => {
    await endSession(server.context, phone.session);
    expect((await give()).logs[0]?.verdicts[0]).toMatchObject({ verdict: 'accepted' });
  });

  test('HAND-6 for a device whose phone was wiped after it had handed over', async () => {
    const cookie = 'c'.repeat(43);
    const code = await createInvitation(server.context, 's002');
    const renews = { device: phone.session.device, staff: 's002' };
    await enrol(server.context, { code, device: '', renews }, cookie);
    const bundle = await bundleOf();
    await reEnrol(server.context, { device: '' }, { cookie, next: 'n'.repeat(43) });
    const { logs } = await handOver(server.context, bundle);
    expect(logs[0]?.verdicts[0]).toMatchObject({ verdict: 'accepted' });
  });

  test('HAND-6 a device that is renewed with another key signs with that one', async () => {
    const before = await bundleOf();
    const { keys } = await signInWithKey(server, 's003');
    const { device } = phone.session;
    const code = await createInvitation(server.context, 's002');
    const renews = { device, staff: 's002' };
    await enrol(server.context, { code, device: '', renews, key: keys.publicText });
    await expect(handOver(server.context, before)).rejects.toMatchObject({ where: 'signature' });
    phone = { ...phone, keys };
    expect((await give()).logs[0]?.last).toBe(3);
  });

  test('HAND-7 twice is once, also when a part was pushed meanwhile', async () => {
    await push(server.context, phone.session, log.request(1, 2));
    const bundle = await bundleOf();
    const kinds = async () =>
      (await handOver(server.context, bundle)).logs[0]?.verdicts.map(({ verdict }) => verdict);
    expect(await kinds()).toEqual(['duplicate', 'duplicate', 'accepted']);
    expect(await kinds()).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(await stored()).toHaveLength(3);
  });

  test('HAND-8 a log with a hole stores nothing, its neighbours come in', async () => {
    const other = createDeviceLog(phone.session, 'g002');
    other.visit('h1');
    expect((await give([logOf(log, 3), logOf(other)])).logs).toEqual([
      { grid: 'g001', expected: 1, verdicts: [], last: 0, hash: log.hashAt(0) },
      {
        ...{ grid: 'g002', last: 1, hash: other.hashAt(1) },
        verdicts: [{ n: 1, verdict: 'quarantined', reason: 'no-grant' }],
      },
    ]);
    expect(await stored()).toEqual([]);
  });

  test('HAND-8 GAP-1 a hole of which its phone holds nothing either does not stop the log', async () => {
    const [answer] = (await give([{ ...logOf(log, 2), heldBefore: 0 }])).logs;
    expect(answer).toMatchObject({ last: 3, hash: log.hashAt(3) });
    expect(answer?.expected).toBeUndefined();
    expect(await stored()).toEqual([
      [2, 'quarantined'],
      [3, 'accepted'],
    ]);
  });
});
