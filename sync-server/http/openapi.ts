// The published description, made from the same records and schemas that the routes run on.

import { eventBodies } from '#schema/events.ts';
import { quarantines, refusals, rejections, Refusal, type RefusalCode } from '#schema/protocol.ts';
import type { CallFacts } from './call.ts';
import { operationOf, schemaOf, type Json } from './openapi-operation.ts';
import { refusalSentences } from './refusal-sentences.ts';

/** The whole OpenAPI 3.1 document of these calls. */
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
