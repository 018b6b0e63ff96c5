import type { LedgerEntry } from '../storage/port.ts';

export const hourLengthMs = 3_600_000;

export const hourOfMs = (ms: number): number => Math.floor(ms / hourLengthMs) * hourLengthMs;

/** Accepted visits per hour of receipt. */
export const countVisits = (
  entries: readonly LedgerEntry[],
): { hourMs: number; visits: number }[] => {
  const visitsByHour = new Map<number, number>();
  for (const { verdict, json, receivedAt } of entries) {
    if (verdict !== 'accepted' || !json.includes('"kind":"visit-recorded"')) continue;
    const hourMs = hourOfMs(receivedAt);
    visitsByHour.set(hourMs, (visitsByHour.get(hourMs) ?? 0) + 1);
  }
  return [...visitsByHour].map(([hourMs, visits]) => ({ hourMs, visits }));
};
