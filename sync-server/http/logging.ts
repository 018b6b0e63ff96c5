// What the process writes down: one line of JSON a request, and errors. LOG-4: a line says what happened and never to
// whom: the route's pattern instead of the address, a phone as a tag that is good for this process alone, an error by
// its kind, code and places in the program; its words only where they are known to quote nothing.

import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { notesOf } from './notes.ts';

export const logLevels = ['silent', 'error', 'warn', 'info'] as const;
export type LogLevel = (typeof logLevels)[number];
/** Whatever takes lines of text. */
export type LogSink = { write(line: string): void };

const tagKey = randomBytes(16);
const tagOf = (device: string): string =>
  createHmac('sha256', tagKey).update(device).digest('base64url').slice(0, 8);

/** Errors of the language, the system and SQLite quote nothing that was sent; a parser's and PostgreSQL's may. */
const wordsOf = (error: Error & { code?: unknown; errno?: unknown }): string | undefined => {
  const isOfLanguage = /^(TypeError|RangeError|ReferenceError)$/.test(error.name);
  const isOfSystem = error.code === 'ERR_SQLITE_ERROR' || typeof error.errno === 'number';
  return isOfLanguage || isOfSystem ? error.message : undefined;
};

const placesOf = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n');

type Described = { type: string; code: string | undefined; message: string; stack: string };

const describeError = (error: unknown): Described => {
  if (!(error instanceof Error)) {
    return { type: typeof error, code: undefined, message: '', stack: '' };
  }
  const code = 'code' in error ? String(error.code) : undefined;
  return { type: error.name, code, message: wordsOf(error) ?? '', stack: placesOf(error) };
};

/** The logger that Fastify makes. `msg` of a logged error is ours, never the error's own. */
export const loggerOptions = (level: LogLevel, sink: LogSink) => ({
  level,
  stream: sink,
  base: { pid: process.pid },
  serializers: { err: describeError, req: () => ({}), res: () => ({}) },
  hooks: {
    logMethod(this: unknown, given: unknown[], method: (...args: unknown[]) => void): void {
      const [first, said] = given;
      const error = first instanceof Error ? first : (first as { err?: unknown } | null)?.err;
      if (!(error instanceof Error)) return method.apply(this, given);
      const facts = first instanceof Error ? { err: error } : first;
      method.apply(this, [facts, said === error.message ? 'failed' : (said ?? 'failed')]);
    },
  },
});

export const newRequestId = (): string => randomUUID().slice(0, 13);

type LevelledLogger = FastifyBaseLogger & { isLevelEnabled(level: string): boolean };

/** One line for a request that was answered. */
export const logAnswer = (request: FastifyRequest, reply: FastifyReply): void => {
  const level = levelOf(reply.statusCode);
  // Most lines are below the level; nothing is worked out for them.
  if (!(request.log as LevelledLogger).isLevelEnabled(level)) return;
  const { refusal, device } = notesOf(request);
  const bytes = (value: unknown): number => Number(value) || 0;
  request.log[level](
    {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      refusal,
      ms: Math.round(reply.elapsedTime),
      bytesIn: bytes(request.headers['content-length']),
      bytesOut: bytes(reply.getHeader('content-length')),
      phone: device === undefined ? undefined : tagOf(device),
    },
    'request',
  );
};

/** Failures are errors, being full or hurried is a warning, everything else is business. */
const levelOf = (status: number): keyof Pick<FastifyBaseLogger, 'error' | 'warn' | 'info'> => {
  if (status === 503 || status === 429) return 'warn';
  return status >= 500 ? 'error' : 'info';
};
