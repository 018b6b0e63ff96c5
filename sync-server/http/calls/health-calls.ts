import * as v from 'valibot';
import { answerJson, openCall, type Call } from '../call.ts';
import type { Readiness } from '../readiness.ts';

const Health = v.object({ status: v.picklist(['ok']) });

const healthz = openCall(
  {
    method: 'GET',
    path: '/healthz',
    id: 'healthz',
    summary: 'The process answers; nothing else is looked at',
    access: 'open',
    answer: { kind: 'json', schema: Health, example: { status: 'ok' } },
    refusals: [],
  },
  (exchange) => answerJson(exchange, { status: 'ok' }),
);

const readyzCall = (ask: () => Promise<Readiness>): Call =>
  openCall(
    {
      method: 'GET',
      path: '/readyz',
      id: 'readyz',
      summary: 'Work may be sent here: the storage has just been read and written',
      description:
        'Otherwise 503 with a status of `storage-failed` (it cannot be read or written, or not in time), `disk-full` or `shutting-down`.',
      access: 'open',
      answer: { kind: 'json', schema: Health, example: { status: 'ok' } },
      otherAnswers: { 503: 'Send work elsewhere; `status` says why' },
      refusals: [],
    },
    async (exchange) => {
      const status = await ask();
      if (status !== 'ok') exchange.reply.status(503);
      return answerJson(exchange, { status });
    },
  );

/** @param askReadiness of this process at this moment */
export const healthCalls = (askReadiness: () => Promise<Readiness>): readonly Call[] => [
  healthz,
  readyzCall(askReadiness),
];
