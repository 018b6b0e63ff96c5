// The HTTP server: every call of the protocol, the app, and one place where a thrown refusal becomes an answer.

import Fastify, { LogController, type FastifyInstance } from 'fastify';
import type { RefusalCode } from '#schema/protocol.ts';
import type { Context } from '../services/context.ts';
import { Refused } from '../services/refused.ts';
import { createAppFiles } from './app-files.ts';
import { registerApp } from './app-routes.ts';
import type { Call } from './call.ts';
import { coverageCalls } from './calls/coverage-calls.ts';
import { gridCalls } from './calls/grid-calls.ts';
import { healthCalls } from './calls/health-calls.ts';
import { openApiCalls } from './calls/openapi-calls.ts';
import { sessionCalls } from './calls/session-calls.ts';
import { streamCalls } from './calls/stream-calls.ts';
import { syncCalls } from './calls/sync-calls.ts';
import { sendRefusal } from './encode.ts';
import { securityHeaders } from './security-headers.ts';
import { createStreams, type Streams } from './streams.ts';

/** The version of the wire that this server speaks; a client may name its own in the header of this name. */
const protocolHeader = 'gridsweep-protocol';
const protocolVersion = '1';
/** Long enough for 1 MiB over a bad connection, ms. */
const requestTimeoutMs = 300_000;
const drainMs = 10_000;

export type HttpOptions = { appDir: string; logLevel?: 'silent' | 'warn' | 'info' };
export type HttpServer = {
  app: FastifyInstance;
  streams: Streams;
  calls: readonly Call[];
  /** Turns new work away, ends streams, waits for what is under way. */
  close(): Promise<void>;
};

export const createHttpServer = (context: Context, options: HttpOptions): HttpServer => {
  const app = Fastify({
    logger: { level: options.logLevel ?? 'warn', stream: process.stderr },
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 100 },
    frameworkErrors: (_error, _request, reply) => void sendRefusal(reply, new Refused('not-found')),
  });
  const streams = createStreams(context);
  let isClosing = false;

  // Bodies are read by the calls themselves, which know their limits.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    if (isClosing) throw new Refused('shutting-down');
    const version = request.headers[protocolHeader];
    if (version !== undefined && version !== protocolVersion) throw new Refused('update-needed');
  });
  app.setErrorHandler((error, request, reply) => {
    const refused = refusalOf(error);
    if (refused.code === 'server-error') {
      request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    }
    return sendRefusal(reply, refused);
  });
  app.setNotFoundHandler((_request, reply) => sendRefusal(reply, new Refused('not-found')));

  const calls: readonly Call[] = [
    ...sessionCalls,
    ...syncCalls(),
    ...gridCalls(),
    ...coverageCalls,
    ...streamCalls(streams),
    ...healthCalls,
    ...openApiCalls(() => calls),
  ];
  for (const call of calls) call.register(app, context);
  registerApp(app, createAppFiles(options.appDir));

  const close = async (): Promise<void> => {
    isClosing = true;
    streams.closeAll();
    const impatience = setTimeout(() => app.server.closeAllConnections(), drainMs);
    await app.close();
    clearTimeout(impatience);
  };
  return { app, streams, calls, close };
};

/** Refusals that the framework makes by itself. */
const codeByStatus: Readonly<Record<number, RefusalCode>> = {
  400: 'bad-shape',
  413: 'too-large',
  415: 'bad-media-type',
};

const refusalOf = (error: unknown): Refused => {
  if (error instanceof Refused) return error;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  const code = codeByStatus[status] ?? 'server-error';
  return new Refused(code);
};
