// A call of the protocol: what it takes, what it gives, how it is turned away, and what it does. The same record makes
// the route and its description in the OpenAPI document, so that neither can exist without the other.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type * as v from 'valibot';
import type { RefusalCode } from '#schema/protocol.ts';
import type { Context } from '../services/context.ts';
import { authenticate, type Session } from '../services/sessions.ts';
import { Refused } from '../services/refused.ts';
import { decodeBody } from './decode.ts';
import { sendJson } from './encode.ts';
import type { House } from './house.ts';
import type { Ticket } from './load/gate.ts';
import { workKindOf } from './load/protection.ts';
import { notesOf } from './notes.ts';

export type ParameterFacts = { description: string; example: string; schema: object };
export type HeaderFacts = { description: string; example: string };

/** What is published of a call. */
export type CallFacts = {
  method: 'GET' | 'POST' | 'DELETE';
  /** With `:name` for parameters. */
  path: string;
  id: string;
  summary: string;
  description?: string;
  /** Signed in by bearer token, or open to anybody. */
  access: 'session' | 'open';
  parameters?: Record<string, ParameterFacts>;
  query?: Record<string, ParameterFacts>;
  requestHeaders?: Record<string, HeaderFacts>;
  body?: { schema: v.GenericSchema; example: unknown };
  answer: AnswerFacts;
  /** Other successful statuses: 204, 206, 304 … */
  otherAnswers?: Record<number, string>;
  refusals: readonly RefusalCode[];
};

export type AnswerFacts =
  | {
      kind: 'json';
      status?: 200 | 503;
      schema: v.GenericSchema;
      example: unknown;
      headers?: Record<string, HeaderFacts>;
    }
  | { kind: 'stream'; example: string }
  | { kind: 'nothing' }
  | { kind: 'text'; type: string; example: string }
  | { kind: 'document'; description: string };

export type Exchange = {
  context: Context;
  house: House;
  /** The place of this request among those in flight. */
  ticket: Ticket;
  request: FastifyRequest;
  reply: FastifyReply;
};
export type SignedIn = Exchange & { session: Session };

export type Call = CallFacts & { register: (app: FastifyInstance, house: House) => void };

/** A call that answers by itself. Work without a body begins at once, work with one when its body is there (`bodyOf`). */
export const openCall = (
  facts: CallFacts,
  handle: (exchange: Exchange) => Promise<FastifyReply>,
): Call => ({
  ...facts,
  register: (app, house) =>
    app.route({
      method: facts.method,
      url: facts.path,
      exposeHeadRoute: facts.access === 'open',
      handler: async (request, reply) => {
        const notes = notesOf(request);
        notes.call = facts.id;
        const ticket = house.protection.gates[workKindOf(facts.id)].admit();
        notes.ticket = ticket;
        try {
          if (facts.body === undefined) await ticket.begin(1);
          // A reply is awaited until its last byte is out or the client is gone.
          return await handle({ context: house.context, house, ticket, request, reply });
        } finally {
          ticket.leave();
        }
      },
    }),
});

/** A call of somebody who is signed in. @throws Refused `session-expired` before anything else is looked at */
export const sessionCall = (
  facts: CallFacts,
  handle: (exchange: SignedIn) => Promise<FastifyReply>,
): Call =>
  openCall(facts, async (exchange) => {
    const token = bearerToken(exchange.request.headers.authorization);
    const session = await authenticate(exchange.context, token);
    notesOf(exchange.request).device = session.device;
    exchange.house.protection.admitDevice(session.device);
    return handle({ ...exchange, session });
  });

/** The body of a call, checked by its schema. From here on the request is one of those that run. */
export const bodyOf = <Schema extends v.GenericSchema>(
  { request, ticket, house }: Exchange,
  schema: Schema,
): Promise<v.InferOutput<Schema>> =>
  decodeBody(request, schema, { budget: house.protection.body, begin: ticket.begin });

export const answerJson = ({ request, reply }: Exchange, value: unknown): Promise<FastifyReply> =>
  sendJson(request, reply, typeof value === 'string' ? value : JSON.stringify(value));

/** A parameter of the path. @throws Refused `bad-shape` when it is no id */
export const parameterOf = ({ request }: Exchange, name: string): string => {
  const value = (request.params as Record<string, string | undefined>)[name] ?? '';
  if (!/^([A-Za-z0-9][A-Za-z0-9._:-]{0,63})?$/.test(value)) throw new Refused('bad-shape', name);
  return value;
};

const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer ([A-Za-z0-9_-]{20,100})$/i.exec(header ?? '')?.[1];
