import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHttpFixture, type HttpFixture } from '#testing/http-fixture.ts';
import { createDeviceLog } from '#testing/server-fixture.ts';
import { push } from '../services/push.ts';
import { endSession, replaceGrants } from '../services/sessions.ts';

let server: HttpFixture;
beforeEach(async () => {
  server = await openHttpFixture();
});
afterEach(() => server.close());

/** Reads a stream message by message. */
const openStream = async (token: string) => {
  const response = await server.call('GET', '/api/v1/stream', { token });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffered = '';
  const next = async (): Promise<string | undefined> => {
    for (;;) {
      const end = buffered.indexOf('\n\n');
      if (end >= 0) {
        const message = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        return message;
      }
      const part = await reader?.read();
      if (part === undefined || part.done) return undefined;
      buffered += part.value;
    }
  };
  return { response, next, cancel: () => reader?.cancel() };
};

test('STREAM-2 it begins with the heads, then pokes grids that may be read', async () => {
  const { token } = await server.signIn('s002');
  const { session: own } = await server.signIn('s003');
  const { session: foreign } = await server.signIn('s004');
  const stream = await openStream(token);
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(await stream.next()).toBe('retry: 2000\ndata: {"g001":6}');
  const elsewhere = createDeviceLog(foreign, 'g002');
  elsewhere.visit('h1');
  await push(server.context, foreign, elsewhere.request());
  const log = createDeviceLog(own);
  log.visit('h1');
  await push(server.context, own, log.request());
  expect(await stream.next()).toBe('data: {"g001":8}');
  await stream.cancel();
});

test('many pushes within 50 ms are gathered', async () => {
  const { token } = await server.signIn('s002');
  const stream = await openStream(token);
  await stream.next();
  for (let k = 0; k < 20; k += 1) server.context.pokes.publish('g001', 10 + k);
  expect([await stream.next(), await stream.next()]).toEqual([
    'data: {"g001":10}',
    'data: {"g001":29}',
  ]);
  await stream.cancel();
});

test('STREAM-3 it ends when grants change, here or in another process', async () => {
  const { token } = await server.signIn('s002');
  const here = await openStream(token);
  await here.next();
  await replaceGrants(server.context, 's002', [{ role: 'member', scope: 'g002' }]);
  expect([await here.next(), await here.next()]).toEqual(['event: grants\ndata: {}', undefined]);
  const there = await openStream(token);
  expect(await there.next()).toBe('retry: 2000\ndata: {"g002":3}');
  await server.http.streams.review();
  expect(await there.next()).toBe(':');
  await server.context.storage.putGrants('s002', []);
  await server.http.streams.review();
  expect(await there.next()).toBe('event: grants\ndata: {}');
});

test('STREAM-2 what moves while it is being opened is told', async () => {
  const { token } = await server.signIn('s002');
  const { readGrids } = server.context.storage;
  server.context.storage.readGrids = async (grids) => {
    const rows = await readGrids(grids);
    server.context.pokes.publish('g001', 77);
    return rows;
  };
  const stream = await openStream(token);
  expect(await stream.next()).toBe('retry: 2000\ndata: {"g001":77}');
  await stream.cancel();
});

test('STREAM-3 rights that are lost while it is being opened end it', async () => {
  const { token } = await server.signIn('s002');
  const { readGrids } = server.context.storage;
  server.context.storage.readGrids = async (grids) => {
    const rows = await readGrids(grids);
    await replaceGrants(server.context, 's002', []);
    return rows;
  };
  const stream = await openStream(token);
  expect([await stream.next(), await stream.next()]).toEqual([
    'retry: 2000\ndata: {"g001":6}',
    'event: grants\ndata: {}',
  ]);
});

test('STREAM-3 a store that fails ends no stream', async () => {
  const { token } = await server.signIn('s002');
  const stream = await openStream(token);
  await stream.next();
  server.context.storage.readSession = () => Promise.reject(new Error('gone'));
  await server.http.streams.review();
  expect(await stream.next()).toBe(':');
  await stream.cancel();
});

test('STREAM-3 it ends with the session', async () => {
  const { token, session } = await server.signIn('s002');
  const stream = await openStream(token);
  await stream.next();
  await endSession(server.context, session);
  await server.http.streams.review();
  expect([await stream.next(), await stream.next()]).toEqual([
    'event: session\ndata: {}',
    undefined,
  ]);
});

test('STREAM-4 a client that leaves is forgotten; a server that closes says so, and when to come again', async () => {
  const { token } = await server.signIn('s002');
  const leaving = await openStream(token);
  await leaving.next();
  await leaving.cancel();
  const staying = await openStream(token);
  await staying.next();
  await expect.poll(() => server.http.streams.count()).toBe(1);
  await server.http.close();
  expect(await staying.next()).toMatch(/^retry: \d{3,4}\nevent: closing\ndata: {}$/);
});
