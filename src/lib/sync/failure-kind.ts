// What a failed call asks of whoever called: to come again by itself, to stop until somebody acts, or to give it up because
// the server has said no.

import { type RefusalCode, refusals } from '#schema/protocol.ts';
import type { Failure } from './transport.ts';

export type FailureKind =
  | { kind: 'later'; inMs: number | null }
  | { kind: 'expired' }
  | { kind: 'stop' }
  | { kind: 'no'; code: string; zh: string; en: string };

/** A refusal without words of its own is some proxy's and no answer. */
export const failureKindOf = (failure: Failure): FailureKind => {
  if (failure.kind !== 'refused') return { kind: 'later', inMs: null };
  const { code, zh, en, retryAfterMs } = failure;
  if (code === 'session-expired') return { kind: 'expired' };
  if (code === 'update-needed') return { kind: 'stop' };
  if (code === 'too-large') return { kind: 'no', code, zh, en };
  const known = refusals[code as RefusalCode] as { phone: string } | undefined;
  if (known === undefined || zh === '' || known.phone === 'retry')
    return { kind: 'later', inMs: retryAfterMs };
  return { kind: 'no', code, zh, en };
};
