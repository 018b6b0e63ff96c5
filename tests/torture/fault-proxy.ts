// A proxy that treats connections as a bad network does: cuts them after a random number of bytes in either direction, ends
// one half of them, holds bytes back, delays them. What it does to the next connection follows from its random numbers.

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Random } from '#testing/random.ts';

/** Every connection ends in its fault, after so many bytes from one side, unless it ends before. */
type Fault = {
  /**
   * `torn`: both sides at once; `reset`: the same, rudely; `half-closed`: the rest of one direction is swallowed and its
   * end is told, the other goes on for a while.
   */
  kind: 'torn' | 'reset' | 'half-closed';
  from: 'client' | 'server';
  after: number;
  /** Pieces of so many bytes wait so long, ms; null: as they come. */
  slow: { delayMs: number; piece: number } | null;
};

export type FaultProxy = {
  port: number;
  /** Connections made, and those that ended in a fault. */
  counts(): { connections: number; torn: number };
  /** Whether connections made from now on are faulty; those that are open are ended. */
  setFaulty(isFaulty: boolean): void;
  close(): Promise<void>;
};

const drawFault = (random: Random, mostBytes: number): Fault => ({
  kind: random.pick(['torn', 'reset', 'half-closed'] as const),
  from: random.chance(0.5) ? 'client' : 'server',
  after: random.chance(0.3) ? random.int(0, 60) : random.int(0, mostBytes),
  slow: random.chance(0.15) ? { delayMs: random.int(1, 20), piece: random.int(50, 3000) } : null,
});

/** A half-closed connection on which nobody acts is torn after so long, ms. */
const halfMs = 300;

/** @param mostBytes that a faulty connection passes in the direction of its fault */
export const startFaultProxy = async (
  target: number,
  { random, mostBytes }: { random: Random; mostBytes: number },
): Promise<FaultProxy> => {
  const sockets = new Set<Socket>();
  const counts = { connections: 0, torn: 0 };
  let isFaulty = true;

  const server = createServer((client) => {
    counts.connections += 1;
    const upstream = connect(target, '127.0.0.1');
    const pair = { client, server: upstream };
    const tear = (isReset = false): void => {
      for (const socket of [client, upstream]) {
        if (isReset) socket.resetAndDestroy();
        else socket.destroy();
      }
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => tear());
      socket.on('close', () => {
        sockets.delete(socket);
        tear();
      });
    }
    const fault = isFaulty ? drawFault(random, mostBytes) : null;
    const act = (isReset: boolean): void => {
      counts.torn += 1;
      tear(isReset);
    };
    pass(pair, { from: 'client', fault, act });
    pass(pair, { from: 'server', fault, act });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counts: () => counts,
    setFaulty: (given) => {
      isFaulty = given;
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
};

type Pair = { client: Socket; server: Socket };

type Direction = {
  from: 'client' | 'server';
  fault: Fault | null;
  act: (isReset: boolean) => void;
};

const pass = (pair: Pair, { from, fault, act }: Direction): void => {
  const [source, sink] =
    from === 'client' ? [pair.client, pair.server] : [pair.server, pair.client];
  const most = fault?.from === from ? fault.after : Infinity;
  let passed = 0;
  source.on('end', () => sink.end());
  source.on('data', (bytes: Buffer) => {
    if (sink.destroyed || sink.writableEnded) return;
    const whole = passed + bytes.length <= most;
    const allowed = whole ? bytes : bytes.subarray(0, Math.max(0, most - passed));
    passed += allowed.length;
    if (whole && fault?.slow) passSlowly(source, sink, { bytes, ...fault.slow });
    else if (whole) sink.write(bytes);
    else if (fault?.kind === 'half-closed') {
      sink.end(allowed);
      setTimeout(act, halfMs, false).unref();
    } else sink.write(allowed, () => act(fault?.kind === 'reset'));
  });
};

const passSlowly = (
  source: Socket,
  sink: Socket,
  { bytes, delayMs, piece }: { bytes: Buffer; delayMs: number; piece: number },
): void => {
  source.pause();
  const next = (at: number): void => {
    if (sink.destroyed || sink.writableEnded) return;
    sink.write(bytes.subarray(at, at + piece));
    if (at + piece < bytes.length) setTimeout(next, delayMs, at + piece);
    else setTimeout(() => source.resume(), delayMs);
  };
  next(0);
};
