import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { afterEach, describe, expect, test } from 'vitest';
import { createTransport, type Transport } from './transport.ts';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

type Handle = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** A real HTTP server that answers as the test says, and where it is. */
const serveAt = async (handle: Handle): Promise<string> => {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => handle(request, response, Buffer.concat(parts)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
};
const serve = async (handle: Handle): Promise<Transport> =>
  createTransport({ base: await serveAt(handle), token: () => 'secret' });

const schema = v.object({ n: v.number() });

describe('NET every call ends in a value', () => {
  test('an answer is parsed, the token sent, a long body compressed', async () => {
    const seen: { encoding: unknown; authorization: unknown; length: number }[] = [];
    const transport = await serve((request, response, body) => {
      const { 'content-encoding': encoding, authorization } = request.headers;
      const plain = encoding === 'gzip' ? gunzipSync(body) : body;
      seen.push({ encoding, authorization, length: plain.length });
      response.end(JSON.stringify({ n: 7, more: true }));
    });
    const body = { text: '字'.repeat(1000) };
    expect(await transport.call({ path: '/x', schema, body })).toEqual({
      kind: 'answered',
      value: { n: 7 },
    });
    await transport.call({ path: '/x', schema, body: { short: 1 }, token: null });
    expect(seen).toEqual([
      {
        encoding: 'gzip',
        authorization: 'Bearer secret',
        length: JSON.stringify(body).length + 2000,
      },
      { encoding: undefined, authorization: undefined, length: 11 },
    ]);
  });

  test('NET-5 what time it is, is taken from a good answer of our server alone', async () => {
    const base = await serveAt((request, response) => {
      const [, status = '200', text = ''] = /^\/(\d+)\/(.*)$/.exec(request.url ?? '') ?? [];
      response.setHeader('date', 'Mon, 02 Mar 2026 08:00:00 GMT');
      response.writeHead(Number(status)).end(decodeURIComponent(text));
    });
    const heard: number[] = [];
    const onServerTime = (ms: number): void => void heard.push(ms);
    const transport = createTransport({ base, token: () => null, onServerTime });
    for (const path of ['/503/busy', '/401/{}', '/200/<html>'])
      await transport.call({ path, schema });
    expect(heard).toEqual([]);
    await transport.call({ path: `/200/${encodeURIComponent('{"n":1}')}`, schema });
    expect(heard).toEqual([Date.UTC(2026, 2, 2, 8)]);
  });

  test('every call and the stream name the protocol that is spoken', async () => {
    const seen: unknown[] = [];
    const transport = await serve((request, response) => {
      seen.push(request.headers['gridsweep-protocol']);
      response.end('{"n":1}');
    });
    await transport.call({ path: '/x', schema });
    await transport.call({ path: '/x', schema, body: {} });
    await transport.open('/x', new AbortController().signal);
    expect(seen).toEqual(['1', '1', '1']);
  });

  test('a refusal keeps its code, sentences and the time to wait', async () => {
    const transport = await serve((_request, response) => {
      const error = { code: 'too-many', zh: '忙', en: 'busy' };
      response.writeHead(429, { 'retry-after': '3' }).end(JSON.stringify({ error }));
    });
    expect(await transport.call({ path: '/x', schema })).toEqual({
      kind: 'refused',
      status: 429,
      code: 'too-many',
      zh: '忙',
      en: 'busy',
      retryAfterMs: 3000,
    });
  });

  test("a proxy's page instead of an answer is garbled, or a server error by its status", async () => {
    let status = 200;
    const transport = await serve((_request, response) => {
      response.writeHead(status).end('<html>sign in to the hotel</html>');
    });
    expect(await transport.call({ path: '/x', schema })).toEqual({ kind: 'garbled' });
    status = 502;
    expect(await transport.call({ path: '/x', schema })).toMatchObject({
      kind: 'refused',
      status: 502,
      code: 'server-error',
    });
  });

  test('NET-5 a page on the way signs nobody out and takes no grid away', async () => {
    let status = 401;
    const transport = await serve((_request, response) => {
      response.writeHead(status).end('<html>sign in to the hotel</html>');
    });
    for (status of [400, 401, 403, 404, 410, 426, 451]) {
      expect(await transport.call({ path: '/x', schema })).toEqual({ kind: 'garbled' });
    }
  });

  test('a connection that is cut, or never made, is unreachable', async () => {
    const cut = await serve((_request, response) => {
      response.write('{"n"');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await cut.call({ path: '/x', schema })).toEqual({ kind: 'unreachable' });
    const nobody = createTransport({ base: 'http://127.0.0.1:1', token: () => null });
    expect(await nobody.call({ path: '/x', schema })).toEqual({ kind: 'unreachable' });
    expect(await nobody.open('/x', new AbortController().signal)).toEqual({ kind: 'unreachable' });
  });
});
