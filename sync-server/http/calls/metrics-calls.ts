// METRICS-1: figures are for operators: whoever knows METRICS_TOKEN or, while none is set, a program on this machine that
// asks directly. What came through a proxy says so in its headers, and is not from this machine, whatever its address.

import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Refused } from '../../services/refused.ts';
import { openCall, type Call } from '../call.ts';

const type = 'text/plain';

export const metricsCalls = (token: string | undefined): readonly Call[] => [
  openCall(
    {
      method: 'GET',
      path: '/metrics',
      id: 'metrics',
      summary: 'Figures for operators, in the text format of Prometheus',
      description:
        'With `Authorization: Bearer <METRICS_TOKEN>`; while the server has no such token, from its own machine alone. For everybody else there is nothing here (404).',
      access: 'open',
      answer: {
        kind: 'text',
        type,
        example: '# TYPE gridsweep_pushes_total counter\ngridsweep_pushes_total 17\n',
      },
      refusals: [],
    },
    async ({ request, reply, house }) => {
      if (!mayRead(request, token)) throw new Refused('not-found');
      const { text, type: exactType } = await house.meters.read();
      return reply.type(exactType).header('cache-control', 'no-store').send(text);
    },
  ),
];

const mayRead = (request: FastifyRequest, token: string | undefined): boolean => {
  if (token !== undefined) return isSame(request.headers.authorization ?? '', `Bearer ${token}`);
  const { headers, socket } = request;
  const isForwarded = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'].some(
    (name) => headers[name] !== undefined,
  );
  return !isForwarded && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(socket.remoteAddress ?? '');
};

const isSame = (given: string, expected: string): boolean => {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
};
