import { CoverageResponse } from '#schema/protocol.ts';
import { coverage } from '../../services/coverage.ts';
import { answerJson, parameterOf, sessionCall, type Call, type CallFacts } from '../call.ts';
import * as examples from './examples.ts';

const row = {
  code: '130404001008',
  name: '三丰园社区居民委员会',
  level: 'community',
  grids: 1,
  counts: examples.counts,
  heardAt: 1_790_000_003_000,
  silentPhones: 0,
};

const facts = {
  method: 'GET',
  access: 'session',
  answer: {
    kind: 'json',
    schema: CoverageResponse,
    example: {
      at: 1_790_000_010_000,
      area: row,
      path: [{ code: '130404001008', name: '三丰园社区居民委员会' }],
      rows: [{ ...row, code: 'g001', name: '三丰园一网格', level: 'grid' }],
      round: { number: 1, name: '第一轮' },
      hours: [{ fromMs: 1_789_999_200_000, visits: 1 }],
      isDemo: true,
    },
  },
  refusals: ['no-grant', 'not-found'],
} as const satisfies Partial<CallFacts>;

const areaCoverage = sessionCall(
  {
    ...facts,
    path: '/api/v1/coverage/:area',
    id: 'coverage',
    summary: 'How far an area has come, with a row for each area or grid directly below it',
    parameters: {
      area: {
        description: 'Statistical code of a district, township or community',
        example: '130404001008',
        schema: { type: 'string', pattern: '^\\d{6}(\\d{3}(\\d{3})?)?$' },
      },
    },
  },
  async (exchange) => {
    const area = parameterOf(exchange, 'area');
    return answerJson(exchange, await coverage(exchange.context, exchange.session, area));
  },
);

const topmostCoverage = sessionCall(
  {
    ...facts,
    path: '/api/v1/coverage',
    id: 'coverageTop',
    summary: 'The same for the topmost area that the holder may see',
  },
  async (exchange) => answerJson(exchange, await coverage(exchange.context, exchange.session, '')),
);

export const coverageCalls: readonly Call[] = [areaCoverage, topmostCoverage];
