// The words of the line that is always there (sync.md). Urgent things first: what was refused, what cannot be sent, what
// is on its way, what is proven. "All received" needs an acknowledgement and nothing pending.

import { formatWhen } from './format.ts';
import type { IconName } from './icons.ts';
import type { Tint } from './standing-sign.ts';
import { t } from './words/words.svelte.ts';

export type StatusProblem = keyof ReturnType<typeof t>['status']['problems'];
/** What the sync engine says of itself. */
export type StatusView = {
  pending: number;
  oldestPendingAt: number | null;
  refused: number;
  isSending: boolean;
  receivedAt: number | null;
  digestAgreedAt: number | null;
  isRepairing: boolean;
  problem: StatusProblem | null;
  loading: number | null;
};
export type StatusSentence = { tint: Tint; icon: IconName; strong: string; detail: string };

const line = (
  [tint, icon]: [Tint, IconName],
  strong: string,
  ...details: string[]
): StatusSentence => ({
  tint,
  icon,
  strong,
  detail: details.filter((detail) => detail !== '').join(' · '),
});

const waiting = (status: StatusView, now: number): StatusSentence => {
  const words = t().status;
  const oldest =
    status.oldestPendingAt === null ? '' : words.oldest(formatWhen(status.oldestPendingAt, now));
  if (status.problem !== null) {
    const because = words.problems[status.problem];
    return line(['part', 'send'], words.notSent(status.pending), oldest, because);
  }
  return status.isSending
    ? line(['wait', 'sync'], words.sending(status.pending), words.sendingNote)
    : line(['part', 'send'], words.saved(status.pending), words.savedNote);
};

/** @param now ms since 1970, so that a time of another day says its day */
export const statusSentence = (status: StatusView, now: number): StatusSentence => {
  const words = t().status;
  if (status.loading !== null)
    return line(['wait', 'install'], words.loading(Math.floor(status.loading * 100)));
  if (status.refused > 0) {
    const rest = status.pending > 0 ? waiting(status, now) : { strong: '', detail: '' };
    const details = [rest.strong, rest.detail, words.refusedNote];
    return line(['stop', 'warn'], words.refused(status.refused), ...details);
  }
  if (status.pending > 0) return waiting(status, now);
  if (status.problem === 'other-log')
    return line(['stop', 'warn'], words.checkFailed, words.problems[status.problem]);
  if (status.isRepairing) return line(['wait', 'sync'], words.repairing, words.repairingNote);
  const problem = status.problem === null ? '' : words.problems[status.problem].split(/[,,]/)[0]!;
  const agrees = status.digestAgreedAt === null ? '' : words.agrees;
  if (status.receivedAt === null && status.digestAgreedAt !== null && problem === '')
    return line(
      ['done', 'done'],
      words.nothingToSend,
      formatWhen(status.digestAgreedAt, now),
      agrees,
    );
  if (status.receivedAt === null && status.digestAgreedAt !== null)
    return line(['none', 'info'], problem, agrees, formatWhen(status.digestAgreedAt, now));
  if (status.receivedAt === null)
    return line(['none', 'info'], problem || words.nothingYet, words.nothingYetNote);
  const at = words.receivedAt(formatWhen(status.receivedAt, now));
  const proven =
    status.digestAgreedAt === null
      ? ''
      : `${words.agrees} ${formatWhen(status.digestAgreedAt, now)}`;
  return line(
    [status.problem === null ? 'done' : 'none', 'done'],
    words.allReceived,
    at,
    problem === '' ? proven : problem,
  );
};
