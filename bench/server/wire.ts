// HTTP as the load generator speaks it: one connection a phone, kept open, bodies made beforehand.

import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { TownPhone } from './town.ts';

/** The phone's own patience, ms. */
const patienceMs = 10_000;

export type Answer = { status: number; text: string; retryAfterMs: number; ms: number };
export type Line = {
  /** Rejects when there is no answer. */
  post(path: string, body: Buffer): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Resolves once the stream is open; `hear` gets what it says. */
  listen(hear: (text: string) => void): Promise<void>;
  /** Lets go of the connection of calls; the stream stays. */
  hangUp(): void;
  close(): void;
};

export const pack = (value: unknown): Buffer => gzipSync(JSON.stringify(value));

export const createLine = (origin: string, { token }: TownPhone): Line => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const streaming = new Agent({ keepAlive: true, maxSockets: 1 });
  const authorization = `Bearer ${token}`;

  const send = (method: string, path: string, body?: Buffer): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now();
      const packed = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const length = body === undefined ? {} : { ...packed, 'content-length': body.length };
      const headers = { authorization, ...length };
      const asked = request(origin + path, { method, agent, headers, timeout: patienceMs });
      asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
      asked.on('error', reject);
      asked.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text,
            retryAfterMs: 1000 * Number(response.headers['retry-after'] ?? 0),
            ms: performance.now() - startedAt,
          }),
        );
      });
      asked.end(body);
    });

  return {
    post: (path, body) => send('POST', path, body),
    get: (path) => send('GET', path),
    listen: (hear) =>
      new Promise((resolve, reject) => {
        const headers = { authorization };
        const asked = request(`${origin}/api/v1/stream`, { agent: streaming, headers });
        asked.on('error', reject);
        asked.on('response', (response) => {
          if (response.statusCode !== 200) return reject(new Error(String(response.statusCode)));
          response.setEncoding('utf8');
          response.on('data', hear);
          response.on('error', () => undefined);
          resolve();
        });
        asked.end();
      }),
    hangUp: () => agent.destroy(),
    close: () => {
      agent.destroy();
      streaming.destroy();
    },
  };
};
