// Snapshots: made and compressed once per head of a grid, kept while they are asked for, served whole or from any byte.

import type { FastifyReply } from 'fastify';
import { Refused } from '../services/refused.ts';
import { snapshotText } from '../services/proof.ts';
import type { Exchange } from './call.ts';
import { chooseCoding } from './content-coding.ts';
import { sendRange } from './ranges.ts';
import { codings, represent, type Representations } from './representations.ts';

const maxKeptBytes = 64 * 1024 * 1024;

export type Snapshots = {
  send(exchange: Exchange, row: { grid: string; head: number }): Promise<FastifyReply>;
};

type Kept = { key: string; made: Promise<Representations>; size: () => number };

const keepNew = (key: string, made: Promise<Representations>): Kept => {
  const kept: Kept = { key, made, size: () => 0 };
  made.then(
    ({ size }) => (kept.size = size),
    () => undefined,
  );
  return kept;
};

export const createSnapshots = (): Snapshots => {
  /** In the order of last use. */
  const keptByGrid = new Map<string, Kept>();

  const keptBytes = (): number =>
    [...keptByGrid.values()].reduce((sum, kept) => sum + kept.size(), 0);

  const make = async (context: Exchange['context'], grid: string): Promise<Representations> =>
    represent((await snapshotText(context, grid)).text);

  const keep = (
    context: Exchange['context'],
    { grid, head }: { grid: string; head: number },
  ): Promise<Representations> => {
    const key = `${context.epoch} ${head}`;
    const known = keptByGrid.get(grid);
    const kept = known?.key === key ? known : keepNew(key, make(context, grid));
    keptByGrid.delete(grid);
    keptByGrid.set(grid, kept);
    if (kept !== known) {
      kept.made.catch(() => keptByGrid.get(grid) === kept && keptByGrid.delete(grid));
      for (const oldest of [...keptByGrid.keys()].slice(0, -1)) {
        if (keptBytes() > maxKeptBytes) keptByGrid.delete(oldest);
      }
    }
    return kept.made;
  };

  const send: Snapshots['send'] = async ({ context, request, reply }, row) => {
    const { as } = request.query as { as?: string };
    if (as !== undefined && as !== 'gzip') throw new Refused('bad-shape', 'as');
    const kept = await keep(context, row);
    const isFile = as === 'gzip';
    const coding = isFile ? 'gzip' : chooseCoding(request.headers['accept-encoding'], codings);
    reply
      .type(isFile ? 'application/gzip' : 'application/json; charset=utf-8')
      .header('vary', 'accept-encoding, authorization')
      .header('cache-control', 'private, no-cache');
    if (coding !== 'identity' && !isFile) reply.header('content-encoding', coding);
    return sendRange(request, reply, {
      chosen: await kept.as(coding),
      sameContent: kept.tags,
    });
  };

  return { send };
};
