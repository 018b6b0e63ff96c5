// One call as an operation of the OpenAPI document.

import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { refusals, type RefusalCode } from '#schema/protocol.ts';
import type { AnswerFacts, CallFacts, HeaderFacts, ParameterFacts } from './call.ts';

export type Json = { [key: string]: unknown };

/** Refusals that every call may answer with; those signed in with `session-expired` besides. */
const commonRefusals: readonly RefusalCode[] = [
  'not-found',
  'update-needed',
  'server-error',
  'shutting-down',
  'overloaded',
];
const bodyRefusals: readonly RefusalCode[] = [
  'bad-shape',
  'bad-json',
  'bad-gzip',
  'bad-media-type',
  'too-large',
];

/** A schema as JSON Schema 2020-12; checks that JSON Schema cannot express are left out. */
export const schemaOf = (schema: v.GenericSchema): Json => {
  const made = toJsonSchema(schema, { target: 'draft-2020-12', errorMode: 'ignore' }) as Json;
  const { $schema: _, ...rest } = made;
  return rest;
};

export const operationOf = (call: CallFacts): Json => ({
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
    case 'text':
      return {
        200: {
          description: 'The text',
          content: { [answer.type]: { schema: { type: 'string' }, example: answer.example } },
        },
      };
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
    ...(call.access === 'session' ? (['session-expired', 'too-many'] as const) : []),
    ...(call.body === undefined ? [] : bodyRefusals),
    ...(call.parameters === undefined && call.query === undefined ? [] : (['bad-shape'] as const)),
    ...call.refusals,
  ];
  const statuses = [...new Set(codes.map((code) => refusals[code].status))].sort();
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/Refused${status}` }]),
  );
};
