// A network between phone and server that behaves badly with snapshots: it ends an answer after so many bytes, or lets it
// hang there. What it let through is counted.

import {
  createServer as createHttp,
  request,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from '../harness/server.ts';

/** What happens to the next snapshot answer; null: it arrives whole. */
export type Trouble = { after: number; then: 'cut' | 'hang' } | null;

export type Proxy = {
  /** The server as the phone is to see it. */
  server: Server;
  /** Asked for each snapshot answer. */
  trouble: () => Trouble;
  /** Bytes of snapshots let through so far. */
  sent: number;
  /** What each request for a snapshot was answered with: status and first byte. */
  answers: { status: number; from: number; size: number }[];
  /** Bytes of answers let through so far, by path without its query. */
  bytesByPath: Map<string, number>;
  close(): void;
};

/** A line that dies takes with it what is on its way; what was sent this long before has arrived. */
const arrivalMs = 400;

const firstByteOf = (range: string | undefined): number =>
  Number(/^bytes (\d+)-/.exec(range ?? '')?.[1] ?? 0);

export const createProxy = async (behind: Server): Promise<Proxy> => {
  const pass = (asked: IncomingMessage, reply: ServerResponse): void => {
    const path = asked.url ?? '/';
    const on = request(behind.origin + path, {
      method: asked.method ?? 'GET',
      headers: asked.headers,
    });
    on.on('response', (answer) => {
      const isSnapshot = path.includes('/snapshot/') && (answer.statusCode ?? 0) < 300;
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      if (isSnapshot) void troubled(answer, reply);
      else void counted(answer, reply, path.split('?')[0] ?? '');
    });
    on.on('error', () => reply.destroy());
    reply.on('close', () => on.destroy());
    asked.pipe(on);
  };
  const counted = async (answer: IncomingMessage, reply: ServerResponse, path: string) => {
    answer.on('data', (part: Buffer) =>
      proxy.bytesByPath.set(path, (proxy.bytesByPath.get(path) ?? 0) + part.length),
    );
    answer.on('error', () => reply.destroy());
    answer.pipe(reply);
  };
  const troubled = async (answer: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const trouble = proxy.trouble();
    const size = Number(answer.headers['content-length'] ?? 0);
    proxy.answers.push({
      status: answer.statusCode ?? 0,
      from: firstByteOf(answer.headers['content-range']),
      size,
    });
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    const whole = Buffer.concat(parts);
    const some = trouble === null ? whole : whole.subarray(0, trouble.after);
    proxy.sent += some.length;
    if (trouble === null || trouble.after >= whole.length) return void reply.end(whole);
    reply.write(some, () => {
      if (trouble.then === 'cut') setTimeout(() => reply.socket?.end(), arrivalMs);
    });
  };
  const http = createHttp(pass);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const proxy: Proxy = {
    server: { ...behind, origin: `http://127.0.0.1:${port}` },
    trouble: () => null,
    sent: 0,
    answers: [],
    bytesByPath: new Map(),
    close() {
      http.closeAllConnections();
      http.close();
    },
  };
  return proxy;
};
