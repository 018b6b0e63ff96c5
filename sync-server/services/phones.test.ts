import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { logOf, makeBundle, signInWithKey } from '#testing/bundle-fixture.ts';
import { createDeviceLog, openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';
import { handOver } from './hand-over.ts';
import { createListener } from './phones.ts';
import { push } from './push.ts';
import type { Session } from './sessions.ts';

let server: ServerFixture;
beforeEach(async () => {
  server = await openServerFixture();
});
afterEach(() => server.close());

const saying = (pending: number) => ({
  ...{ pending, oldestAt: pending === 0 ? null : 5 },
  ...{ clockMs: server.clock.now, app: '1' },
});
const heard = async ({ device }: Session) => {
  const [phone] = await server.context.storage.readPhonesOf(device);
  return [phone?.pending, phone?.oldestAt];
};
const say = async (session: Session, pending: number, listener = createListener(server.context)) =>
  listener(session, await server.context.storage.readGrids(['g001']), saying(pending));

describe('PHONES-3 what has arrived is not called unsent', () => {
  test('what a push brings is taken off what it announces, also when it is repeated', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    for (const household of ['h1', 'h2', 'h3']) log.visit(household);
    const request = (to: number, pending: number) => ({
      ...log.request(1, to),
      announce: saying(pending),
    });
    await push(server.context, session, request(2, 3));
    expect(await heard(session)).toEqual([1, 5]);
    await push(server.context, session, request(3, 3));
    expect(await heard(session)).toEqual([0, null]);
    await push(server.context, session, request(3, 3));
    expect(await heard(session)).toEqual([0, null]);
  });

  test('what a colleague brings is taken off what the phone had announced, once', async () => {
    const phone = await signInWithKey(server, 's002');
    const log = createDeviceLog(phone.session);
    for (const household of ['h1', 'h2']) log.visit(household);
    await say(phone.session, 3);
    const bundle = await makeBundle(server.context, phone, { logs: [logOf(log)], changes: {} });
    await handOver(server.context, bundle);
    await handOver(server.context, bundle);
    expect(await heard(phone.session)).toEqual([1, 5]);
  });
});

describe('PHONES-2 what is written is compared with what is stored', () => {
  test('two processes that are told in turn, and a push between two fetches', async () => {
    const { session } = await server.signIn('s002');
    const [first, second] = [createListener(server.context), createListener(server.context)];
    await say(session, 0, first);
    await say(session, 5, second);
    await say(session, 0, first);
    expect(await heard(session)).toEqual([0, null]);

    await say(session, 1, first);
    const log = createDeviceLog(session);
    log.visit('h1');
    await push(server.context, session, { ...log.request(), announce: saying(1) });
    await say(session, 1, first);
    expect(await heard(session)).toEqual([1, 5]);
  });
});
