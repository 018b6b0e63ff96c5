// A kept record in words. Its body may be anything, since the server has stored it as it came: every part is looked at before it
// is believed, and what cannot be read is named as such. KEPT-1: names of fields and numbers of persons are shown, never values.

import type { Door } from '#core/address/door.ts';
import type { GridView } from '#data/view.ts';
import type { App } from '#session/app.ts';
import { tl } from '#ui/words/leader.svelte.ts';
import { t } from '#ui/words/words.svelte.ts';
import { fullDoorName } from '../../door-words.ts';
import { teamName } from '../door-reason.ts';

export type KeptAnswer = NonNullable<Awaited<ReturnType<App['quarantine']>>>;
export type KeptRecord = KeptAnswer['quarantine']['kept'][number];

type Part = Record<string, unknown>;
const partOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Part)[name] : undefined;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const namesOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];

const visitOf = ({ body }: KeptRecord): unknown => partOf(body, 'visit');

export const householdOf = (record: KeptRecord): string =>
  textOf(partOf(record.body, 'household')) || textOf(partOf(visitOf(record), 'household'));

/** '没人应', or what kind of record it is. */
export const whatOf = (record: KeptRecord): string => {
  const disposition = textOf(partOf(visitOf(record), 'disposition'));
  const dispositions: Record<string, string> = t().disposition;
  return dispositions[disposition] ?? t().mine.kinds[record.kind] ?? tl().kept.unknownKind;
};

const isDoor = (value: unknown): value is Door =>
  typeof value === 'object' &&
  value !== null &&
  ['building', 'unit', 'room', 'suffix'].every((name) => typeof partOf(value, name) === 'string') &&
  ['number', 'object'].includes(typeof partOf(value, 'floor'));

/** The door's name; '' when the record is about no door. */
export const doorOf = (view: GridView, record: KeptRecord): string => {
  const id = householdOf(record);
  const household = view.households.get(id);
  if (household !== undefined) return fullDoorName(view, household);
  const listed = partOf(record.body, 'door');
  if (isDoor(listed)) return t().place.door(listed, 'walk-up');
  return id === '' ? '' : tl().kept.unknownDoor;
};

/** Who has the door now, when that is somebody else than who recorded it; else ''. */
export const ownerOf = (view: GridView, record: KeptRecord): string => {
  const assignee = view.households.get(householdOf(record))?.assignee ?? '';
  return assignee === '' || assignee === record.staff ? '' : teamName(view, assignee);
};

/** The phone's claim of when it was made, ms; null when it makes none. */
export const madeAt = (record: KeptRecord): number | null => {
  const claims = [
    partOf(visitOf(record), 'visitedAt'),
    partOf(record.body, 'listedAt'),
    partOf(record.body, 'decidedAt'),
  ];
  return claims.find((claim) => typeof claim === 'number') ?? null;
};

const fieldName = (key: string): string => tl().disputes.field[key] ?? key;

/** What was written, by the names of the fields: '写了 电话、备注', '问了 3 人'. */
export const contentOf = (record: KeptRecord): string[] => {
  const words = tl().kept;
  const written = namesOf(partOf(record.body, 'facts')).map(fieldName);
  const field = textOf(partOf(record.body, 'field'));
  const fields = field === '' ? written : [fieldName(field)];
  const answers = listOf(partOf(visitOf(record), 'answers')).length;
  const doors = listOf(partOf(record.body, 'households')).length;
  return [
    fields.length > 0 ? words.facts(t().common.list(fields)) : '',
    answers > 0 ? words.persons(answers) : '',
    doors > 0 ? words.doors(doors) : '',
  ].filter((part) => part !== '');
};

export const reasonOf = ({ reason }: KeptRecord): string => tl().kept.reasons[reason] ?? reason;
