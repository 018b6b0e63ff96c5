import {
  EnrolResponse,
  ReceiptRequest,
  ReceiptResponse,
  RecognisedResponse,
  ReEnrolRequest,
} from '#schema/protocol.ts';
import { newSecret } from '../../services/hashing.ts';
import { takeReceipt } from '../../services/kept.ts';
import { recognise, reEnrol } from '../../services/wiped.ts';
import { answerJson, bodyOf, openCall, sessionCall, type Call } from '../call.ts';
import { readPhoneCookie } from '../phone-cookie.ts';
import * as examples from './examples.ts';
import { givePhoneCookie } from './session-calls.ts';

const cookieHeader = {
  Cookie: {
    description: 'As set by `enrol`; browsers send it by themselves',
    example: `gridsweep-phone=${examples.secret}`,
  },
};

const recognisedCall = openCall(
  {
    method: 'GET',
    path: '/api/v1/recognised',
    id: 'recognised',
    summary: 'Whose phone this was before its storage was wiped, by the cookie alone',
    description:
      '`pending`: how many events the phone had announced and not sent, per grid. `known` is null without a cookie, and when its session has ended or expired.',
    access: 'open',
    requestHeaders: cookieHeader,
    answer: {
      kind: 'json',
      schema: RecognisedResponse,
      example: {
        known: {
          device: 'kq3ab',
          staff: examples.staff,
          grids: [{ id: 'g001', name: '三丰园一网格', pending: 3, oldestAt: 1_790_000_000_000 }],
        },
      },
    },
    refusals: [],
  },
  async (exchange) => {
    const cookie = readPhoneCookie(exchange.request);
    return answerJson(exchange, await recognise(exchange.context, cookie));
  },
);

const reEnrolCall = openCall(
  {
    method: 'POST',
    path: '/api/v1/re-enrol',
    id: 'reEnrol',
    summary: 'A phone whose storage was wiped goes on, as a new device of the same person',
    description:
      'By the cookie alone, once: the old device is ended and shown to the leader as wiped. Without a cookie, and when its session has ended or expired, `session-expired`: a code is needed. With an `attempt` (random, the same for every try) the call may be repeated for 15 minutes: it answers for the same new device with a fresh token.',
    access: 'open',
    requestHeaders: cookieHeader,
    body: { schema: ReEnrolRequest, example: { device: 'Android · Chrome' } },
    answer: {
      kind: 'json',
      schema: EnrolResponse,
      example: { ...examples.session, token: examples.secret },
    },
    refusals: ['session-expired'],
  },
  async (exchange) => {
    const request = await bodyOf(exchange, ReEnrolRequest);
    const next = newSecret();
    const cookie = readPhoneCookie(exchange.request);
    const enrolled = await reEnrol(exchange.context, request, { cookie, next });
    givePhoneCookie(exchange, next, enrolled.expiresAt);
    return answerJson(exchange, enrolled);
  },
);

const receiptsCall = sessionCall(
  {
    method: 'POST',
    path: '/api/v1/receipts',
    id: 'receipts',
    summary: 'This phone holds nothing any more of a grid that it lost',
    description:
      'Needs no grant. `last` and `hash`: the end of the own log of that grid. `isWhole` says whether the server holds exactly that log. Repeatable; the latest counts.',
    access: 'session',
    body: {
      schema: ReceiptRequest,
      example: {
        grid: 'g001',
        last: 4,
        hash: examples.hash,
        deletedAt: 1_790_000_003_000,
      },
    },
    answer: { kind: 'json', schema: ReceiptResponse, example: { isWhole: true } },
    refusals: [],
  },
  async (exchange) => {
    const request = await bodyOf(exchange, ReceiptRequest);
    return answerJson(exchange, await takeReceipt(exchange.context, exchange.session, request));
  },
);

export const phoneCalls: readonly Call[] = [recognisedCall, reEnrolCall, receiptsCall];
