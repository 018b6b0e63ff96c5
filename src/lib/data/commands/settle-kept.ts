// A leader's word on an event that the server keeps apart. SETTLE-1: one event a word, so that each is judged by itself.

import type { StaffId } from '#core/ids.ts';
import type { Intention } from '../outbox/outbox.ts';
import { nothingToUndo } from './scene.ts';

export type KeptWord = { decision: 'accepted' | 'rejected'; staff: StaffId; reason: string };

/** @param kept names the entry: `fork` '' for the log itself @param word `staff` '' takes it in its maker's name */
export const settleKept = (
  kept: { device: string; n: number; fork: string },
  { decision, staff, reason }: KeptWord,
): Intention => ({
  household: '',
  undo: nothingToUndo,
  factOf: () => ({
    kind: 'quarantine-settled',
    body: { device: kept.device, n: kept.n, fork: kept.fork, decision, staff, reason },
  }),
});
