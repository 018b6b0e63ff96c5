// The published description, made from the same records and schemas that the routes run on.

import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { eventBodies } from '#schema/events.ts';
import { quarantines, refusals, rejections, Refusal, type RefusalCode } from '#schema/protocol.ts';
import type { AnswerFacts, CallFacts, HeaderFacts, ParameterFacts } from './call.ts';
import { refusalSentences } from './refusal-sentences.ts';

type Json = { [key: string]: unknown };

/** Refusals that every call may answer with; those signed in with `session-expired` besides. */
const commonRefusals: readonly RefusalCode[] = [
  'not-found',
  'update-needed',
  'server-error',
  'shutting-down',
];
const bodyRefusals: readonly RefusalCode[] = [
  'bad-shape',
  'bad-json',
  'bad-gzip',
  'bad-media-type',
  'too-large',
];

export const describeCalls = (calls: readonly CallFacts[]): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Gridsweep sync',
    version: '1',
    summary: 'Events in, documents out, both proven by hashes',
    description:
      'Canonical JSON, hash chain, digests, verdicts, paging and retry rules are described in docs/protocol.md, with test vectors in docs/protocol-vectors.json.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  security: [{ token: [] }],
  paths: pathsOf(calls),
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'The token given by `enrol`' },
    },
    schemas: { Refusal: schemaOf(Refusal), ...eventSchemas() },
    responses: refusalResponses(),
    headers: {
      RetryAfter: {
        description: 'Seconds to wait before the next attempt',
        schema: { type: 'integer', minimum: 0 },
        example: 2,
      },
    },
  },
});

const schemaOf = (schema: v.GenericSchema): Json => {
  const made = toJsonSchema(schema, { target: 'draft-2020-12', errorMode: 'ignore' }) as Json;
  const { $schema: _, ...rest } = made;
  return rest;
};

/** The bodies of events by kind, and the reasons that verdicts may name. */
const eventSchemas = (): Json => ({
  ...Object.fromEntries(
    Object.entries(eventBodies).map(([kind, schema]) => [`body.${kind}`, schemaOf(schema)]),
  ),
  Rejection: {
    description: 'Reasons of the verdict `rejected`',
    type: 'string',
    enum: [...rejections],
  },
  Quarantine: {
    description: 'Reasons of the verdict `quarantined`',
    type: 'string',
    enum: [...quarantines],
  },
});

const pathsOf = (calls: readonly CallFacts[]): Json => {
  const byPath = Map.groupBy(calls, ({ path }) => path.replace(/:(\w+)/g, '{$1}'));
  return Object.fromEntries(
    [...byPath].map(([path, list]) => [
      path,
      Object.fromEntries(list.map((call) => [call.method.toLowerCase(), operationOf(call)])),
    ]),
  );
};

const operationOf = (call: CallFacts): Json => ({
  operationId: call.id,
  summary: call.summary,
  ...(call.description === undefined ? {} : { description: call.description }),
  ...(call.access === 'open' ? { security: [] } : {}),
  parameters: parametersOf(call),
  ...(call.body === undefined ? {} : { requestBody: requestBodyOf(call.body) }),
  responses: {
    ...answerOf(call.answer),
    ...refusalsOf(call),
    ...Object.fromEntries(
      Object.entries(call.otherAnswers ?? {}).map(([status, description]) => [
        status,
        { description },
      ]),
    ),
  },
});

const parametersOf = ({ parameters, query, requestHeaders, body }: CallFacts): Json[] => {
  const named = (place: string, given: Record<string, ParameterFacts> = {}): Json[] =>
    Object.entries(given).map(([name, { description, example, schema }]) => ({
      name,
      in: place,
      required: place === 'path',
      description,
      schema,
      example,
    }));
  const coding: Record<string, HeaderFacts> =
    body === undefined
      ? {}
      : { 'Content-Encoding': { description: 'gzip, or left out', example: 'gzip' } };
  const headers: Record<string, HeaderFacts> = {
    ...coding,
    ...requestHeaders,
    'Gridsweep-Protocol': { description: 'The version spoken; may be left out', example: '1' },
  };
  const text = { schema: { type: 'string' } };
  return [
    ...named('path', parameters),
    ...named('query', query),
    ...named(
      'header',
      Object.fromEntries(Object.entries(headers).map(([key, one]) => [key, { ...one, ...text }])),
    ),
  ];
};

const requestBodyOf = ({ schema, example }: NonNullable<CallFacts['body']>): Json => ({
  required: true,
  description: '1 MiB at most as sent, 8 MiB decompressed',
  content: { 'application/json': { schema: schemaOf(schema), example } },
});

const headersOf = (headers: Record<string, HeaderFacts> = {}): Json =>
  Object.fromEntries(
    Object.entries(headers).map(([name, { description, example }]) => [
      name,
      { description, schema: { type: 'string' }, example },
    ]),
  );

const answerOf = (answer: AnswerFacts): Json => {
  switch (answer.kind) {
    case 'json':
      return {
        200: {
          description: 'The answer',
          headers: headersOf(answer.headers),
          content: {
            'application/json': { schema: schemaOf(answer.schema), example: answer.example },
          },
        },
      };
    case 'stream':
      return {
        200: {
          description: 'The stream',
          content: {
            'text/event-stream': { schema: { type: 'string' }, example: answer.example },
          },
        },
      };
    case 'nothing':
      return { 204: { description: 'Done' } };
    case 'document':
      return {
        200: {
          description: answer.description,
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      };
  }
};

const refusalsOf = (call: CallFacts): Json => {
  const codes: RefusalCode[] = [
    ...commonRefusals,
    ...(call.access === 'session' ? (['session-expired'] as const) : []),
    ...(call.body === undefined ? [] : bodyRefusals),
    ...(call.parameters === undefined && call.query === undefined ? [] : (['bad-shape'] as const)),
    ...call.refusals,
  ];
  const statuses = [...new Set(codes.map((code) => refusals[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/Refused${status}` }]),
  );
};

/** One response a status, with an example for every refusal of that status. */
const refusalResponses = (): Json => {
  const codes = Object.keys(refusals) as RefusalCode[];
  const byStatus = Map.groupBy(codes, (code) => refusals[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      `Refused${status}`,
      {
        description: list
          .map((code) => `${code}: the phone may ${refusals[code].phone}`)
          .join('; '),
        ...(status >= 429
          ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } }
          : {}),
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Refusal' },
            examples: Object.fromEntries(
              list.map((code) => [code, { value: { error: { code, ...refusalSentences[code] } } }]),
            ),
          },
        },
      },
    ]),
  );
};
