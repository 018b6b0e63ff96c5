// Open event streams. STREAM-1: a stream tells heads and nothing else; the client pulls. STREAM-2: it begins with the
// heads of all grids that the holder may read, and misses none that moves while it is being opened. STREAM-3: it ends
// when the holder's grants change or the session does, noticed at once where services change grants and within a
// heartbeat wherever else they were changed. STREAM-4: a server that ends says when to come again, a moment by chance.

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { GridId } from '#core/ids.ts';
import type { Context } from '../services/context.ts';
import type { Heads } from '../services/pokes.ts';
import { readHeads } from '../services/pull.ts';
import { Refused } from '../services/refused.ts';
import { authenticate, type Session } from '../services/sessions.ts';
import { securityHeaders } from './security-headers.ts';
import { createAudience } from './stream-audience.ts';

const heartbeatMs = 15_000;
/** Heartbeats are spread over this many turns, so that ten thousand streams do not take one long breath. */
const turns = 150;
const atOnce = 16;
/** A client that does not read for so long that this much waits is let go, bytes. */
const maxWaitingBytes = 64 * 1024;
const retryMs = 2000;
/** After the server's end: from the first on, within the second. */
const [closingRetryMs, closingSpreadMs] = [500, 4000] as const;

export type Stream = {
  response: ServerResponse;
  token: string;
  staff: string;
  /** The grants under which it was opened, as text. */
  grants: string;
  grids: readonly GridId[];
  turn: number;
};
/** One that does not tell yet: what has moved meanwhile. */
type Opening = { staff: string; heads: Map<GridId, number>; areGrantsOld: boolean };
type End = 'grants' | 'session' | 'closing';

export type Streams = {
  /** @throws Refused `overloaded` when there are as many as may be */
  open(request: FastifyRequest, reply: FastifyReply, session: Session): Promise<FastifyReply>;
  /** Asks every holder's grants anew; what heartbeats do in turns. */
  review(): Promise<void>;
  closeAll(): void;
  count(): number;
};

const grantsText = ({ grants }: Session): string => JSON.stringify(grants);

export const createStreams = (context: Context, maxStreams: number): Streams => {
  const audience = createAudience();
  const openings = new Set<Opening>();
  let turn = 0;

  const reviewOne = async (stream: Stream): Promise<void> => {
    try {
      const session = await authenticate(context, stream.token);
      if (grantsText(session) !== stream.grants) end(audience, stream, 'grants');
      else write(stream, ':\n\n');
    } catch (error) {
      // A store that fails says nothing about the session.
      if (error instanceof Refused) end(audience, stream, 'session');
      else write(stream, ':\n\n');
    }
  };

  const reviewAll = async (streams: readonly Stream[]): Promise<void> => {
    for (let k = 0; k < streams.length; k += atOnce) {
      await Promise.all(streams.slice(k, k + atOnce).map(reviewOne));
    }
  };

  const unlisten = context.pokes.listen({
    onHeads: (heads) => {
      tellHeads(audience, heads);
      for (const opening of openings) addHeads(opening.heads, heads);
    },
    onGrants: (staff) => {
      for (const stream of audience.ofStaff(staff)) end(audience, stream, 'grants');
      for (const opening of openings) opening.areGrantsOld ||= opening.staff === staff;
    },
  });
  const heartbeat = setInterval(() => {
    turn = (turn + 1) % turns;
    void reviewAll(audience.ofTurn(turn));
  }, heartbeatMs / turns);
  heartbeat.unref();

  const open: Streams['open'] = async (request, reply, session) => {
    if (audience.count() + openings.size >= maxStreams) throw new Refused('overloaded');
    const staff = session.staff.id;
    const opening: Opening = { staff, heads: new Map(), areGrantsOld: false };
    openings.add(opening);
    const heads = await readHeads(context, session).finally(() => openings.delete(opening));
    const stream: Stream = {
      response: reply.raw,
      token: (request.headers.authorization ?? '').slice('Bearer '.length),
      staff,
      grants: grantsText(session),
      grids: [...heads.keys()],
      turn: Math.floor(Math.random() * turns),
    };
    audience.add(stream);
    reply.raw.on('close', () => audience.remove(stream));
    begin(reply, heads, opening);
    if (opening.areGrantsOld) end(audience, stream, 'grants');
    return reply;
  };

  return {
    open,
    review: () => reviewAll(audience.all()),
    closeAll: () => {
      clearInterval(heartbeat);
      unlisten();
      for (const stream of audience.all()) end(audience, stream, 'closing');
    },
    count: audience.count,
  };
};

type Audience = ReturnType<typeof createAudience>;

const write = (stream: Stream, text: string): void => {
  if (stream.response.writableLength > maxWaitingBytes) stream.response.destroy();
  else stream.response.write(text);
};

const end = (audience: Audience, stream: Stream, how: End): void => {
  audience.remove(stream);
  const waitMs = closingRetryMs + Math.floor(Math.random() * closingSpreadMs);
  const retry = how === 'closing' ? `retry: ${waitMs}\n` : '';
  stream.response.end(`${retry}event: ${how}\ndata: {}\n\n`);
};

const headsText = (heads: Iterable<readonly [GridId, number]>): string =>
  `data: ${JSON.stringify(Object.fromEntries(heads))}\n\n`;

/** Each stream hears at once of all its grids that moved. */
const tellHeads = (audience: Audience, heads: Heads): void => {
  const [only] = heads;
  if (only !== undefined && heads.size === 1) {
    const text = headsText([only]);
    for (const stream of audience.ofGrid(only[0])) write(stream, text);
    return;
  }
  const movedByStream = new Map<Stream, [GridId, number][]>();
  for (const [grid, head] of heads) {
    for (const stream of audience.ofGrid(grid)) {
      const moved = movedByStream.get(stream);
      if (moved === undefined) movedByStream.set(stream, [[grid, head]]);
      else moved.push([grid, head]);
    }
  }
  for (const [stream, moved] of movedByStream) {
    write(stream, headsText(moved));
  }
};

const addHeads = (known: Map<GridId, number>, heads: Heads): void => {
  for (const [grid, head] of heads) known.set(grid, Math.max(head, known.get(grid) ?? 0));
};

const begin = (reply: FastifyReply, heads: Heads, { heads: moved }: Opening): void => {
  reply.hijack();
  // It ends with its connection: without chunks a poke is one write.
  reply.raw.useChunkedEncodingByDefault = false;
  reply.raw.writeHead(200, {
    ...securityHeaders,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  });
  const newest = [...heads].map(
    ([grid, head]) => [grid, Math.max(head, moved.get(grid) ?? 0)] as const,
  );
  reply.raw.write(`retry: ${retryMs}\n${headsText(newest)}`);
};
