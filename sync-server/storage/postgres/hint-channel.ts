// Hints between the processes on one database, by LISTEN and NOTIFY on a connection of their own, never inside a
// transaction of a push. HINT-1: at most one statement in 50 ms, the first at once. HINT-2: after the connection was lost it
// is made again, what was gathered meanwhile is sent, and every grid is hinted at, for others may have been missed.

import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { GridId, StaffId } from '#core/ids.ts';
import type { HintChannel, Hints } from '../port.ts';
import { createConnection, type Connection } from './connection.ts';
import { decodeHints, encodeHints } from './hint-texts.ts';
import { numberOf, textOf } from './values.ts';

const everyMs = 50;
/** A connection that says nothing for so long is given up. */
const heartbeatMs = 10_000;
const longestWaitMs = 5000;
const channelName = 'gridsweep_hints';
const notify = `SELECT pg_notify('${channelName}', hint) FROM unnest($1::text[]) AS hint`;

/** Resolves when it listens, or has failed to for the first time; it goes on trying. */
export const openHintChannel = async (url: string): Promise<HintChannel> => {
  const own = randomBytes(6).toString('hex');
  const listeners: ((hints: Hints) => void)[] = [];
  let heads = new Map<GridId, number>();
  let staff = new Set<StaffId>();
  let timer: NodeJS.Timeout | undefined;
  let connection: Connection | undefined;
  const stopped = new AbortController();

  const tell = (hints: Hints): void => {
    for (const listener of listeners) listener(hints);
  };
  const hear = (_channel: string, payload: string): void => {
    const hints = decodeHints(payload, own);
    if (hints !== undefined) tell(hints);
  };

  /** What cannot be sent stays gathered. */
  const flush = async (): Promise<void> => {
    if (heads.size + staff.size === 0 || connection === undefined) return;
    const sent = { heads, staff: [...staff] };
    heads = new Map();
    staff = new Set();
    try {
      await connection.query(notify, [encodeHints(sent, own)]);
    } catch {
      gather(sent);
    }
  };
  const flushInTime = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (heads.size + staff.size > 0) flushInTime();
      void flush();
    }, everyMs).unref();
  };
  const gather = (hints: Hints): void => {
    for (const [grid, head] of hints.heads) heads.set(grid, Math.max(head, heads.get(grid) ?? 0));
    for (const one of hints.staff) staff.add(one);
  };

  const connect = async (isAgain: boolean): Promise<Connection> => {
    const made = createConnection(url, { onNotify: hear });
    await made.query(`LISTEN ${channelName}`).catch(async (error: unknown) => {
      await made.end();
      throw error;
    });
    connection = made;
    void flush();
    if (isAgain) {
      const rows = await made.query('SELECT grid, head FROM grids');
      const all = rows.map((row) => [textOf(row, 'grid'), numberOf(row, 'head')] as const);
      tell({ heads: new Map(all), staff: [] });
    }
    return made;
  };

  const keepConnected = async (first: Connection | undefined): Promise<void> => {
    if (first !== undefined) await untilLost(first);
    for (let waitMs = 100; !stopped.signal.aborted; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      connection = undefined;
      const again = await connect(true).catch(() => undefined);
      if (again !== undefined) {
        waitMs = 50;
        await untilLost(again);
      }
      await wait(waitMs, undefined, { ref: false });
    }
  };
  const untilLost = async (current: Connection): Promise<void> => {
    while (!current.isLost() && !stopped.signal.aborted) {
      const isQuiet = await Promise.race([current.lost, wait(heartbeatMs, true, { ref: false })]);
      if (isQuiet) await isAnswering(current);
    }
    await current.end();
  };

  void keepConnected(await connect(false).catch(() => undefined));
  return {
    send: (hints) => {
      gather(hints);
      if (timer !== undefined) return;
      void flush();
      flushInTime();
    },
    receive: (listener) => void listeners.push(listener),
    stop: async () => {
      clearTimeout(timer);
      await flush();
      stopped.abort();
      await connection?.end();
    },
  };
};

/** A peer that has vanished without a word answers no question: then the connection is ended. */
const isAnswering = async (connection: Connection): Promise<void> => {
  const isAlive = await Promise.race([
    connection.query('SELECT 1').then(
      () => true,
      () => false,
    ),
    wait(heartbeatMs / 2, false, { ref: false }),
  ]);
  if (!isAlive) await connection.end();
};
