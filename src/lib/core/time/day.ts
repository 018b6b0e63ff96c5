// Days and hours of the field, from ms since 1970 and the round's offset. DAY-1: a day is the text YYYY-MM-DD, so that
// days compare as texts. Reads no clock: a Date is only used to break a given number of ms into parts.

/** @param ms since 1970 @param utcOffsetMinutes east of UTC */
export const dayOf = (ms: number, utcOffsetMinutes: number): string =>
  new Date(ms + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);

/** Hour of the day, 0–23. */
export const hourOf = (ms: number, utcOffsetMinutes: number): number =>
  new Date(ms + utcOffsetMinutes * 60_000).getUTCHours();

/** Minutes since midnight, 0–1439. */
export const minuteOfDay = (ms: number, utcOffsetMinutes: number): number => {
  const local = new Date(ms + utcOffsetMinutes * 60_000);
  return local.getUTCHours() * 60 + local.getUTCMinutes();
};
