import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHttpFixture, type HttpFixture } from '#testing/http-fixture.ts';
import { createInvitation } from '../services/sessions.ts';
import { createHttpServer } from './server.ts';

let server: HttpFixture;
beforeAll(async () => {
  server = await openHttpFixture();
});
afterAll(() => server.close());

type Enrolled = { deviceId: string; token: string; expiresAt: number };
const enrol = async (): Promise<{ answer: Enrolled; cookie: string; attributes: string }> => {
  const code = await createInvitation(server.context, 's002');
  const response = await server.call('POST', '/api/v1/enrol', { body: { code, device: 'Test' } });
  return { answer: (await response.json()) as Enrolled, ...cookieOf(response) };
};
const cookieOf = (response: Response): { cookie: string; attributes: string } => {
  const [cookie = '', ...attributes] = (response.headers.get('set-cookie') ?? '').split('; ');
  return { cookie, attributes: attributes.join('; ') };
};
const withCookie = (cookie: string) => ({ headers: { cookie: `a=b; ${cookie}; c=d` } });
const recognised = async (cookie: string): Promise<unknown> =>
  (await server.call('GET', '/api/v1/recognised', withCookie(cookie))).json();

describe('COOKIE-1 the cookie of a phone', () => {
  test('is a secret that no script reads, for this API alone, as long as the session', async () => {
    const { answer, cookie, attributes } = await enrol();
    expect(cookie).toMatch(/^gridsweep-phone=[A-Za-z0-9_-]{43}$/);
    expect(attributes).toBe(`HttpOnly; SameSite=Strict; Path=/api/v1; Max-Age=${30 * 86_400}`);
    expect(JSON.stringify(answer)).not.toContain(cookie.split('=')[1]);
    const row = await server.context.storage.readDevice(answer.deviceId);
    expect(row?.device.cookieHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is given again with the session, and only to the phone whose it is', async () => {
    const { answer, cookie } = await enrol();
    const other = await enrol();
    const ask = (given: string) =>
      server.call('GET', '/api/v1/session', { token: answer.token, ...withCookie(given) });
    expect(cookieOf(await ask(cookie)).cookie).toBe(cookie);
    expect((await ask(other.cookie)).headers.get('set-cookie')).toBeNull();
    expect((await ask('x=y')).headers.get('set-cookie')).toBeNull();
  });

  test('is Secure where phones come by https', async () => {
    const options = { appDir: server.appDir, publicUrl: 'https://sweep.example' };
    const secure = createHttpServer(server.context, { ...options, logLevel: 'silent' });
    const code = await createInvitation(server.context, 's002');
    const response = await secure.app.inject({
      method: 'POST',
      url: '/api/v1/enrol',
      payload: { code, device: '' },
    });
    expect(response.headers['set-cookie']).toMatch(/; Secure$/);
    await secure.close();
  });

  test('signs nobody in, and signing out takes it away', async () => {
    const { answer, cookie } = await enrol();
    expect((await server.call('GET', '/api/v1/session', withCookie(cookie))).status).toBe(401);
    const out = await server.call('DELETE', '/api/v1/session', { token: answer.token });
    expect(out.headers.get('set-cookie')).toMatch(/^gridsweep-phone=; .*Max-Age=0$/);
    expect(await recognised(cookie)).toEqual({ known: null });
  });
});

describe('a wiped phone', () => {
  test('is recognised and goes on, with a new cookie; the old one is worth nothing', async () => {
    const { answer, cookie } = await enrol();
    expect(await recognised(cookie)).toMatchObject({
      known: { device: answer.deviceId, staff: { id: 's002' }, grids: [{ id: 'g001' }] },
    });
    const reEnrol = () =>
      server.call('POST', '/api/v1/re-enrol', { body: { device: 'Test' }, ...withCookie(cookie) });
    const response = await reEnrol();
    const next = (await response.json()) as Enrolled;
    expect(response.status).toBe(200);
    expect(next.deviceId).not.toBe(answer.deviceId);
    expect(await recognised(cookieOf(response).cookie)).toMatchObject({
      known: { device: next.deviceId },
    });
    const again = await reEnrol();
    expect([again.status, await again.json()]).toMatchObject([
      401,
      { error: { code: 'session-expired' } },
    ]);
  });
});

describe('buckets', () => {
  test('are given as stored JSON with head, epoch and digest', async () => {
    const { token } = (await enrol()).answer;
    const all = Array.from({ length: 64 }, (_, k) => k).join(',');
    const response = await server.call('GET', `/api/v1/buckets/g001/households?of=${all}`, {
      token,
    });
    const { documents, ...proof } = (await response.json()) as { documents: { id: string }[] };
    const whole = await server.context.storage.readWholeGrid('g001');
    const { epoch } = server.context;
    expect(proof).toEqual({ head: whole?.head, epoch, digest: whole?.digests });
    expect(documents).toHaveLength(5);
  });

  test('are refused by the path of what is wrong', async () => {
    const { token } = (await enrol()).answer;
    const whereOf = async (path: string) => {
      const response = await server.call('GET', `/api/v1/buckets/${path}`, { token });
      const { error } = (await response.json()) as { error: { code: string; where?: string } };
      return [response.status, error.code, error.where];
    };
    for (const of of ['', 'x', '64', '-1', '1,,2', Array.from({ length: 65 }, () => 1).join(',')])
      expect(await whereOf(`g001/households?of=${of}`)).toEqual([400, 'bad-shape', 'of']);
    expect(await whereOf('g001/households')).toEqual([400, 'bad-shape', 'of']);
    expect(await whereOf('g001/persons?of=1')).toEqual([400, 'bad-shape', 'collection']);
    expect(await whereOf('g002/households?of=1')).toEqual([403, 'no-grant', 'grid']);
  });
});
