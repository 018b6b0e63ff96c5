// What stands in the way of sending, in the one word that the status line shows. PROBLEM-1: what only a person can heal goes
// before what heals by itself.

import type { SyncState } from './machine-types.ts';
import type { SyncProblem } from './status.ts';

export const problemOf = (state: SyncState): SyncProblem | null => {
  if (state.trouble === 'storage') return 'storage';
  if (state.session === 'expired') return 'session-expired';
  if (state.session === 'outdated') return 'update-needed';
  if (Object.values(state.pushes).some((lane) => lane.isOtherLog)) return 'other-log';
  if (!state.isOnline && !state.stream.isOpen) return 'offline';
  return state.trouble;
};
