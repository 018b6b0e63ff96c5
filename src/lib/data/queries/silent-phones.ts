// Phones that have not been heard of: the chip on a leader's screen. SILENT-1: silent is who was last heard more than
// `silentMs` before the moment of the answer, or never; not before the moment of reading, or all would fall silent offline.

export type HeardPhone = { heardAt: number | null };
/** `hours`: how long the least silent of them has been silent, whole hours; null when some were never heard. */
export type SilentPhones = { phones: number; hours: number | null };

export const silentMs = 3 * 3_600_000;

/** SILENT-1. @param asOf when the server gave the answer, ms */
export const silentPhones = (phones: readonly HeardPhone[], asOf: number): SilentPhones => {
  const silences = phones
    .map(({ heardAt }) => (heardAt === null ? Infinity : asOf - heardAt))
    .filter((silence) => silence >= silentMs);
  const least = Math.min(...silences);
  return {
    phones: silences.length,
    hours: Number.isFinite(least) ? Math.floor(least / 3_600_000) : null,
  };
};
