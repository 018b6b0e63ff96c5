// Conditional and partial answers (RFC 9110, sections 13 and 14): one range of bytes, so that a load can go on where it
// was cut.

import type { FastifyReply, FastifyRequest } from 'fastify';

export type Ranged = {
  chosen: { bytes: Buffer; tag: string };
  /**
   * Tags of the same content in any coding: a browser that was sent gzip counts the bytes it unpacked, and asks for the
   * rest without a coding.
   */
  sameContent: readonly string[];
};

/** Answers 200, 206, 304 or 416. */
export const sendRange = (
  request: FastifyRequest,
  reply: FastifyReply,
  { chosen, sameContent }: Ranged,
): FastifyReply => {
  const { bytes, tag } = chosen;
  reply.header('etag', tag).header('accept-ranges', 'bytes');
  const held = request.headers['if-none-match'];
  if (held !== undefined && sameContent.some((one) => held.includes(one))) {
    return reply.status(304).send();
  }
  const from = request.headers['if-range'];
  const isSame = from === undefined || sameContent.includes(String(from));
  const range = isSame ? parseRange(request.headers.range, bytes.length) : 'all';
  if (range === 'all') return reply.send(bytes);
  if (range === 'beyond') {
    return reply.status(416).header('content-range', `bytes */${bytes.length}`).send();
  }
  const { first, last } = range;
  return reply
    .status(206)
    .header('content-range', `bytes ${first}-${last}/${bytes.length}`)
    .send(bytes.subarray(first, last + 1));
};

type Range = { first: number; last: number };

/** One range of bytes; several, or another unit, count as none, which the RFC allows. */
export const parseRange = (header: string | undefined, size: number): Range | 'all' | 'beyond' => {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return 'all';
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'beyond' : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first >= size) return 'beyond';
  return last < first ? 'all' : { first, last };
};
