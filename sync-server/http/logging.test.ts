import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openHttpFixture } from '#testing/http-fixture.ts';
import { createDeviceLog, makeDistrict } from '#testing/server-fixture.ts';
import { createInvitation } from '../services/sessions.ts';
import { createHttpServer } from './server.ts';

type Line = Record<string, unknown>;

const opened = async () => {
  const fixture = await openHttpFixture();
  let text = '';
  const http = createHttpServer(fixture.context, {
    appDir: fixture.appDir,
    logLevel: 'info',
    // The line by which the framework says where it listens is the operator's own address.
    logSink: { write: (line) => (text += line.includes('Server listening') ? '' : line) },
  });
  await http.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = http.app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const call = async (
    method: string,
    path: string,
    ...[body, token]: [body?: unknown, token?: string]
  ) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    return { status: response.status, answer };
  };
  const lines = (): Line[] =>
    text
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line)
      .filter(({ msg }) => msg === 'request' || msg === 'request failed');
  return {
    ...{ fixture, call, lines },
    text: () => text,
    close: async () => {
      await http.close();
      await fixture.close();
    },
  };
};

test('LOG-4 a whole session leaves no name, number, address, code, token or id in the log', async () => {
  const { fixture, call, text, lines, close } = await opened();
  const code = await createInvitation(fixture.context, 's002');
  const label = 'Wang Xiuying’s phone';
  const enrolled = await call('POST', '/api/v1/enrol', { code, device: label });
  const { token, deviceId } = JSON.parse(enrolled.answer) as { token: string; deviceId: string };
  const log = createDeviceLog({ device: deviceId, staff: { id: 's002' } });
  log.make('household-listed', {
    household: 'h99',
    place: { compound: 'c001', building: '2', unit: '1', floor: 9, room: '901', suffix: '' },
    ...{ phone: '13912345678', name: '王秀英', address: '和平路 17 号' },
  } as never);
  log.visit('h1');
  const request = log.request();
  await call('POST', '/api/v1/push', request, token);
  await call('POST', '/api/v1/push', { ...request, prevHash: '13912345678' }, token);
  await call('POST', '/api/v1/push', '王秀英', token);
  await call('GET', '/api/v1/snapshot/g001', undefined, token);
  await call('GET', '/api/v1/snapshot/g999', undefined, token);
  await call('GET', '/api/v1/digest/g001?buckets=13912345678', undefined, token);
  await call('GET', '/door/h1?name=Xiuying', undefined, token);
  await call('GET', `/enrol?code=${code}`, undefined, `${token}x`);
  const pulled = { checkpoints: { households: { epoch: '', grids: { g001: 0 } } }, limit: 10 };
  await call('POST', '/api/v1/pull', pulled, token);
  fixture.context.storage.readChanges = () =>
    Promise.reject(new Error(`Key (name)=(王秀英) of ${token} with ${deviceId}`));
  expect((await call('POST', '/api/v1/pull', pulled, token)).status).toBe(500);
  const people = makeDistrict().staff.flatMap(({ id, name }) => [id, name]);
  const secrets = [code, token, deviceId, label, 'Xiuying', '王秀英', '13912345678', '和平路'];
  const doors = ['g001', 'g999', 'h99', '"h1"', '/door/h', '901', '127.0.0.1'];
  for (const secret of [...people, ...secrets, ...doors]) expect(text()).not.toContain(secret);
  expect(lines().length).toBeGreaterThan(10);
  await close();
});

test('LOG-4 one line a request: route, status, refusal, times and sizes; a phone is the same tag each time', async () => {
  const { fixture, call, lines, close } = await opened();
  const { token } = await fixture.signIn('s002');
  await call('GET', '/api/v1/snapshot/g001', undefined, token);
  await call('GET', '/api/v1/snapshot/g002', undefined, token);
  await call('GET', '/api/v1/nothing');
  await expect.poll(() => lines().length).toBe(3);
  const [sent, refused, missing] = lines();
  expect(lines().every(({ bytesOut }) => Number(bytesOut) > 100)).toBe(true);
  const phone = sent?.['phone'];
  expect(phone).toMatch(/^[A-Za-z0-9_-]{8}$/);
  const common = {
    ...{ method: 'GET', level: 30, msg: 'request', ms: expect.any(Number) },
    ...{ bytesIn: 0, bytesOut: expect.any(Number), reqId: expect.any(String) },
    ...{ pid: process.pid, time: expect.any(Number) },
  };
  expect(sent).toEqual({ ...common, route: '/api/v1/snapshot/:grid', status: 200, phone });
  expect(refused).toEqual({
    ...{ ...common, route: '/api/v1/snapshot/:grid', status: 403, phone },
    refusal: 'no-grant',
  });
  expect(missing).toEqual({ ...common, route: '/*', status: 404, refusal: 'not-found' });
  await close();
});

test('LOG-4 a failure is told with its kind and its places in the program, words only from the system', async () => {
  const { fixture, call, lines, close } = await opened();
  const { token } = await fixture.signIn('s002');
  const fail = async (error: Error): Promise<Line> => {
    fixture.context.storage.readWholeGrid = () => Promise.reject(error);
    fixture.context.storage.readGrids = () => Promise.reject(error);
    const before = lines().length;
    await call('GET', '/api/v1/snapshot/g001', undefined, token);
    await expect.poll(() => lines().length).toBe(before + 2);
    return lines()[before]?.['err'] as Line;
  };
  const full = Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR' });
  expect(await fail(full)).toEqual({
    ...{ type: 'Error', code: 'ERR_SQLITE_ERROR', message: 'database or disk is full' },
    stack: expect.stringMatching(/^at .*logging\.test\.ts/),
  });
  const parse = new SyntaxError('Unexpected token 王 in JSON');
  expect(await fail(parse)).toMatchObject({ type: 'SyntaxError', message: '' });
  await close();
});
