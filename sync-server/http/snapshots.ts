// Snapshots: made and compressed once per head of a grid, kept while they are asked for, served whole or from any byte.

import type { FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { Refused } from '../services/refused.ts';
import { snapshotText } from '../services/proof.ts';
import type { Exchange } from './call.ts';
import { chooseCoding, compress } from './content-coding.ts';
import { sendRange } from './ranges.ts';

const maxKeptBytes = 64 * 1024 * 1024;

export type Representation = { bytes: Buffer; tag: string };
type Kept = { key: string; identity: Representation; gzip: Representation };

export type Snapshots = {
  send(exchange: Exchange, row: { grid: string; head: number }): Promise<FastifyReply>;
};

const represent = (bytes: Buffer): Representation => ({
  bytes,
  tag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}"`,
});

export const createSnapshots = (): Snapshots => {
  /** In the order of last use. */
  const keptByGrid = new Map<string, Promise<Kept>>();
  const keyByGrid = new Map<string, string>();
  let keptBytes = 0;

  const drop = (grid: string): void => {
    const kept = keptByGrid.get(grid);
    keptByGrid.delete(grid);
    keyByGrid.delete(grid);
    void kept?.then(
      ({ identity, gzip }) => (keptBytes -= identity.bytes.length + gzip.bytes.length),
      () => undefined,
    );
  };

  const make = async (context: Exchange['context'], grid: string, key: string): Promise<Kept> => {
    const { text } = await snapshotText(context, grid);
    const bytes = Buffer.from(text);
    const gzip = represent(await compress(bytes, 'gzip', true));
    keptBytes += bytes.length + gzip.bytes.length;
    return { key, identity: represent(bytes), gzip };
  };

  const keep = async (
    context: Exchange['context'],
    { grid, head }: { grid: string; head: number },
  ): Promise<Kept> => {
    const key = `${context.epoch} ${head}`;
    const known = keptByGrid.get(grid);
    if (known !== undefined && keyByGrid.get(grid) === key) {
      keptByGrid.delete(grid);
      keptByGrid.set(grid, known);
      return known;
    }
    drop(grid);
    const made = make(context, grid, key);
    keptByGrid.set(grid, made);
    keyByGrid.set(grid, key);
    made.catch(() => drop(grid));
    for (const oldest of [...keptByGrid.keys()].slice(0, -1)) {
      if (keptBytes > maxKeptBytes) drop(oldest);
    }
    return made;
  };

  const send: Snapshots['send'] = async ({ context, request, reply }, row) => {
    const kept = await keep(context, row);
    const { as } = request.query as { as?: string };
    if (as !== undefined && as !== 'gzip') throw new Refused('bad-shape', 'as');
    const isFile = as === 'gzip';
    const coding = isFile ? 'gzip' : chooseCoding(request.headers['accept-encoding'], ['gzip']);
    reply
      .type(isFile ? 'application/gzip' : 'application/json; charset=utf-8')
      .header('vary', 'accept-encoding, authorization')
      .header('cache-control', 'private, no-cache');
    if (coding === 'gzip' && !isFile) reply.header('content-encoding', 'gzip');
    const chosen = coding === 'gzip' ? kept.gzip : kept.identity;
    return sendRange(request, reply, { chosen, sameContent: [kept.identity.tag, kept.gzip.tag] });
  };

  return { send };
};
