import { Bundle, HandOverResponse } from '#schema/bundle.ts';
import { FatesResponse, QuarantineResponse } from '#schema/protocol.ts';
import { handOver } from '../../services/hand-over.ts';
import { fates, quarantine } from '../../services/kept.ts';
import { answerJson, bodyOf, parameterOf, sessionCall, type Call } from '../call.ts';
import * as examples from './examples.ts';

const gridParameter = {
  description: 'A grid',
  example: 'g001',
  schema: { type: 'string' },
};

const quarantineCall = sessionCall(
  {
    method: 'GET',
    path: '/api/v1/quarantine/:grid',
    id: 'quarantine',
    summary: 'Events that were stored but not taken, for the leader of the grid',
    description:
      'Open ones first, then newest first, 500 at most; `open` counts all that wait for a word. A quarantined one is settled by an event `quarantine-settled`; rejected ones are for reading. Those of a grid that does not exist are read by a desk over everything.',
    access: 'session',
    parameters: { grid: gridParameter },
    answer: {
      kind: 'json',
      schema: QuarantineResponse,
      example: {
        grid: 'g001',
        at: 1_790_000_010_000,
        open: 0,
        kept: [
          {
            device: 'kq3ab',
            n: 1,
            fork: '',
            id: 'kq3ab.1',
            verdict: 'quarantined',
            reason: 'no-grant',
            where: '',
            staff: 's003',
            name: '王秀英',
            label: 'Android · Chrome',
            receivedAt: 1_790_000_003_000,
            kind: examples.event.kind,
            body: examples.event.body,
            settled: examples.settlement,
          },
        ],
      },
    },
    refusals: ['no-grant'],
  },
  async (exchange) => {
    const grid = parameterOf(exchange, 'grid');
    return answerJson(exchange, await quarantine(exchange.context, exchange.session, grid));
  },
);

const fatesCall = sessionCall(
  {
    method: 'GET',
    path: '/api/v1/fates/:grid',
    id: 'fates',
    summary: "What became of this device's own events that were not taken",
    description:
      'Needs no grant. Events beside the log (another event under a stored number) are left out.',
    access: 'session',
    parameters: { grid: gridParameter },
    answer: {
      kind: 'json',
      schema: FatesResponse,
      example: {
        grid: 'g001',
        fates: [
          { n: 1, verdict: 'quarantined', reason: 'no-grant', settled: examples.settlement },
          { n: 3, verdict: 'rejected', reason: 'bad-shape', settled: null },
        ],
      },
    },
    refusals: [],
  },
  async (exchange) => {
    const grid = parameterOf(exchange, 'grid');
    return answerJson(exchange, await fates(exchange.context, exchange.session, grid));
  },
);

const handOverCall = sessionCall(
  {
    method: 'POST',
    path: '/api/v1/hand-over',
    id: 'handOver',
    summary: 'Delivers what another phone could not send, sealed and signed by it',
    description:
      'From anybody who is signed in; judged by the grants of the person whose phone made it. Layers, seal and signature: docs/protocol.md. Repeatable. Per log what a push would answer; with `expected` nothing of that log was stored, and the bundle is to be kept. Compress the body.',
    access: 'session',
    body: { schema: Bundle, example: examples.bundle },
    answer: {
      kind: 'json',
      schema: HandOverResponse,
      example: {
        device: 'kq3ab',
        logs: [
          {
            grid: 'g001',
            verdicts: [{ n: 1, verdict: 'accepted', seq: 414 }],
            last: 1,
            hash: examples.hash,
          },
          { grid: 'g002', expected: 7, verdicts: [], last: 6, hash: examples.hash },
        ],
      },
    },
    refusals: ['other-server', 'bad-bundle', 'no-device-key'],
  },
  async (exchange) => {
    const bundle = await bodyOf(exchange, Bundle);
    const answer = await handOver(exchange.context, bundle);
    for (const { verdicts } of answer.logs) exchange.house.meters.sawPush(verdicts);
    return answerJson(exchange, answer);
  },
);

export const keptCalls: readonly Call[] = [quarantineCall, fatesCall, handOverCall];
