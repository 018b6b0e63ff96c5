// A proxy that treats connections as a bad network does: cuts them after a random number of bytes in either direction, ends
// one half of them, holds bytes back, delays them. What it does to the next connection follows from its random numbers.

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Random } from '#testing/random.ts';

type Fault =
  | { kind: 'none' }
  /** Torn down on both sides after so many bytes from one side. */
  | { kind: 'cut'; from: 'client' | 'server'; after: number; isReset: boolean }
  /** The rest of one direction is swallowed, and its end is told; the other goes on for a while. */
  | { kind: 'half-closed'; from: 'client' | 'server'; after: number }
  /** Every piece waits so long, ms, in pieces of so many bytes. */
  | { kind: 'slow'; delayMs: number; piece: number };

export type FaultProxy = {
  port: number;
  /** Connections made and connections that were torn. */
  counts(): { connections: number; torn: number };
  /** From now on everything passes. */
  heal(): void;
  close(): Promise<void>;
};

const drawFault = (random: Random): Fault => {
  const from = random.chance(0.5) ? 'client' : 'server';
  const after = random.chance(0.3) ? random.int(0, 60) : random.int(0, 8000);
  switch (random.int(0, 5)) {
    case 0:
      return { kind: 'none' };
    case 1:
      return { kind: 'half-closed', from, after };
    case 2:
      return { kind: 'slow', delayMs: random.int(1, 30), piece: random.int(50, 3000) };
    default:
      return { kind: 'cut', from, after, isReset: random.chance(0.5) };
  }
};

/** A half-closed connection on which nobody acts is torn after so long, ms. */
const halfMs = 300;

export const startFaultProxy = async (target: number, random: Random): Promise<FaultProxy> => {
  const sockets = new Set<Socket>();
  const counts = { connections: 0, torn: 0 };
  let isHealed = false;

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
    const fault: Fault = isHealed ? { kind: 'none' } : drawFault(random);
    if (fault.kind !== 'none') counts.torn += 1;
    pass(pair, 'client', fault, tear);
    pass(pair, 'server', fault, tear);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counts: () => counts,
    heal: () => {
      isHealed = true;
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

// eslint-disable-next-line max-params -- one direction of one connection, told by four small things
const pass = (
  pair: Pair,
  from: 'client' | 'server',
  fault: Fault,
  tear: (isReset?: boolean) => void,
): void => {
  const [source, sink] =
    from === 'client' ? [pair.client, pair.server] : [pair.server, pair.client];
  let passed = 0;
  source.on('end', () => sink.end());
  source.on('data', (bytes: Buffer) => {
    if (sink.destroyed || sink.writableEnded) return;
    if (fault.kind === 'slow') return passSlowly(source, sink, { bytes, ...fault });
    const isHere = (fault.kind === 'cut' || fault.kind === 'half-closed') && fault.from === from;
    if (!isHere || passed + bytes.length <= fault.after) {
      passed += bytes.length;
      sink.write(bytes);
      return;
    }
    const rest = bytes.subarray(0, Math.max(0, fault.after - passed));
    passed = fault.after;
    if (fault.kind === 'cut') {
      sink.write(rest, () => tear(fault.isReset));
    } else {
      sink.end(rest);
      setTimeout(tear, halfMs).unref();
    }
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
