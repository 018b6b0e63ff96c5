import * as v from 'valibot';
import { answerJson, openCall, type Call } from '../call.ts';

const Health = v.object({ status: v.picklist(['ok', 'storage-failed']) });

const healthz = openCall(
  {
    method: 'GET',
    path: '/healthz',
    id: 'healthz',
    summary: 'The process answers',
    access: 'open',
    answer: { kind: 'json', schema: Health, example: { status: 'ok' } },
    refusals: [],
  },
  (exchange) => answerJson(exchange, { status: 'ok' }),
);

const readyz = openCall(
  {
    method: 'GET',
    path: '/readyz',
    id: 'readyz',
    summary: 'The storage has just been read and written',
    access: 'open',
    answer: { kind: 'json', schema: Health, example: { status: 'ok' } },
    otherAnswers: { 503: 'The storage cannot be read or written, or the server is shutting down' },
    refusals: [],
  },
  async (exchange) => {
    try {
      await exchange.context.storage.check();
      return await answerJson(exchange, { status: 'ok' });
    } catch (error) {
      exchange.request.log.error(error);
      exchange.reply.status(503);
      return answerJson(exchange, { status: 'storage-failed' });
    }
  },
);

export const healthCalls: readonly Call[] = [healthz, readyz];
