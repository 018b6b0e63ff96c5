// The server's calls without a socket: the product's own handlers, called with what Fastify would have given them.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { Call } from '#server/http/call.ts';
import { sendRefusal } from '#server/http/encode.ts';
import type { House } from '#server/http/house.ts';
import { Refused } from '#server/services/refused.ts';

export type Asked = {
  method: string;
  /** Below the server's root, with the query. */
  url: string;
  headers: Record<string, string>;
  body: Uint8Array | null;
};
export type Answered = { status: number; headers: Record<string, string>; body: Uint8Array };
export const textOf = ({ body }: Answered): string => Buffer.from(body).toString();
export type Ask = (asked: Asked) => Promise<Answered>;

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
type Route = { method: string; pattern: RegExp; names: string[]; handler: Handler };

const routeOf = (given: { method: string; url: string; handler: Handler }): Route => ({
  method: given.method,
  pattern: new RegExp(`^${given.url.replace(/:[a-z]+/gi, '([^/]*)')}$`),
  names: [...given.url.matchAll(/:([a-z]+)/gi)].map(([, name]) => name ?? ''),
  handler: given.handler,
});

const replyInto = (answered: Answered): FastifyReply => {
  const reply = {
    raw: { on: () => undefined },
    status: (status: number) => ((answered.status = status), reply),
    code: (status: number) => ((answered.status = status), reply),
    header: (name: string, value: unknown) => (
      (answered.headers[name.toLowerCase()] = String(value)),
      reply
    ),
    headers: (all: Record<string, unknown>) => {
      for (const [name, value] of Object.entries(all)) reply.header(name, value);
      return reply;
    },
    type: (value: string) => reply.header('content-type', value),
    send: (body: unknown) => {
      answered.body = Buffer.isBuffer(body) ? body : Buffer.from(String(body ?? ''));
      return reply;
    },
  };
  return reply as unknown as FastifyReply;
};

export const createRoutes = (house: House, calls: readonly Call[]): Ask => {
  const routes: Route[] = [];
  const app = { route: (given: Parameters<typeof routeOf>[0]) => routes.push(routeOf(given)) };
  for (const call of calls) call.register(app as unknown as FastifyInstance, house);
  return async ({ method, url, headers, body }) => {
    const { pathname, searchParams } = new URL(url, 'http://server');
    const date = new Date(house.context.now()).toUTCString();
    const answered: Answered = { status: 200, headers: { date }, body: Buffer.alloc(0) };
    const reply = replyInto(answered);
    const route = routes.find((one) => one.method === method && one.pattern.test(pathname));
    const values = route?.pattern.exec(pathname)?.slice(1) ?? [];
    const request = {
      ...{ method, url, headers, log: { error: () => undefined, warn: () => undefined } },
      params: Object.fromEntries(
        route?.names.map((name, k) => [name, decodeURIComponent(values[k] ?? '')]) ?? [],
      ),
      query: Object.fromEntries(searchParams),
      body: body === null ? undefined : Readable.from([Buffer.from(body)]),
      raw: {},
    } as unknown as FastifyRequest;
    try {
      if (route === undefined) throw new Refused('not-found');
      await route.handler(request, reply);
    } catch (error) {
      sendRefusal(reply, error instanceof Refused ? error : new Refused('server-error'));
    }
    return answered;
  };
};
