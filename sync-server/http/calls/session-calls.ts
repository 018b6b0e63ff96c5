import * as v from 'valibot';
import { EnrolRequest, EnrolResponse } from '#schema/protocol.ts';
import { describeSession, endSession, enrol } from '../../services/sessions.ts';
import { answerJson, bodyOf, openCall, sessionCall, type Call } from '../call.ts';
import * as examples from './examples.ts';

const enrolCall = openCall(
  {
    method: 'POST',
    path: '/api/v1/enrol',
    id: 'enrol',
    summary: 'Uses a one-time code up and registers this phone as a device',
    description:
      'Not repeatable: a code is good for one use. The token is shown once; send it as `Authorization: Bearer <token>`. It expires 30 days after the last day of use. A phone that still holds unsent events names their device and person in `renews`, and goes on under the same device.',
    access: 'open',
    body: {
      schema: EnrolRequest,
      example: { code: 'abcdefghijklmnopqrstuvwxyz', device: 'Android · Chrome' },
    },
    answer: {
      kind: 'json',
      schema: EnrolResponse,
      example: { ...examples.session, token: 'dGhlLXRva2VuLWlzLTQzLWNoYXJhY3RlcnMtbG9uZy4' },
    },
    refusals: ['code-unknown', 'code-used', 'code-expired', 'code-for-other', 'too-many'],
  },
  async (exchange) => {
    const request = await bodyOf(exchange, EnrolRequest);
    const { protection } = exchange.house;
    const attempt = () => enrol(exchange.context, request);
    return answerJson(exchange, await protection.trySignIn(exchange.request.ip, attempt));
  },
);

const readSession = sessionCall(
  {
    method: 'GET',
    path: '/api/v1/session',
    id: 'session',
    summary: 'Who is signed in, with the grants and grids of this moment',
    access: 'session',
    answer: {
      kind: 'json',
      schema: v.omit(EnrolResponse, ['token']),
      example: examples.session,
    },
    refusals: [],
  },
  async (exchange) =>
    answerJson(exchange, await describeSession(exchange.context, exchange.session)),
);

const signOut = sessionCall(
  {
    method: 'DELETE',
    path: '/api/v1/session',
    id: 'signOut',
    summary: 'Signs this device out: its token is worth nothing from now on',
    access: 'session',
    answer: { kind: 'nothing' },
    refusals: [],
  },
  async ({ context, session, reply }) => {
    await endSession(context, session);
    return reply.status(204).send();
  },
);

export const sessionCalls: readonly Call[] = [enrolCall, readSession, signOut];
