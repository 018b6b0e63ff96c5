// Open event streams. STREAM-1: a stream tells heads and nothing else; the client pulls. STREAM-2: it begins with the
// heads of all grids that the holder may read. STREAM-3: it ends when the holder's grants change or the session does,
// noticed at once in this process and within a heartbeat from another.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { GridId } from '#core/ids.ts';
import type { Context } from '../services/context.ts';
import type { Heads } from '../services/pokes.ts';
import { readHeads } from '../services/pull.ts';
import { authenticate, type Session } from '../services/sessions.ts';
import { securityHeaders } from './security-headers.ts';

const heartbeatMs = 20_000;
/** A client that does not read for so long that this much waits is let go, bytes. */
const maxWaitingBytes = 64 * 1024;

type Stream = {
  response: ServerResponse;
  session: Session;
  token: string;
  grids: ReadonlySet<GridId>;
};

export type Streams = {
  open(request: FastifyRequest, reply: FastifyReply, session: Session): Promise<FastifyReply>;
  /** Asks every holder's grants anew; what a heartbeat does. */
  review(): Promise<void>;
  closeAll(): void;
  count(): number;
};

export const createStreams = (context: Context): Streams => {
  const streams = new Set<Stream>();

  const write = (stream: Stream, text: string): void => {
    if (stream.response.writableLength > maxWaitingBytes) stream.response.destroy();
    else stream.response.write(text);
  };

  const tellHeads = (stream: Stream, heads: Heads): void => {
    const readable = [...heads].filter(([grid]) => stream.grids.has(grid));
    if (readable.length === 0) return;
    write(stream, `data: ${JSON.stringify(Object.fromEntries(readable))}\n\n`);
  };

  const end = (stream: Stream, event: 'grants' | 'session' | 'closing'): void => {
    streams.delete(stream);
    stream.response.end(`event: ${event}\ndata: {}\n\n`);
  };

  const reviewOne = async (stream: Stream): Promise<void> => {
    try {
      const session = await authenticate(context, stream.token);
      const isSame = JSON.stringify(session.grants) === JSON.stringify(stream.session.grants);
      if (!isSame) end(stream, 'grants');
      else write(stream, ':\n\n');
    } catch {
      end(stream, 'session');
    }
  };

  const review: Streams['review'] = async () => {
    for (const stream of [...streams]) await reviewOne(stream);
  };

  const unlisten = context.pokes.listen({
    onHeads: (heads) => {
      for (const stream of streams) tellHeads(stream, heads);
    },
    onGrants: (staff) => {
      for (const stream of [...streams]) {
        if (stream.session.staff.id === staff) end(stream, 'grants');
      }
    },
  });
  const heartbeat = setInterval(() => void review(), heartbeatMs);
  heartbeat.unref();

  const open: Streams['open'] = async (request, reply, session) => {
    const token = (request.headers.authorization ?? '').slice('Bearer '.length);
    const before = await readHeads(context, session);
    const stream: Stream = {
      response: reply.raw,
      session,
      token,
      grids: new Set(before.keys()),
    };
    streams.add(stream);
    reply.raw.on('close', () => streams.delete(stream));
    reply.hijack();
    reply.raw.writeHead(200, {
      ...securityHeaders,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    // Read once more: what changed between the first reading and the listening would be missed.
    const heads = await readHeads(context, session);
    stream.response.write(`retry: 2000\ndata: ${JSON.stringify(Object.fromEntries(heads))}\n\n`);
    return reply;
  };

  return {
    open,
    review,
    closeAll: () => {
      clearInterval(heartbeat);
      unlisten();
      for (const stream of [...streams]) end(stream, 'closing');
    },
    count: () => streams.size,
  };
};
