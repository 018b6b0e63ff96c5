import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusals, type RefusalCode } from '#schema/protocol.ts';
import type { BucketDocuments } from '../services/proof.ts';
import type { Pulled, PulledPage } from '../services/pull.ts';
import type { Refused } from '../services/refused.ts';
import { chooseCoding, compress } from './content-coding.ts';
import { refusalSentences } from './refusal-sentences.ts';

/** Below, compressing costs more than it saves. */
const smallBytes = 1024;

/**
 * Seconds until a phone may come again, by the reason: somewhere between the two, by chance, so that those who were
 * turned away in one moment do not come back in one moment.
 */
const retryAfter: Partial<Record<RefusalCode, readonly [number, number]>> = {
  'too-many': [2, 10],
  overloaded: [2, 12],
  'shutting-down': [1, 4],
};
const retryAfterElse = [2, 6] as const;

export const retryAfterSeconds = (code: RefusalCode, random = Math.random()): number => {
  const [least, most] = retryAfter[code] ?? retryAfterElse;
  return least + Math.floor(random * (most - least + 1));
};

/** Answers with JSON, compressed when it is worth it; never kept by a cache. */
export const sendJson = async (
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
): Promise<FastifyReply> => {
  const bytes = Buffer.from(text);
  const isSmall = bytes.length < smallBytes;
  const coding = isSmall ? 'identity' : chooseCoding(request.headers['accept-encoding']);
  reply
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('vary', 'accept-encoding');
  if (coding !== 'identity') reply.header('content-encoding', coding);
  return reply.send(await compress(bytes, coding, 'once'));
};

export const sendRefusal = (reply: FastifyReply, refused: Refused): FastifyReply => {
  const { code, where } = refused;
  const { status, phone } = refusals[code];
  const isLater = phone === 'retry' && status >= 429;
  if (isLater) reply.header('retry-after', String(retryAfterSeconds(code)));
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .status(status)
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({
        error: { code, ...refusalSentences[code], ...(where ? { where } : {}) },
      }),
    );
};

const encodeDocuments = (rows: PulledPage['rows']): string =>
  `[${rows.map(({ json }) => json).join(',')}]`;

const encodePage = ({ rows, checkpoint, isLast }: PulledPage): string =>
  `{"documents":${encodeDocuments(rows)},"checkpoint":${JSON.stringify(checkpoint)},"isLast":${isLast}}`;

/** The answer to a pull; documents go out as they are stored. */
export const encodePulled = ({ pages, heads, revoked, epoch, grants }: Pulled): string => {
  const encoded = Object.entries(pages).map(
    ([name, page]) => `${JSON.stringify(name)}:${encodePage(page)},`,
  );
  return `{${encoded.join('')}${JSON.stringify({ heads, revoked, epoch, grants }).slice(1)}`;
};

/** The documents of buckets, as they are stored. */
export const encodeBuckets = (
  { head, digests, documents }: BucketDocuments,
  epoch: string,
): string =>
  `${JSON.stringify({ head, epoch, digest: digests }).slice(0, -1)},"documents":${encodeDocuments(documents)}}`;
