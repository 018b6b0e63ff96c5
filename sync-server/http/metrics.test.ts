import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHttpFixture, type HttpFixture } from '#testing/http-fixture.ts';
import { createDeviceLog, makeDistrict } from '#testing/server-fixture.ts';
import { createReadiness } from './readiness.ts';
import { createHttpServer } from './server.ts';

let server: HttpFixture;
beforeEach(async () => {
  server = await openHttpFixture();
});
afterEach(() => server.close());

const figures = async (): Promise<{ text: string; of: (name: string) => number | undefined }> => {
  const text = await (await server.call('GET', '/metrics')).text();
  const of = (name: string): number | undefined => {
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  };
  return { text, of };
};

test('METER-1 pushes, verdicts, times, streams, heads, phones, quarantine, refusals; nobody by name', async () => {
  const { token, session } = await server.signIn('s002');
  const log = createDeviceLog(session);
  log.visit('h1');
  log.visit('h2', { staff: 's003' });
  const push = (body: unknown) => server.call('POST', '/api/v1/push', { token, body });
  await push(log.request());
  await push(log.request());
  await push('wrong');
  const stream = await server.call('GET', '/api/v1/stream', { token });
  const { text, of } = await figures();
  expect({
    pushes: of('gridsweep_pushes_total'),
    accepted: of('gridsweep_verdicts_total{verdict="accepted"}'),
    duplicate: of('gridsweep_verdicts_total{verdict="duplicate"}'),
    quarantined: of('gridsweep_verdicts_total{verdict="quarantined"}'),
    answered: of('gridsweep_call_seconds_count{call="push",status="200"}'),
    refused: of('gridsweep_refusals_total{code="bad-shape"}'),
    streams: of('gridsweep_streams'),
    grids: of('gridsweep_grids'),
    heads: of('gridsweep_heads_sum'),
    kept: of('gridsweep_quarantined_events'),
    phones: of('gridsweep_phones'),
    unheard: of('gridsweep_phones_unheard'),
    waiting: of('gridsweep_requests_in_flight{work="push",state="waiting"}'),
  }).toEqual({
    ...{ pushes: 2, accepted: 1, duplicate: 1, quarantined: 2, answered: 2, refused: 1 },
    ...{ streams: 1, grids: 2, heads: 8 + 3, kept: 1, phones: 1, unheard: 0, waiting: 0 },
  });
  const secrets = [token, session.device, 'g001', ...makeDistrict().staff.map(({ id }) => id)];
  for (const secret of secrets) expect(text).not.toContain(secret);
  await stream.body?.cancel();
});

test('METER-2 sums are kept for some seconds; a store that fails hides only its own figures', async () => {
  let reads = 0;
  const { readTotals } = server.context.storage;
  server.context.storage.readTotals = (before) => {
    reads += 1;
    return readTotals(before);
  };
  await figures();
  await figures();
  expect(reads).toBe(1);
  server.context.storage.readTotals = () => Promise.reject(new Error('gone'));
  const other = createHttpServer(server.context, { appDir: '', logLevel: 'silent' });
  const { body } = await other.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
  expect(body).toContain('gridsweep_grids Nan');
  expect(body).toContain('gridsweep_pushes_total 0');
  await other.close();
});

test('METRICS-1 from this machine and not through a proxy, or with the token', async () => {
  const open = createHttpServer(server.context, { appDir: '', logLevel: 'silent' });
  const closed = createHttpServer(server.context, {
    ...{ appDir: '', logLevel: 'silent' },
    metricsToken: 'a-token-of-operators',
  });
  const ask = async (
    http: typeof open,
    remoteAddress: string,
    headers: Record<string, string> = {},
  ): Promise<number> =>
    (await http.app.inject({ url: '/metrics', remoteAddress, headers })).statusCode;
  const bearer = { authorization: 'Bearer a-token-of-operators' };
  expect([
    await ask(open, '127.0.0.1'),
    await ask(open, '::1'),
    await ask(open, '::ffff:127.0.0.1'),
    await ask(open, '198.51.100.7'),
    await ask(open, '127.0.0.1', { 'x-forwarded-for': '198.51.100.7' }),
    await ask(open, '198.51.100.7', { 'x-forwarded-for': '127.0.0.1' }),
    await ask(closed, '127.0.0.1'),
    await ask(closed, '198.51.100.7', bearer),
    await ask(closed, '127.0.0.1', { authorization: 'Bearer a-token-of-operatorz' }),
  ]).toEqual([200, 200, 200, 404, 404, 404, 404, 200, 404]);
  await open.close();
  await closed.close();
});

test('READY-1 not ready when the store fails or does not answer, or the disk is full', async () => {
  const faults: unknown[] = [];
  const ask = (given: { check?: () => Promise<void>; leastFreeBytes?: number }) =>
    createReadiness({
      context: {
        ...server.context,
        storage: { ...server.context.storage, ...(given.check ? { check: given.check } : {}) },
      },
      dataDir: server.folder,
      leastFreeBytes: given.leastFreeBytes ?? 1,
      onFault: (error) => faults.push(error),
    })();
  expect(await ask({})).toBe('ok');
  expect(await ask({ leastFreeBytes: 2 ** 60 })).toBe('disk-full');
  expect(await ask({ check: () => Promise.reject(new Error('gone')) })).toBe('storage-failed');
  expect(await ask({ check: () => new Promise(() => undefined) })).toBe('storage-failed');
  expect(faults).toHaveLength(2);
});

test('READY-2 a flood of questions reaches the store once a second', async () => {
  let checks = 0;
  const { check } = server.context.storage;
  server.context.storage.check = () => {
    checks += 1;
    return check();
  };
  const asked = Array.from({ length: 50 }, () => server.call('GET', '/readyz'));
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect([new Set(statuses), checks <= 2]).toEqual([new Set([200]), true]);
});
