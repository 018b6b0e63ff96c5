import { PullRequest, PullResponse, PushRequest, PushResponse } from '#schema/protocol.ts';
import { createListener } from '../../services/phones.ts';
import { pull } from '../../services/pull.ts';
import { push } from '../../services/push.ts';
import { answerJson, bodyOf, sessionCall, type Call } from '../call.ts';
import { encodePulled } from '../encode.ts';
import * as examples from './examples.ts';

const pushCall = (): Call =>
  sessionCall(
    {
      method: 'POST',
      path: '/api/v1/push',
      id: 'push',
      summary: 'Sends events of this device in one grid, each answered by a verdict',
      description:
        'Repeatable: what is stored already is a `duplicate`. A hole in the numbers stores nothing and answers `expected`. An answer of 200 says that every event with a verdict is durable. The body of an event of kind K is described by the schema `body.K`; hash chain and verdicts by docs/protocol.md.',
      access: 'session',
      body: {
        schema: PushRequest,
        example: {
          grid: 'g001',
          from: 1,
          prevHash: '0'.repeat(64),
          events: [examples.event],
          announce: examples.announcement,
        },
      },
      answer: {
        kind: 'json',
        schema: PushResponse,
        example: {
          verdicts: [
            { n: 1, verdict: 'accepted', seq: 414 },
            { n: 2, verdict: 'duplicate', seq: 415 },
            { n: 3, verdict: 'rejected', reason: 'bad-shape', where: 'body.visit.disposition' },
            { n: 4, verdict: 'quarantined', reason: 'other-staff' },
          ],
          last: 4,
          hash: examples.hash,
          head: 415,
          digest: examples.digest,
          epoch: examples.epoch,
          grants: [examples.grant],
        },
      },
      refusals: [],
    },
    async (exchange) => {
      const request = await bodyOf(exchange, PushRequest);
      const answer = await push(exchange.context, exchange.session, request);
      exchange.house.meters.sawPush(answer.verdicts);
      return answerJson(exchange, answer);
    },
  );

const pullCall = (): Call => {
  let hear: ReturnType<typeof createListener> | undefined;
  return sessionCall(
    {
      method: 'POST',
      path: '/api/v1/pull',
      id: 'pull',
      summary: 'Fetches documents changed after given numbers, one page per collection',
      description:
        'Name every grid that is wanted in the checkpoints, with 0 for a start. Repeat with the returned checkpoints until `isLast`. A collection that is not named is not answered.',
      access: 'session',
      body: {
        schema: PullRequest,
        example: {
          checkpoints: {
            grids: { epoch: '', grids: { g001: 0 } },
            households: { epoch: examples.epoch, grids: { g001: 17 } },
            visits: { epoch: examples.epoch, grids: { g001: 412 } },
          },
          limit: 200,
          announce: examples.announcement,
        },
      },
      answer: {
        kind: 'json',
        schema: PullResponse,
        example: {
          grids: {
            documents: [examples.sheet],
            checkpoint: { epoch: examples.epoch, grids: { g001: 414 } },
            isLast: true,
          },
          households: {
            documents: [examples.household],
            checkpoint: { epoch: examples.epoch, grids: { g001: 414 } },
            isLast: true,
          },
          visits: {
            documents: [examples.visit],
            checkpoint: { epoch: examples.epoch, grids: { g001: 414 } },
            isLast: true,
          },
          heads: { g001: { head: 414, digest: examples.digest } },
          revoked: [],
          epoch: examples.epoch,
          grants: [examples.grant],
        },
      },
      refusals: [],
    },
    async (exchange) => {
      const { context, session, request } = exchange;
      const body = await bodyOf(exchange, PullRequest);
      const pulled = await pull(context, session, body);
      hear ??= createListener(context);
      hear(session, pulled.rows, body.announce).catch((error: unknown) => request.log.error(error));
      return answerJson(exchange, encodePulled(pulled));
    },
  );
};

export const syncCalls = (): readonly Call[] => [pushCall(), pullCall()];
