import { request as httpRequest } from 'node:http';
import { utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHash } from 'node:crypto';
import { parseRange } from './ranges.ts';
import { chooseCoding } from './content-coding.ts';
import { inlineScriptHashes } from './app-files.ts';
import { inlineScript, openHttpFixture, type HttpFixture } from '#testing/http-fixture.ts';
import { createDeviceLog } from '#testing/server-fixture.ts';
import { push } from '../services/push.ts';

let server: HttpFixture;
beforeAll(async () => {
  server = await openHttpFixture();
});
afterAll(() => server.close());

/** Bytes as they come over the wire, which fetch would unpack. */
const raw = (
  urlPath: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(`${server.url}${urlPath}`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => void chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
        }),
      );
    });
    request.on('error', reject);
    request.end();
  });

describe('snapshots', () => {
  const load = async (headers: Record<string, string> = {}, query = '') => {
    const { token } = await server.signIn('s002');
    return raw(`/api/v1/snapshot/g001${query}`, { authorization: `Bearer ${token}`, ...headers });
  };

  test('compressed once, the same bytes for everybody, 304 for who holds them', async () => {
    const plain = await load();
    const smallest = await load({ 'accept-encoding': 'gzip, deflate, br, zstd' });
    const packed = await load({ 'accept-encoding': 'gzip' });
    const file = await load({}, '?as=gzip');
    expect([plain.status, packed.headers['content-encoding']]).toEqual([200, 'gzip']);
    expect(gunzipSync(packed.bytes)).toEqual(plain.bytes);
    expect(smallest.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(smallest.bytes)).toEqual(plain.bytes);
    expect(new Set([plain, packed, smallest].map(({ headers }) => headers['etag'])).size).toBe(3);
    expect(file.bytes).toEqual(packed.bytes);
    expect([file.headers['content-type'], file.headers['content-encoding']]).toEqual([
      'application/gzip',
      undefined,
    ]);
    for (const { headers } of [plain, packed, smallest]) {
      const held = await load({ 'if-none-match': String(headers['etag']) });
      expect([held.status, held.bytes.length]).toEqual([304, 0]);
    }
  });

  test('an interrupted load goes on at the byte where it was cut', async () => {
    const whole = await load({}, '?as=gzip');
    const tag = String(whole.headers['etag']);
    const rest = await load({ range: 'bytes=100-', 'if-range': tag }, '?as=gzip');
    expect(rest.status).toBe(206);
    expect(rest.headers['content-range']).toBe(
      `bytes 100-${whole.bytes.length - 1}/${whole.bytes.length}`,
    );
    expect(Buffer.concat([whole.bytes.subarray(0, 100), rest.bytes])).toEqual(whole.bytes);
    const beyond = await load({ range: 'bytes=9999999-' }, '?as=gzip');
    expect(beyond.status).toBe(416);
  });

  test('a browser counts unpacked bytes, and asks for the rest without a coding', async () => {
    const packed = await load({ 'accept-encoding': 'gzip' });
    const plain = await load();
    const rest = await load({
      'accept-encoding': 'identity',
      range: 'bytes=500-',
      'if-range': String(packed.headers['etag']),
    });
    expect([rest.status, rest.bytes]).toEqual([206, plain.bytes.subarray(500)]);
  });

  test('when the grid has moved on, the whole new snapshot comes', async () => {
    const before = await load();
    const { session } = await server.signIn('s003');
    const log = createDeviceLog(session);
    log.visit('h5');
    await push(server.context, session, log.request());
    const after = await load({ range: 'bytes=100-', 'if-range': String(before.headers['etag']) });
    expect(after.status).toBe(200);
    expect(JSON.parse(after.bytes.toString())).toMatchObject({ head: 8 });
  });

  test('ranges as RFC 9110 reads them', () => {
    expect(parseRange('bytes=0-9', 100)).toEqual({ first: 0, last: 9 });
    expect(parseRange('bytes=90-', 100)).toEqual({ first: 90, last: 99 });
    expect(parseRange('bytes=-10', 100)).toEqual({ first: 90, last: 99 });
    expect(parseRange('bytes=50-999', 100)).toEqual({ first: 50, last: 99 });
    expect(parseRange('bytes=100-', 100)).toBe('beyond');
    for (const odd of [undefined, 'bytes=5-4', 'bytes=0-1,4-5', 'items=0-1', 'bytes=-']) {
      expect(parseRange(odd, 100)).toBe('all');
    }
  });
});

describe('content codings', () => {
  test('what is named and not refused, the better one first', () => {
    const chosen = ['gzip, deflate, br', 'gzip', 'br;q=0, gzip;q=0.5', '', '*', undefined].map(
      (header) => chooseCoding(header),
    );
    expect(chosen).toEqual(['br', 'gzip', 'gzip', 'identity', 'identity', 'identity']);
  });

  test('large answers are compressed', async () => {
    const { token } = await server.signIn('s002');
    const response = await server.call('POST', '/api/v1/pull', {
      token,
      body: { checkpoints: { households: { epoch: '', grids: { g001: 0 } } }, limit: 100 },
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.json()).toMatchObject({ households: { isLast: true } });
  });
});

describe('APP the app', () => {
  const page = { accept: 'text/html,application/xhtml+xml' };

  test('pages, deep links and the policy that fits their inline script', async () => {
    for (const place of ['/', '/g001/door/h1', '/enrol']) {
      const response = await server.call('GET', place, { headers: page });
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      const policy = response.headers.get('content-security-policy') ?? '';
      const hash = createHash('sha256').update(inlineScript).digest('base64');
      expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('hashed files are kept for a year, the worker and the manifest are asked for anew', async () => {
    const hashed = await server.call('GET', '/_app/immutable/entry.js', {
      headers: { 'accept-encoding': 'br' },
    });
    expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(hashed.headers.get('content-encoding')).toBe('br');
    expect(await hashed.text()).toContain('export const a = 1;');
    for (const place of ['/sw.js', '/manifest.webmanifest']) {
      const first = await server.call('GET', place);
      expect(first.headers.get('cache-control')).toBe('no-cache');
      const again = await server.call('GET', place, {
        headers: { 'if-none-match': first.headers.get('etag') ?? '' },
      });
      expect(again.status).toBe(304);
    }
  });

  test('a new build is served without a restart', async () => {
    const first = await (await server.call('GET', '/sw.js')).text();
    const place = path.join(server.appDir, 'sw.js');
    writeFileSync(place, `${first}\n// newer`);
    utimesSync(place, new Date(), new Date(Date.now() + 5000));
    expect(await (await server.call('GET', '/sw.js')).text()).toContain('// newer');
  });

  test('files that do not exist, and paths that lead outside, are not found', async () => {
    for (const place of ['/_app/immutable/gone.js', '/../package.json', '/..%2f..%2fetc/passwd']) {
      const response = await raw(place, {});
      expect(response.status).toBe(404);
    }
    const api = await server.call('GET', '/api/v1/unknown', { headers: page });
    expect([api.status, api.headers.get('content-type')]).toEqual([
      404,
      'application/json; charset=utf-8',
    ]);
  });

  test('inline scripts are found, scripts with a source are not', () => {
    const html = '<script type="module">\n a \n</script><script src="x"></script><script></script>';
    expect(inlineScriptHashes(html)).toEqual(
      ['\n a \n', ''].map((text) => createHash('sha256').update(text).digest('base64')),
    );
  });
});

describe('health', () => {
  test('well, and closing: new work is turned away with a time to come back', async () => {
    const other = await openHttpFixture();
    expect(await (await other.call('GET', '/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await other.call('GET', '/readyz')).json()).toEqual({ status: 'ok' });
    const closing = other.http.close();
    const late = await other.http.app.inject({ url: '/api/v1/session' }).catch(() => undefined);
    if (late) {
      expect([late.statusCode, late.headers['retry-after']]).toEqual([
        503,
        expect.stringMatching(/^[1-4]$/),
      ]);
    }
    await closing;
    await other.context.storage.close();
  });
});
