// Only what was changed travels. PATCH-1: a field that keeps the value on the screen is left out, or it would clash with what
// somebody else has learnt meanwhile. PATCH-2: what the fields were before is kept beside the event, so that undo can put
// back exactly what it changed: fields that still carry this event's stamp.

import type { FactsPatch, PersonPatch } from '#core/event/event.ts';
import type { Household, Person } from '#core/household/household.ts';
import type { EventId } from '#core/ids.ts';
import { isSameValue } from '#core/merge/canonical.ts';
import { type Patch, personFieldKey } from '#core/merge/patch.ts';

const changedEntries = (patch: object, current: object): Record<string, unknown> => {
  const known = current as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(patch).filter(
      ([field, value]) => value !== undefined && !isSameValue(value, known[field] ?? null),
    ),
  );
};

const definedEntries = (patch: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));

const personOf = (household: Household, id: string): Person | undefined =>
  household.persons.find((person) => person.id === id);

/** PATCH-1. A new person stays whole. */
export const changesOf = (household: Household, patch: Patch): Patch => ({
  facts: changedEntries(patch.facts, household.facts) as FactsPatch,
  persons: patch.persons.flatMap(({ id, ...fields }) => {
    const person = personOf(household, id);
    if (person === undefined) return [{ id, ...definedEntries(fields) }];
    const changed = changedEntries(fields, person);
    return Object.keys(changed).length === 0 ? [] : [{ id, ...changed } as PersonPatch];
  }),
});

const entriesBefore = (patch: object, current: object): Record<string, unknown> => {
  const known = current as Record<string, unknown>;
  return Object.fromEntries(Object.keys(patch).map((field) => [field, known[field]]));
};

/** PATCH-2: what to write to take a patch back. A person who was added is marked as listed by mistake. */
export const undoOf = (household: Household, patch: Patch): Patch => ({
  facts: entriesBefore(patch.facts, household.facts) as FactsPatch,
  persons: patch.persons.map(({ id, ...fields }): PersonPatch => {
    const person = personOf(household, id);
    if (person === undefined) return { id, gone: 'listed-by-mistake' };
    return { id, ...entriesBefore(fields, person) };
  }),
});

/** PATCH-2: the part of an undo whose fields were last written by that event. */
export const stillOwn = (household: Household, undo: Patch, event: EventId): Patch => {
  const isOwn = (key: string): boolean => household.stamps[key]?.[2] === event;
  const facts = Object.entries(undo.facts).filter(([field]) => isOwn(field));
  return {
    facts: Object.fromEntries(facts) as FactsPatch,
    persons: undo.persons.flatMap((patch) => ownPersonPatch(household, patch, isOwn)),
  };
};

const ownPersonPatch = (
  household: Household,
  { id, ...fields }: PersonPatch,
  isOwn: (key: string) => boolean,
): PersonPatch[] => {
  // An added person has no stamp of `gone`: they were added by the event when all their stamps are the event's.
  const isAdded = fields.gone === 'listed-by-mistake' && Object.keys(fields).length === 1;
  if (isAdded) {
    const stamped = Object.keys(household.stamps).filter((key) => key.startsWith(`${id}:`));
    return stamped.every(isOwn) ? [{ id, ...fields }] : [];
  }
  const own = Object.entries(fields).filter(([field]) =>
    isOwn(personFieldKey(id, field as keyof typeof fields)),
  );
  return own.length === 0 ? [] : [{ id, ...Object.fromEntries(own) }];
};
