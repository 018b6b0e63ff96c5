import * as v from 'valibot';
import { EnrolRequest, EnrolResponse } from '#schema/protocol.ts';
import { newSecret } from '../../services/hashing.ts';
import { isCookieOf } from '../../services/wiped.ts';
import { describeSession, endSession, enrol } from '../../services/sessions.ts';
import { answerJson, bodyOf, openCall, sessionCall, type Call, type Exchange } from '../call.ts';
import { clearPhoneCookie, readPhoneCookie, setPhoneCookie } from '../phone-cookie.ts';
import * as examples from './examples.ts';

/** @param expiresAt of the session, ms */
export const givePhoneCookie = (
  { context, house, reply }: Exchange,
  secret: string,
  expiresAt: number,
): void => {
  const { isSecure } = house;
  const maxAgeSeconds = Math.floor((expiresAt - context.now()) / 1000);
  setPhoneCookie(reply, { secret, maxAgeSeconds, isSecure });
};

const enrolCall = openCall(
  {
    method: 'POST',
    path: '/api/v1/enrol',
    id: 'enrol',
    summary: 'Uses a one-time code up and registers this phone as a device',
    description:
      'A code is good for one use. The token is shown once; send it as `Authorization: Bearer <token>`. It expires 30 days after the last day of use. A phone that still holds unsent events names their device and person in `renews`, and goes on under the same device. With an `attempt` (random, the same for every try of one phone with one code) the call may be repeated for 15 minutes: it answers for the same device with a fresh token. `key` is the public key with which bundles of this device are verified. A cookie is set by which this phone is recognised when its storage is wiped.',
    access: 'open',
    body: {
      schema: EnrolRequest,
      example: { code: 'abcdefghijklmnopqrstuvwxyz', device: 'Android · Chrome' },
    },
    answer: {
      kind: 'json',
      schema: EnrolResponse,
      example: { ...examples.session, token: examples.secret },
    },
    refusals: ['code-unknown', 'code-used', 'code-expired', 'code-for-other', 'too-many'],
  },
  async (exchange) => {
    const request = await bodyOf(exchange, EnrolRequest);
    const { protection } = exchange.house;
    const cookie = newSecret();
    const attempt = () => enrol(exchange.context, request, cookie);
    const enrolled = await protection.trySignIn(exchange.request.ip, attempt);
    givePhoneCookie(exchange, cookie, enrolled.expiresAt);
    return answerJson(exchange, enrolled);
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
  async (exchange) => {
    const cookie = readPhoneCookie(exchange.request);
    if (await isCookieOf(exchange.context, exchange.session, cookie)) {
      givePhoneCookie(exchange, cookie, exchange.session.expiresAt);
    }
    return answerJson(exchange, await describeSession(exchange.context, exchange.session));
  },
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
  async ({ context, house, session, reply }) => {
    await endSession(context, session);
    clearPhoneCookie(reply, house.isSecure);
    return reply.status(204).send();
  },
);

export const sessionCalls: readonly Call[] = [enrolCall, readSession, signOut];
