// Between the phones and their server: passes everything on, until it is told to lie, to lose an answer or to cut a download.

import {
  createServer as createHttp,
  request,
  type IncomingMessage,
  type Server as Http,
} from 'node:http';
import type { ServerResponse } from 'node:http';
import { freePort } from './process.ts';
import type { Server } from './server.ts';

/** What happens to one request. `pass` sends it on and its answer back. */
type Handling =
  | { kind: 'pass' }
  /** The request never arrives; this comes back. */
  | { kind: 'answer'; status: number; type: string; body: string }
  /** The request arrives and is answered; the answer is lost. */
  | { kind: 'lose-answer' }
  /** The answer breaks off after so many bytes of its body. */
  | { kind: 'cut'; afterBytes: number };

export type Proxy = {
  origin: string;
  /** The way of a request from now on. @param path begins with `/api` */
  handle(of: (path: string, body: string) => Handling): void;
  /** Bytes of bodies that have gone to phones, by path without its query. */
  sent: ReadonlyMap<string, number>;
  /** The same link at the proxy's address. */
  through(link: string): string;
  stop(): Promise<void>;
};

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

export async function createProxy(server: Server): Promise<Proxy> {
  const target = new URL(server.origin);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const sent = new Map<string, number>();
  let decide: (path: string, body: string) => Handling = () => ({ kind: 'pass' });

  const pass = (asked: IncomingMessage, answer: ServerResponse, body: Buffer, how: Handling) => {
    const path = (asked.url ?? '').replace(/\?.*$/, '');
    const headers = { ...asked.headers, host: target.host };
    if (headers.origin !== undefined) headers.origin = server.origin;
    const onward = request(
      { host: target.hostname, port: target.port, method: asked.method, path: asked.url, headers },
      (given) => {
        if (how.kind === 'lose-answer') {
          given.resume().on('end', () => answer.destroy());
          return;
        }
        answer.writeHead(given.statusCode ?? 502, given.headers);
        let left = how.kind === 'cut' ? how.afterBytes : Infinity;
        given.on('data', (chunk: Buffer) => {
          const piece = chunk.subarray(0, left);
          left -= piece.length;
          sent.set(path, (sent.get(path) ?? 0) + piece.length);
          answer.write(piece);
          if (left > 0) return;
          given.destroy();
          // What was written has to arrive before the line is cut: a browser drops what it has not read by then.
          setTimeout(() => answer.destroy(), 400);
        });
        given.on('end', () => answer.end());
        given.on('error', () => answer.destroy());
        given.on('close', () => (given.complete || left <= 0 ? undefined : answer.destroy()));
      },
    );
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    onward.end(body);
  };

  const http: Http = createHttp((asked, answer) => {
    void bodyOf(asked).then(
      (body) => {
        const path = asked.url ?? '';
        const how = path.startsWith('/api')
          ? decide(path, body.toString('latin1'))
          : { kind: 'pass' as const };
        if (how.kind !== 'answer') return pass(asked, answer, body, how);
        answer.writeHead(how.status, { 'content-type': how.type });
        answer.end(how.body);
      },
      () => answer.destroy(),
    );
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));

  return {
    origin,
    sent,
    handle: (of) => void (decide = of),
    through: (link) => link.replace(server.origin, origin),
    stop: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

export const passAll = (): Handling => ({ kind: 'pass' });
