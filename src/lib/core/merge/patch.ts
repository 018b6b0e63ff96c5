// Writing what was learnt into a household: each field of the household and of each person is a register of its own
// (register.ts), so disjoint fields merge silently and only the same field can clash. MERGE-7: a person not known yet is
// added, whoever else was added meanwhile; persons stand in the order of their ids.

import type { FactsPatch, PersonPatch } from '../event/event.ts';
import {
  unknownPerson,
  type FieldKey,
  type Household,
  type HouseholdFacts,
  type Person,
  type PersonFacts,
} from '../household/household.ts';
import type { PersonId } from '../ids.ts';
import { disputeOf, writeRegister, type Register, type Writer } from './register.ts';
import { compareText } from './text-order.ts';

export type Patch = { facts: FactsPatch; persons: readonly PersonPatch[] };

/** `<person id>:<field>`; person ids hold no colon (schema/records.ts lets none of ours through that does). */
export const personFieldKey = (person: PersonId, field: keyof PersonFacts): FieldKey =>
  `${person}:${field}`;

export type ParsedField =
  | { kind: 'fact'; field: keyof HouseholdFacts }
  | { kind: 'person'; person: PersonId; field: keyof PersonFacts };

/** What a field key names; null when nothing of the household. */
export const parseFieldKey = (household: Household, key: FieldKey): ParsedField | null => {
  if (Object.hasOwn(household.facts, key))
    return { kind: 'fact', field: key as keyof HouseholdFacts };
  const colon = key.lastIndexOf(':');
  const person = key.slice(0, colon);
  const field = key.slice(colon + 1);
  const isKnown = colon > 0 && household.persons.some(({ id }) => id === person);
  return isKnown && Object.hasOwn(unknownPerson, field)
    ? { kind: 'person', person, field: field as keyof PersonFacts }
    : null;
};

/** The value of a field; undefined when the key names nothing. */
export const fieldValue = (household: Household, key: FieldKey): unknown => {
  const parsed = parseFieldKey(household, key);
  if (parsed === null) return undefined;
  if (parsed.kind === 'fact') return household.facts[parsed.field];
  return household.persons.find(({ id }) => id === parsed.person)?.[parsed.field];
};

export const registerOf = (household: Household, key: FieldKey): Register => ({
  value: fieldValue(household, key),
  stamp: household.stamps[key] ?? null,
  claims: disputeOf(household, key)?.claims ?? [],
});

const withValue = (household: Household, parsed: ParsedField, value: unknown): Household =>
  parsed.kind === 'fact'
    ? { ...household, facts: { ...household.facts, [parsed.field]: value } }
    : {
        ...household,
        persons: household.persons.map((person) =>
          person.id === parsed.person ? { ...person, [parsed.field]: value } : person,
        ),
      };

/** Puts a register back. A key that names nothing changes nothing. */
export const withRegister = (
  household: Household,
  key: FieldKey,
  register: Register,
): Household => {
  const parsed = parseFieldKey(household, key);
  if (parsed === null) return household;
  const others = household.disputes.filter((dispute) => dispute.field !== key);
  const disputes =
    register.claims.length > 1
      ? [...others, { field: key, claims: register.claims }].sort((left, right) =>
          compareText(left.field, right.field),
        )
      : others;
  const stamps =
    register.stamp === null ? household.stamps : { ...household.stamps, [key]: register.stamp };
  return { ...withValue(household, parsed, register.value), stamps, disputes };
};

const writeField = (
  household: Household,
  key: FieldKey,
  change: { value: unknown; writer: Writer },
): Household =>
  withRegister(
    household,
    key,
    writeRegister(registerOf(household, key), change.value, change.writer),
  );

const withPerson = (household: Household, id: PersonId): Household => {
  if (household.persons.some((person) => person.id === id)) return household;
  const added: Person = { ...unknownPerson, id };
  const persons = [...household.persons, added].sort((left, right) =>
    compareText(left.id, right.id),
  );
  return { ...household, persons };
};

/** Applies a patch field by field. */
export const patchHousehold = (household: Household, patch: Patch, writer: Writer): Household => {
  let patched = household;
  for (const [field, value] of Object.entries(patch.facts)) {
    patched = writeField(patched, field, { value, writer });
  }
  for (const { id, ...fields } of patch.persons) {
    patched = withPerson(patched, id);
    for (const [field, value] of Object.entries(fields)) {
      patched = writeField(patched, personFieldKey(id, field as keyof PersonFacts), {
        value,
        writer,
      });
    }
  }
  return patched;
};
