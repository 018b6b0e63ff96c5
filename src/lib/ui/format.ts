// Numbers, days and times as people read them, by Intl in the language of the moment. Times of the field are shown at
// the round's own offset; without one, at the phone's.

import { locale } from './words/catalogue.svelte.ts';
import { t } from './words/words.svelte.ts';

const minuteMs = 60_000;
const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

const kept = <Format extends Intl.NumberFormat | Intl.DateTimeFormat>(
  key: string,
  make: (locale: string) => Format,
): Format => {
  const name = `${locale()} ${key}`;
  const format = (formats.get(name) as Format | undefined) ?? make(locale());
  formats.set(name, format);
  return format;
};

const phoneOffset = (ms: number): number => -new Date(ms).getTimezoneOffset();

const parts = (key: string, options: Intl.DateTimeFormatOptions) => (ms: number, offset?: number) =>
  kept(
    key,
    (name) => new Intl.DateTimeFormat(name, { ...options, timeZone: 'UTC', hourCycle: 'h23' }),
  ).format(ms + (offset ?? phoneOffset(ms)) * minuteMs);

/** 1,234 */
export const formatNumber = (value: number): string =>
  kept('number', (name) => new Intl.NumberFormat(name)).format(value);

/** @param share 0–1 → '87.0%' @param digits after the point */
export const formatShare = (share: number, digits = 1): string =>
  kept(
    `share${digits}`,
    (name) =>
      new Intl.NumberFormat(name, {
        style: 'percent',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  ).format(share);

/** 18:03. @param offset minutes east of UTC */
export const formatTime = parts('time', { hour: '2-digit', minute: '2-digit' });
/** 2月3日, 3 Feb */
export const formatDate = parts('date', { month: 'short', day: 'numeric' });
/** 3日, 3 */
export const formatDayOfMonth = parts('day', { day: 'numeric' });
/** 2月3日周二, Tue 3 Feb */
export const formatWeekday = parts('weekday', { month: 'short', day: 'numeric', weekday: 'short' });
/** @param day YYYY-MM-DD */
export const formatDay = (day: string): string => formatDate(Date.parse(`${day}T00:00Z`), 0);

const dayNumber = (ms: number, offset: number): number =>
  Math.floor((ms + offset * minuteMs) / 86_400_000);

/** The time alone for today, else the day and the time. */
export const formatWhen = (ms: number, now: number, offset = phoneOffset(ms)): string =>
  dayNumber(ms, offset) === dayNumber(now, offset)
    ? formatTime(ms, offset)
    : `${formatDate(ms, offset)} ${formatTime(ms, offset)}`;

/** 'just now', '5 minutes ago', … 'n days ago'. */
export const formatAgo = (ms: number, now: number): string => {
  const minutes = Math.max(0, Math.floor((now - ms) / minuteMs));
  const words = t().common.ago;
  if (minutes < 1) return words.now;
  if (minutes < 60) return words.minutes(minutes);
  return minutes < 1440
    ? words.hours(Math.floor(minutes / 60))
    : words.days(Math.floor(minutes / 1440));
};

/** 1.2 GB, 340 MB */
export const formatBytes = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
