// Every bad input: its status, its code, a sentence in both languages, and nothing stored.

import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusals, type RefusalCode } from '#schema/protocol.ts';
import { logOf, makeBundle, signInWithKey } from '#testing/bundle-fixture.ts';
import { openHttpFixture, type HttpFixture } from '#testing/http-fixture.ts';
import { createDeviceLog } from '#testing/server-fixture.ts';
import { createInvitation } from '../services/sessions.ts';
import { refusalSentences } from './refusal-sentences.ts';

const mebibyte = 1024 * 1024;
let server: HttpFixture;
let token: string;
let log: ReturnType<typeof createDeviceLog>;
beforeAll(async () => {
  server = await openHttpFixture();
  const member = await server.signIn('s002');
  token = member.token;
  log = createDeviceLog(member.session);
  log.visit('h1');
});
afterAll(() => server.close());

const expectRefusal = async (
  response: Response,
  code: RefusalCode,
  where?: string,
): Promise<void> => {
  const { zh, en } = refusalSentences[code];
  expect(await response.json()).toEqual({ error: { code, zh, en, ...(where ? { where } : {}) } });
  expect(response.status).toBe(refusals[code].status);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
};

const expectNothingStored = async (): Promise<void> => {
  expect(await server.context.storage.readLedgerOf('g001')).toEqual([]);
};

const send = (body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/api/v1/push`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });

test('every refusal has one sentence in each language that says what is the matter and what to do', () => {
  for (const { zh, en } of Object.values(refusalSentences)) {
    expect(zh).toMatch(/^[^。]+。$/);
    expect(zh).toContain('请');
    expect(en).toMatch(/^[A-Z].*: .*\.$/s);
  }
});

describe('enrolment', () => {
  test('a wrong code and a used one', async () => {
    const enrol = (code: string) =>
      server.call('POST', '/api/v1/enrol', { body: { code, device: 'Test' } });
    await expectRefusal(await enrol('nobody-knows-this'), 'code-unknown');
    const code = await createInvitation(server.context, 's003');
    expect((await enrol(code)).status).toBe(200);
    await expectRefusal(await enrol(code), 'code-used');
  });

  test('a body of the wrong shape', async () => {
    const missing = await server.call('POST', '/api/v1/enrol', { body: { code: 'x' } });
    await expectRefusal(missing, 'bad-shape', 'device');
    const longer = { code: 'x', device: '', extra: 1 };
    await expectRefusal(
      await server.call('POST', '/api/v1/enrol', { body: longer }),
      'bad-shape',
      'extra',
    );
  });
});

describe('sessions', () => {
  test('no token, a wrong one, a malformed one: on every call of somebody signed in', async () => {
    const calls = server.http.calls.filter(({ access }) => access === 'session');
    expect(calls.length).toBeGreaterThan(7);
    for (const { method, path } of calls) {
      const place = path.replace(/:\w+/, 'g001');
      for (const headers of [
        {},
        { authorization: `Bearer ${'x'.repeat(43)}` },
        { authorization: 'Basic eDp5' },
      ]) {
        const response = await server.call(method, place, { headers });
        await expectRefusal(response, 'session-expired');
        expect(response.headers.get('www-authenticate')).toBe('Bearer');
      }
    }
  });
});

describe('grants on every call that names a grid or an area', () => {
  test('a grid or area of others', async () => {
    for (const path of [
      '/api/v1/snapshot/g002',
      '/api/v1/digest/g002',
      '/api/v1/phones/g002',
      '/api/v1/phones/g001',
      '/api/v1/snapshot/g777',
      '/api/v1/buckets/g002/households?of=1',
      '/api/v1/quarantine/g002',
      '/api/v1/quarantine/g001',
      '/api/v1/quarantine/g777',
    ]) {
      await expectRefusal(await server.call('GET', path, { token }), 'no-grant', 'grid');
    }
    await expectRefusal(
      await server.call('GET', '/api/v1/coverage/130404', { token }),
      'no-grant',
      'area',
    );
    await expectRefusal(
      await server.call('GET', '/api/v1/coverage', { token }),
      'no-grant',
      'area',
    );
  });

  test('pull names it as revoked, push keeps the events in quarantine', async () => {
    const pulled = await server.call('POST', '/api/v1/pull', {
      token,
      body: { checkpoints: { households: { epoch: '', grids: { g002: 0 } } }, limit: 10 },
    });
    expect(await pulled.json()).toMatchObject({
      households: { documents: [] },
      revoked: ['g002'],
      heads: {},
    });
    const other = await server.signIn('s002');
    const own = createDeviceLog(other.session, 'g002');
    own.visit('h1');
    const pushed = await server.call('POST', '/api/v1/push', {
      token: other.token,
      body: own.request(),
    });
    expect(pushed.status).toBe(200);
    expect(await pushed.json()).toMatchObject({
      verdicts: [{ n: 1, verdict: 'quarantined', reason: 'no-grant' }],
      head: 0,
    });
  });
});

describe('bodies', () => {
  test('no JSON, not UTF-8, no body', async () => {
    await expectRefusal(await send('{"grid":'), 'bad-json');
    await expectRefusal(await send(Buffer.from([0x22, 0xff, 0x22])), 'bad-json');
    await expectRefusal(await send(''), 'bad-json');
    await expectNothingStored();
  });

  test('another media type, another coding', async () => {
    await expectRefusal(
      await send('a=1', { 'content-type': 'text/plain' }),
      'bad-media-type',
      'content-type',
    );
    await expectRefusal(
      await send('x', { 'content-encoding': 'deflate' }),
      'bad-media-type',
      'content-encoding',
    );
  });

  test('the wrong shape, with the path of the fault and never its content', async () => {
    const request = log.request();
    const wrong: [unknown, string][] = [
      [[], 'grid'],
      [{ ...request, prevHash: '王秀英' }, 'prevHash'],
      [{ ...request, events: [{ ...request.events[0], seen: -1 }] }, 'events.0.seen'],
      [{ ...request, events: 'all' }, 'events'],
      [{ ...request, from: 2 }, 'events.0.n'],
    ];
    for (const [body, where] of wrong) {
      await expectRefusal(await send(JSON.stringify(body)), 'bad-shape', where);
    }
    await expectNothingStored();
  });

  test('nested beyond measure, numbers beyond JSON', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    await expectRefusal(await send(deep), 'bad-shape');
    const text = JSON.stringify(log.request()).replace('"note":""', '"note":1e999');
    await expectRefusal(await send(text), 'bad-shape');
    await expectNothingStored();
  });

  test('over 1 MiB as sent, said in advance or not', async () => {
    await expectRefusal(await send(Buffer.alloc(mebibyte + 1, 0x20)), 'too-large');
    const chunk = new Uint8Array(256 * 1024).fill(0x20);
    let left = 12;
    const response = await fetch(`${server.url}/api/v1/push`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: new ReadableStream({
        pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
      }),
      duplex: 'half',
    } as RequestInit);
    await expectRefusal(response, 'too-large');
    await expectNothingStored();
  });

  test('over 8 MiB decompressed, small and large as sent, without unpacking it all', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const small = gzipSync(Buffer.alloc(9 * mebibyte));
    const large = gzipSync(Buffer.alloc(64 * mebibyte));
    expect([small.length < 16_384, large.length > 16_384]).toEqual([true, true]);
    const before = process.memoryUsage().rss;
    await expectRefusal(await send(small, gzip), 'too-large');
    await expectRefusal(await send(large, gzip), 'too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * mebibyte);
  });

  test('gzip that is corrupt or cut off', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const whole = gzipSync(JSON.stringify(log.request()));
    const corrupt = Buffer.from(whole);
    corrupt.fill(0, 20, 60);
    await expectRefusal(await send(corrupt, gzip), 'bad-gzip');
    await expectRefusal(await send(whole.subarray(0, whole.length - 12), gzip), 'bad-gzip');
    await expectRefusal(await send('not gzip at all', gzip), 'bad-gzip');
    await expectNothingStored();
  });

  test('a body that is cut at any byte stores nothing, and the server goes on', async () => {
    const body = JSON.stringify(log.request());
    const head = [
      'POST /api/v1/push HTTP/1.1',
      'host: localhost',
      `authorization: Bearer ${token}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
    ].join('\r\n');
    const { port } = new URL(server.url);
    for (const cut of [0, 1, 100, body.length - 1]) {
      const socket = connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      await new Promise<void>((done) =>
        socket.write(`${head}\r\n\r\n${body.slice(0, cut)}`, () => done()),
      );
      socket.destroy();
    }
    await new Promise((done) => setTimeout(done, 50));
    await expectNothingStored();
    expect((await server.call('GET', '/readyz')).status).toBe(200);
  });

  test('a sound body, gzipped, is taken', async () => {
    const whole = gzipSync(JSON.stringify(log.request()));
    const response = await send(whole, { 'content-encoding': 'gzip' });
    expect(await response.json()).toMatchObject({ verdicts: [{ n: 1, verdict: 'accepted' }] });
  });

  test('an unknown kind is an answer, not an error', async () => {
    log.make('household-moved' as 'visit-recorded', {} as never);
    const response = await send(JSON.stringify(log.request(2)));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      verdicts: [{ n: 2, verdict: 'rejected', reason: 'unknown-kind', where: 'kind' }],
    });
  });
});

describe('addresses and versions', () => {
  test('an address that does not exist', async () => {
    for (const path of ['/api/v1/nothing', '/api', '/api/v2/push', '/%E0%A4%A']) {
      await expectRefusal(await server.call('GET', path, { token }), 'not-found');
    }
    await expectRefusal(await server.call('DELETE', '/api/v1/push', { token }), 'not-found');
    await expectRefusal(
      await server.call('GET', '/api/v1/digest/..%2Fsecret', { token }),
      'bad-shape',
      'grid',
    );
  });

  test('a client of another protocol', async () => {
    const response = await server.call('GET', '/api/v1/session', {
      token,
      headers: { 'gridsweep-protocol': '0' },
    });
    await expectRefusal(response, 'update-needed');
  });

  test('a collection that does not exist', async () => {
    await expectRefusal(
      await server.call('GET', '/api/v1/digest/g001?buckets=persons', { token }),
      'bad-shape',
      'buckets',
    );
  });
});

describe('bundles', () => {
  const give = (body: unknown): Promise<Response> =>
    server.call('POST', '/api/v1/hand-over', { token, body });

  test('for a foreign server, forged, damaged: refused with words, nothing stored', async () => {
    const phone = await signInWithKey(server, 's003');
    const own = createDeviceLog(phone.session);
    own.visit('h5');
    const before = await server.context.storage.readLedgerOf('g001');
    const bundleOf = (changes = {}) =>
      makeBundle(server.context, phone, { logs: [logOf(own)], changes });
    const foreign = await bundleOf({ server: 'elsewhere' });
    await expectRefusal(await give(foreign), 'other-server', 'label.server');
    const sound = await bundleOf();
    const forged = { ...sound, label: { ...sound.label, device: 'zz' } };
    await expectRefusal(await give(forged), 'bad-bundle', 'sealed');
    const cut = { ...sound, sealed: sound.sealed.slice(0, -4) };
    await expectRefusal(await give(cut), 'bad-bundle', 'sum');
    await expectRefusal(
      await give(await bundleOf({ device: 'zz' })),
      'no-device-key',
      'label.device',
    );
    await expectRefusal(await give({ ...sound, sealed: '!' }), 'bad-shape', 'sealed');
    expect(await server.context.storage.readLedgerOf('g001')).toEqual(before);
    expect(await (await give(sound)).json()).toMatchObject({
      logs: [{ grid: 'g001', verdicts: [{ n: 1, verdict: 'accepted' }] }],
    });
  });
});

describe('what comes from where it should not, or when it should not', () => {
  const pushAs = async (own: { token: string }, body: unknown) => {
    const response = await server.call('POST', '/api/v1/push', { token: own.token, body });
    return { status: response.status, answer: (await response.json()) as Answer };
  };
  type Answer = { verdicts: unknown[]; last: number; hash: string };

  test("a forged device: another phone's events are nobody's", async () => {
    const victim = await server.signIn('s002');
    const forged = createDeviceLog(victim.session);
    forged.visit('h1');
    const response = await send(JSON.stringify(forged.request()));
    await expectRefusal(response, 'bad-shape', 'events.0.device');
    const chain = await server.context.storage.readChainOf('g001', victim.session.device);
    expect(chain.last).toBe(0);
  });

  test('a replayed enrolment is refused and ends no session', async () => {
    const code = await createInvitation(server.context, 's003');
    const body = { code, device: 'Test', attempt: 'a'.repeat(32) };
    const enrol = (given: object) => server.call('POST', '/api/v1/enrol', { body: given });
    const first = (await (await enrol(body)).json()) as { token: string };
    await expectRefusal(await enrol({ ...body, attempt: 'b'.repeat(32) }), 'code-used');
    await expectRefusal(await enrol({ code, device: 'Test' }), 'code-used');
    const session = await server.call('GET', '/api/v1/session', { token: first.token });
    expect(session.status).toBe(200);
  });

  test('a chain that does not fit is kept, and the log goes on from what was said', async () => {
    const member = await server.signIn('s002');
    const own = createDeviceLog(member.session);
    own.visit('h3');
    const { status, answer } = await pushAs(member, {
      ...own.request(),
      prevHash: 'f'.repeat(64),
    });
    expect([status, answer.verdicts, answer.last]).toEqual([
      200,
      [{ n: 1, verdict: 'quarantined', reason: 'chain-broken' }],
      1,
    ]);
  });

  test('a clock a year ahead is taken, ordered by its receipt, and shown as skew', async () => {
    const member = await server.signIn('s002');
    const own = createDeviceLog(member.session);
    const clockMs = server.clock.now + 365 * 86_400_000;
    own.visit('h4', { ms: clockMs });
    const announce = { pending: 1, oldestAt: clockMs, clockMs, app: '1' };
    const { answer } = await pushAs(member, { ...own.request(), announce });
    expect(answer.verdicts).toMatchObject([{ n: 1, verdict: 'accepted' }]);
    const phones = await server.context.storage.readPhonesOf(member.session.device);
    expect(phones.map(({ skewMs }) => skewMs)).toEqual([365 * 86_400_000]);
  });

  test('a checkpoint of another epoch, or beyond the head, is answered from the start', async () => {
    const member = await server.signIn('s002');
    const countOf = async (checkpoint: object) => {
      const response = await server.call('POST', '/api/v1/pull', {
        token: member.token,
        body: { checkpoints: { households: checkpoint }, limit: 100 },
      });
      return ((await response.json()) as { households: { documents: unknown[] } }).households
        .documents.length;
    };
    const { epoch } = server.context;
    const [row] = await server.context.storage.readGrids(['g001']);
    const head = row?.head ?? 0;
    expect(await countOf({ epoch, grids: { g001: head } })).toBe(0);
    expect(await countOf({ epoch: 'another', grids: { g001: head } })).toBe(5);
    expect(await countOf({ epoch, grids: { g001: head + 1 } })).toBe(5);
  });
});

describe('the storage fails', () => {
  test('a push is answered as failed, readyz says so, healthz stays well', async () => {
    const broken = await openHttpFixture();
    const member = await broken.signIn('s002');
    const own = createDeviceLog(member.session);
    own.visit('h1');
    broken.context.storage.inGrid = () => Promise.reject(new Error('disk full'));
    broken.context.storage.check = () => Promise.reject(new Error('disk full'));
    const pushed = await broken.call('POST', '/api/v1/push', {
      token: member.token,
      body: own.request(),
    });
    await expectRefusal(pushed, 'server-error');
    expect(pushed.headers.get('retry-after')).toMatch(/^[2-6]$/);
    const ready = await broken.call('GET', '/readyz');
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'storage-failed' }]);
    expect((await broken.call('GET', '/healthz')).status).toBe(200);
    await broken.close();
  });
});
