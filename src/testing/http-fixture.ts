// The HTTP server over a district in SQLite, on a real port, with a small app to serve.

import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Limits } from '#server/http/load/protection.ts';
import { createHttpServer, type HttpServer } from '#server/http/server.ts';
import { openServerFixture, type ServerFixture } from './server-fixture.ts';

export type HttpFixture = ServerFixture & {
  http: HttpServer;
  appDir: string;
  url: string;
  /** `fetch` of a path with somebody's token and, when given, a JSON body. */
  call(
    method: string,
    urlPath: string,
    given?: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
};

export const inlineScript = 'console.log("started")';

const writeApp = (folder: string): void => {
  mkdirSync(path.join(folder, '_app/immutable'), { recursive: true });
  writeFileSync(
    path.join(folder, 'index.html'),
    `<!doctype html><title>app</title><script>${inlineScript}</script><script src="/a.js"></script>`,
  );
  writeFileSync(path.join(folder, 'sw.js'), 'self.addEventListener("fetch", () => {});');
  writeFileSync(path.join(folder, '_app/immutable/entry.js'), 'export const a = 1;\n'.repeat(200));
  writeFileSync(path.join(folder, 'manifest.webmanifest'), '{}');
};

/** @param limits other than the server's own */
export const openHttpFixture = async (limits: Partial<Limits> = {}): Promise<HttpFixture> => {
  const server = await openServerFixture();
  const appDir = path.join(server.folder, 'build');
  writeApp(appDir);
  const http = createHttpServer(server.context, { appDir, logLevel: 'silent', limits });
  await http.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = http.app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    ...server,
    http,
    appDir,
    url,
    call: (method, urlPath, { token, body, headers = {} } = {}) =>
      fetch(`${url}${urlPath}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    close: async () => {
      await http.close();
      await server.close();
    },
  };
};
