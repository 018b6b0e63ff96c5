import * as v from 'valibot';
import { bucketCount } from '#core/merge/digest.ts';
import {
  BucketsResponse,
  collections,
  DigestResponse,
  PhonesResponse,
  Snapshot,
} from '#schema/protocol.ts';
import { phones } from '../../services/phones.ts';
import { proof, readBuckets, requireReadable } from '../../services/proof.ts';
import { Refused } from '../../services/refused.ts';
import { check } from '../decode.ts';
import { encodeBuckets } from '../encode.ts';
import { answerJson, parameterOf, sessionCall, type Call, type ParameterFacts } from '../call.ts';
import { createSnapshots } from '../snapshots.ts';
import * as examples from './examples.ts';

const gridParameter: ParameterFacts = {
  description: 'A grid that the holder may read',
  example: 'g001',
  schema: { type: 'string' },
};

const snapshotCall = (): Call => {
  const snapshots = createSnapshots();
  return sessionCall(
    {
      method: 'GET',
      path: '/api/v1/snapshot/:grid',
      id: 'snapshot',
      summary: 'All documents of a grid at one number: the first load',
      description:
        'Compressed once and kept until the grid moves on. An interrupted load goes on with `Range: bytes=<received>-` and `If-Range: <etag>`; when the grid has moved on meanwhile, the answer is 200 with the whole new snapshot. `?as=gzip` gives the gzip file itself (application/gzip, no content coding), for clients that count bytes as sent.',
      access: 'session',
      parameters: { grid: gridParameter },
      query: {
        as: {
          description: 'Give the gzip file itself',
          example: 'gzip',
          schema: { type: 'string', enum: ['gzip'] },
        },
      },
      requestHeaders: {
        Range: { description: 'One range of bytes', example: 'bytes=65536-' },
        'If-Range': { description: 'The ETag of the interrupted load', example: '"9b2e41c7d05a"' },
        'If-None-Match': { description: 'The ETag of what is held', example: '"9b2e41c7d05a"' },
      },
      answer: {
        kind: 'json',
        schema: Snapshot,
        example: {
          grid: 'g001',
          epoch: examples.epoch,
          head: 414,
          digest: examples.digest,
          grids: [examples.sheet],
          households: [examples.household],
          visits: [examples.visit],
        },
        headers: {
          ETag: { description: 'Names these bytes', example: '"9b2e41c7d05a"' },
          'Accept-Ranges': { description: 'Ranges are served', example: 'bytes' },
        },
      },
      otherAnswers: {
        206: 'The rest that was asked for by `Range`',
        304: 'What is held is still right',
        416: 'The range begins after the end',
      },
      refusals: ['no-grant'],
    },
    async (exchange) => {
      const grid = parameterOf(exchange, 'grid');
      const row = await requireReadable(exchange.context, exchange.session, grid);
      return snapshots.send(exchange, row);
    },
  );
};

const DigestQuery = v.object({ buckets: v.optional(v.picklist(collections)) });

const digestCall = sessionCall(
  {
    method: 'GET',
    path: '/api/v1/digest/:grid',
    id: 'digest',
    summary: "A grid's head, digests and counts, to prove a replica",
    access: 'session',
    parameters: { grid: gridParameter },
    query: {
      buckets: {
        description: 'Give the 64 digests of the buckets of this collection as well',
        example: 'households',
        schema: { type: 'string', enum: [...collections] },
      },
    },
    answer: {
      kind: 'json',
      schema: DigestResponse,
      example: {
        head: 414,
        epoch: examples.epoch,
        digest: examples.digest,
        counts: { grids: 1, households: 411, visits: 2 },
      },
    },
    refusals: ['no-grant'],
  },
  async (exchange) => {
    const grid = parameterOf(exchange, 'grid');
    const { buckets } = check(DigestQuery, exchange.request.query);
    return answerJson(exchange, await proof(exchange.context, exchange.session, { grid, buckets }));
  },
);

const phonesCall = sessionCall(
  {
    method: 'GET',
    path: '/api/v1/phones/:grid',
    id: 'phones',
    summary: "The phones of a grid's team as last heard of, for its leader",
    access: 'session',
    parameters: { grid: gridParameter },
    answer: {
      kind: 'json',
      schema: PhonesResponse,
      example: {
        grid: 'g001',
        at: 1_790_000_010_000,
        phones: [
          {
            device: 'kq3ab',
            staff: 's003',
            name: '王秀英',
            label: 'Android · Chrome',
            heardAt: 1_790_000_003_000,
            pending: 1,
            oldestAt: 1_790_000_000_000,
            skewMs: -250,
            wipedAt: null,
            returnedAt: null,
          },
        ],
        quarantined: 0,
        rejected: 0,
      },
    },
    refusals: ['no-grant'],
  },
  async (exchange) => {
    const grid = parameterOf(exchange, 'grid');
    return answerJson(exchange, await phones(exchange.context, exchange.session, grid));
  },
);

/** Numbers of buckets, comma between. @throws Refused `bad-shape` */
const parseBuckets = (text: string): number[] => {
  const numbers = text.split(',').map(Number);
  const isSound =
    /^\d{1,2}(,\d{1,2}){0,63}$/.test(text) && numbers.every((number) => number < bucketCount);
  if (!isSound) throw new Refused('bad-shape', 'of');
  return numbers;
};

const BucketsAsked = v.object({ collection: v.picklist(collections), of: v.string() });

const bucketsCall = sessionCall(
  {
    method: 'GET',
    path: '/api/v1/buckets/:grid/:collection',
    id: 'buckets',
    summary: 'All documents of some buckets of a collection, to repair a replica',
    description:
      'Replace what is held of these buckets by what comes, and delete what does not come. `head` and `digest` are of the same moment.',
    access: 'session',
    parameters: {
      grid: gridParameter,
      collection: {
        description: 'A collection',
        example: 'households',
        schema: { type: 'string', enum: [...collections] },
      },
    },
    query: {
      of: {
        description: 'Numbers of the buckets, 0–63, comma between',
        example: '3,17',
        schema: { type: 'string' },
      },
    },
    answer: {
      kind: 'json',
      schema: BucketsResponse,
      example: {
        head: 414,
        epoch: examples.epoch,
        digest: examples.digest,
        documents: [examples.household],
      },
    },
    refusals: ['no-grant'],
  },
  async (exchange) => {
    const { context, session, request } = exchange;
    const grid = parameterOf(exchange, 'grid');
    const { collection, of } = check(BucketsAsked, {
      collection: parameterOf(exchange, 'collection'),
      ...(request.query as object),
    });
    const buckets = parseBuckets(of);
    const found = await readBuckets(context, session, { grid, collection, buckets });
    return answerJson(exchange, encodeBuckets(found, context.epoch));
  },
);

export const gridCalls = (): readonly Call[] => [
  snapshotCall(),
  digestCall,
  bucketsCall,
  phonesCall,
];
