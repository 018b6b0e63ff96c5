// From bytes to a checked value. Limits hold while the body comes in, so that neither a large body nor one that unpacks
// to gigabytes is ever held in memory.

import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { isShallow } from '#schema/shallow.ts';
import { Refused } from '../services/refused.ts';
import type { ByteBudget } from './load/byte-budget.ts';

/** Bytes of a body as sent, and decompressed. */
export const maxSentBytes = 1024 * 1024;
export const maxUnpackedBytes = 8 * 1024 * 1024;
/** Below, unpacking at once is cheaper than handing it to another thread. */
const smallBytes = 16 * 1024;

/** Of a body as sent, for one more unit of weight. */
const bytesOfWeight = 256;

const unpackInThread = promisify(gunzip);

export type Intake = { budget: ByteBudget; begin: (weight: number) => Promise<void> };

/** The request's body, checked; unpacked only when its turn has come (`begin`). @throws Refused */
export const decodeBody = async <Schema extends v.GenericSchema>(
  request: FastifyRequest,
  schema: Schema,
  { budget, begin }: Intake,
): Promise<v.InferOutput<Schema>> => {
  requireJson(request.headers['content-type']);
  let held = 0;
  const hold = (bytes: number): void => {
    budget.take(bytes);
    held += bytes;
  };
  try {
    const sent = await readSent(request, hold);
    await begin(Math.max(1, Math.ceil(sent.length / bytesOfWeight)));
    const bytes = await unpack(sent, request.headers['content-encoding']);
    const value = parseJson(bytes);
    if (!isShallow(value)) throw new Refused('bad-shape');
    return check(schema, value);
  } finally {
    budget.giveBack(held);
  }
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

/** @param hold is told of every piece that is kept, and may refuse it */
const readSent = (
  { body, headers }: FastifyRequest,
  hold: (bytes: number) => void,
): Promise<Buffer> => {
  if (Number(headers['content-length'] ?? 0) > maxSentBytes) throw new Refused('too-large');
  if (body === undefined) return Promise.resolve(Buffer.alloc(0));
  const stream = body as Readable;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let isRefused = false;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > maxSentBytes) throw new Refused('too-large');
      hold(chunk.length);
      chunks.push(chunk);
    };
    // What comes after the limit still flows, into nothing: a client that is writing can read the refusal.
    stream.on('data', (chunk: Buffer) => {
      if (isRefused) return;
      try {
        take(chunk);
      } catch (error) {
        isRefused = true;
        chunks.length = 0;
        reject(error);
      }
    });
    const cutOff = (): void => {
      if (!stream.readableEnded) reject(new Refused('bad-json'));
    };
    stream.once('end', () => resolve(Buffer.concat(chunks)));
    stream.once('error', cutOff);
    stream.once('close', cutOff);
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
