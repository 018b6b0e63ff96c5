// From bytes to a checked value. Limits hold while the body comes in, so that neither a large body nor one that unpacks
// to gigabytes is ever held in memory.

import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { Refused } from '../services/refused.ts';

/** Bytes of a body as sent, and decompressed. */
export const maxSentBytes = 1024 * 1024;
export const maxUnpackedBytes = 8 * 1024 * 1024;
const maxDepth = 64;
/** Below, unpacking at once is cheaper than handing it to another thread. */
const smallBytes = 16 * 1024;

const unpackInThread = promisify(gunzip);

/** The request's body, checked. @throws Refused */
export const decodeBody = async <Schema extends v.GenericSchema>(
  request: FastifyRequest,
  schema: Schema,
): Promise<v.InferOutput<Schema>> => {
  requireJson(request.headers['content-type']);
  const sent = await readSent(request);
  const bytes = await unpack(sent, request.headers['content-encoding']);
  const value = parseJson(bytes);
  requireShallow(value);
  return check(schema, value);
};

/** @throws Refused `bad-shape` with the path of the first fault */
export const check = <Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> => {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  throw new Refused('bad-shape', (v.getDotPath(parsed.issues[0]) ?? '').slice(0, 200));
};

const requireJson = (type: string | undefined): void => {
  const isJson = /^application\/json\s*(;\s*charset=(utf-8|"utf-8")\s*)?$/i.test(type ?? '');
  if (!isJson) throw new Refused('bad-media-type', 'content-type');
};

const readSent = ({ body, headers }: FastifyRequest): Promise<Buffer> => {
  if (Number(headers['content-length'] ?? 0) > maxSentBytes) throw new Refused('too-large');
  if (body === undefined) return Promise.resolve(Buffer.alloc(0));
  const stream = body as Readable;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= maxSentBytes) chunks.push(chunk);
      else reject(new Refused('too-large'));
    };
    // What comes after the limit still flows, into nothing: a client that is writing can read the refusal.
    stream.on('data', take);
    stream.once('end', () => resolve(Buffer.concat(chunks)));
    stream.once('error', () => reject(new Refused('bad-json')));
    stream.once('close', () => reject(new Refused('bad-json')));
  });
};

const unpack = async (sent: Buffer, coding: string | undefined): Promise<Buffer> => {
  const name = (coding ?? 'identity').trim().toLowerCase();
  if (name === 'identity') return sent;
  if (name !== 'gzip') throw new Refused('bad-media-type', 'content-encoding');
  const limit = { maxOutputLength: maxUnpackedBytes };
  try {
    return sent.length < smallBytes
      ? gunzipSync(sent, limit)
      : ((await unpackInThread(sent, limit)) as Buffer);
  } catch (error) {
    throw new Refused(isTooLarge(error) ? 'too-large' : 'bad-gzip');
  }
};

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refused('bad-json');
  }
};

/** Nothing of ours nests deeper; whoever walks the value may recurse. Numbers beyond JSON's range are no numbers. */
const requireShallow = (value: unknown, depth = 0): void => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Refused('bad-shape');
  if (typeof value !== 'object' || value === null) return;
  if (depth >= maxDepth) throw new Refused('bad-shape');
  for (const inner of Object.values(value)) requireShallow(inner, depth + 1);
};
