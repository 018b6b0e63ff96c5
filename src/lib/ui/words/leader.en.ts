import type { LeaderWords } from './leader.zh.ts';

export const en: LeaderWords = {
  reconcile: { title: 'Reconcile' },
};
