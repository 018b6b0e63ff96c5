// The HTTP server: every call of the protocol, the app, and one place where a thrown refusal becomes an answer.

import Fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { RefusalCode } from '#schema/protocol.ts';
import type { Context } from '../services/context.ts';
import { Refused } from '../services/refused.ts';
import { createAppFiles } from './app-files.ts';
import { registerApp } from './app-routes.ts';
import type { Call } from './call.ts';
import { coverageCalls } from './calls/coverage-calls.ts';
import { gridCalls } from './calls/grid-calls.ts';
import { healthCalls } from './calls/health-calls.ts';
import { keptCalls } from './calls/kept-calls.ts';
import { metricsCalls } from './calls/metrics-calls.ts';
import { openApiCalls } from './calls/openapi-calls.ts';
import { phoneCalls } from './calls/phone-calls.ts';
import { sessionCalls } from './calls/session-calls.ts';
import { streamCalls } from './calls/stream-calls.ts';
import { syncCalls } from './calls/sync-calls.ts';
import { sendRefusal } from './encode.ts';
import type { House } from './house.ts';
import { createProtection, defaultLimits, type Limits } from './load/protection.ts';
import { logAnswer, loggerOptions, newRequestId, type LogLevel, type LogSink } from './logging.ts';
import { createMeters } from './meters.ts';
import { notesOf } from './notes.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { securityHeaders } from './security-headers.ts';
import { createStreams, type Streams } from './streams.ts';

/** The version of the wire that this server speaks; a client may name its own in the header of this name. */
const protocolHeader = 'gridsweep-protocol';
const protocolVersion = '1';
/** Long enough for 1 MiB over a bad connection, ms. */
const requestTimeoutMs = 300_000;
/** How long work in flight may take to end when the server closes, ms. */
const drainMs = 10_000;
/** For answers that are made to reach their clients. */
const lastWordsMs = 2000;
const leastFreeBytes = 64 * 1024 * 1024;

export type HttpOptions = {
  appDir: string;
  logLevel?: LogLevel;
  /** Where phones reach this server. */
  publicUrl?: string;
  /** Where log lines go instead of the standard error. */
  logSink?: LogSink;
  /** Proxies whose `X-Forwarded-For` is believed: how many, or their addresses. */
  trustProxy?: number | string[] | false;
  metricsToken?: string | undefined;
  /** The folder that must have room for more. */
  dataDir?: string | undefined;
  leastFreeBytes?: number;
  limits?: Partial<Limits>;
  /** Adds memory, processor and event loop to the figures. */
  isWholeProcess?: boolean;
};
export type HttpServer = {
  app: FastifyInstance;
  streams: Streams;
  calls: readonly Call[];
  /** Turns new work away, ends streams, waits for what is under way. False when some of it had to be cut off. */
  close(): Promise<boolean>;
};

export const createHttpServer = (context: Context, options: HttpOptions): HttpServer => {
  const app = createApp(options);
  const protection = createProtection({ ...defaultLimits, ...options.limits });
  const streams = createStreams(context, protection.limits.streams);
  const countStreams = (): number => streams.count();
  const watched = { context, protection, countStreams };
  const meters = createMeters(watched, options.isWholeProcess ?? false);
  const isSecure = options.publicUrl?.startsWith('https:') ?? false;
  const house: House = { context, protection, meters, isSecure };
  const lookAfter = createReadiness({
    context,
    dataDir: options.dataDir,
    leastFreeBytes: options.leastFreeBytes ?? leastFreeBytes,
    onFault: (error) => app.log.error({ err: error }, 'the store is not well'),
  });
  let isClosing = false;
  const askReadiness = async (): Promise<Readiness> => (isClosing ? 'shutting-down' : lookAfter());

  registerHooks(app, house, () => isClosing);
  const calls: readonly Call[] = [
    ...sessionCalls,
    ...phoneCalls,
    ...syncCalls(),
    ...keptCalls,
    ...gridCalls(),
    ...coverageCalls,
    ...streamCalls(streams),
    ...healthCalls(askReadiness),
    ...metricsCalls(options.metricsToken),
    ...openApiCalls(() => calls),
  ];
  for (const call of calls) call.register(app, house);
  registerApp(app, createAppFiles(options.appDir));

  const close = async (): Promise<boolean> => {
    isClosing = true;
    streams.closeAll();
    // It goes on listening meanwhile, so that who comes now is told when to come again.
    const isDone = await Promise.race([protection.idle().then(() => true), afterMs(drainMs)]);
    const impatience = setTimeout(() => app.server.closeAllConnections(), isDone ? lastWordsMs : 0);
    await app.close();
    clearTimeout(impatience);
    return isDone;
  };
  return { app, streams, calls, close };
};

const afterMs = (ms: number): Promise<false> =>
  new Promise((resolve) => void setTimeout(() => resolve(false), ms).unref());

/** Of so many proxies the nearest are believed. */
const trusting = (given: number | string[] | false) =>
  typeof given === 'number' ? (_address: string, hop: number): boolean => hop < given : given;

const createApp = ({ logLevel, logSink, trustProxy }: HttpOptions): FastifyInstance => {
  const app = Fastify({
    logger: loggerOptions(logLevel ?? 'warn', logSink ?? process.stderr),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newRequestId,
    trustProxy: trusting(trustProxy ?? false),
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 100 },
    frameworkErrors: (_error, _request, reply) => void sendRefusal(reply, new Refused('not-found')),
    // A request that ended in the middle gets no answer: any would be taken for a verdict on the whole of it.
    clientErrorHandler: (_error, socket) => void socket.destroy(),
  });
  // Bodies are read by the calls themselves, which know their limits.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  return app;
};

/** Answered also by a server that is closing. */
const always = new Set(['/healthz', '/readyz', '/metrics']);

const registerHooks = (app: FastifyInstance, house: House, isClosing: () => boolean): void => {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    if (isClosing() && !always.has(request.routeOptions.url ?? '')) {
      throw new Refused('shutting-down');
    }
    const version = request.headers[protocolHeader];
    if (version !== undefined && version !== protocolVersion) throw new Refused('update-needed');
  });
  // The answer is made: what remains is the line's business, and the next may run.
  app.addHook('onSend', async (request) => notesOf(request).ticket?.end());
  app.addHook('onResponse', async (request, reply) => {
    logAnswer(request, reply);
    const { call } = notesOf(request);
    const seconds = reply.elapsedTime / 1000;
    house.meters.sawAnswer({ call, status: reply.statusCode, seconds });
  });
  const refuse = (request: FastifyRequest, refused: Refused): Refused => {
    notesOf(request).refusal = refused.code;
    house.meters.sawRefusal(refused.code);
    return refused;
  };
  app.setErrorHandler((error, request, reply) => {
    const refused = refusalOf(error);
    if (refused.code === 'server-error') {
      request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    }
    return sendRefusal(reply, refuse(request, refused));
  });
  app.setNotFoundHandler((request, reply) =>
    sendRefusal(reply, refuse(request, new Refused('not-found'))),
  );
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
