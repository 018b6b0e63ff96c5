// Shapes of everything that is stored or sent, as Valibot schemas checked by the compiler against core's types. Limits
// on lengths are those of a cadre's patience and of a hostile client: nothing here is a rule of the field.

import * as v from 'valibot';
import { contactModes } from '#core/visit/visit.ts';
import type {
  Attempt as AttemptRecord,
  Dispute as DisputeRecord,
  Household as HouseholdRecord,
  HouseholdFacts,
  Person as PersonRecord,
  Stamp as StampRecord,
} from '#core/household/household.ts';
import { decisionReasons } from '#core/household/household.ts';
import { dispositionCodes } from '#core/visit/disposition.ts';
import type { Visit as VisitRecord, VisitBody as VisitBodyRecord } from '#core/visit/visit.ts';
import type { GridSheet as SheetRecord } from '#core/grid/sheet.ts';

/** Any id: visible ASCII without spaces, quotes or slashes. */
export const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/));
export const IdOrNone = v.pipe(v.string(), v.regex(/^([A-Za-z0-9][A-Za-z0-9._:-]{0,63})?$/));
export const EventIdText = v.pipe(v.string(), v.regex(/^[a-z0-9]{2,12}\.[1-9][0-9]{0,8}$/));
const EventIdOrNone = v.pipe(v.string(), v.regex(/^([a-z0-9]{2,12}\.[1-9][0-9]{0,8})?$/));
const DayOrNone = v.pipe(v.string(), v.regex(/^(\d{4}-\d{2}-\d{2})?$/));
const Day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
/** ms since 1970, until the year 10889 (48 bit). */
export const Ms = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(281_474_976_710_655));
export const Count = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(0),
  v.maxValue(9_007_199_254_740_991),
);
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));

export const Door = v.strictObject({
  building: text(20),
  unit: text(10),
  floor: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(-9), v.maxValue(200))),
  room: text(20),
  suffix: text(10),
});

const factEntries = {
  head: text(100),
  residents: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(200))),
  phones: v.pipe(v.array(text(30)), v.maxLength(10)),
  occupancy: v.picklist(['unknown', 'owner', 'tenant', 'group-let', 'vacant']),
  note: text(500),
};
export const Facts: v.GenericSchema<unknown, HouseholdFacts> = v.strictObject(factEntries);
export const FactsPatch = v.partial(v.strictObject(factEntries));

const personEntries = {
  name: text(100),
  relation: v.picklist([0, 1, 2, 3, 4, 5, 6, 7, 8]),
  sex: v.picklist([0, 1, 2, 9]),
  birthYear: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1880), v.maxValue(2100))),
  phone: text(30),
  residence: v.picklist(['usual', 'temporary', 'away', 'visitor']),
  idNumber: text(30),
  gone: v.picklist(['', 'moved-out', 'died', 'listed-by-mistake']),
};
export const Person: v.GenericSchema<unknown, PersonRecord> = v.strictObject({
  id: Id,
  ...personEntries,
});
export const PersonPatch = v.strictObject({
  id: Id,
  ...v.partial(v.strictObject(personEntries)).entries,
});

const YesNo = v.picklist(['yes', 'no', 'unknown']);
export const PersonAnswers = v.strictObject({
  person: Id,
  health: v.picklist(['well', 'symptoms', 'unknown']),
  symptoms: v.pipe(v.array(text(30)), v.maxLength(30)),
  temperature: v.nullable(
    v.strictObject({
      celsius: v.pipe(v.number(), v.minValue(30), v.maxValue(45)),
      site: v.picklist(['forehead', 'ear', 'armpit', 'wrist']),
    }),
  ),
  outings: YesNo,
  trips: v.pipe(
    v.array(
      v.strictObject({
        place: text(100),
        from: DayOrNone,
        to: DayOrNone,
        transport: v.picklist(['train', 'plane', 'coach', 'car', 'ferry', 'other']),
        number: text(30),
      }),
    ),
    v.maxLength(20),
  ),
  contact: YesNo,
});

export const DispositionCode = v.picklist(dispositionCodes);
const visitBodyEntries = {
  household: Id,
  round: Id,
  settings: Count,
  visitedAt: Ms,
  disposition: DispositionCode,
  mode: v.picklist(contactModes),
  answers: v.pipe(v.array(PersonAnswers), v.maxLength(200)),
  callbackAt: v.nullable(Ms),
  note: text(500),
  voids: EventIdOrNone,
};
export const VisitBody: v.GenericSchema<unknown, VisitBodyRecord> =
  v.strictObject(visitBodyEntries);

export const Visit: v.GenericSchema<unknown, VisitRecord> = v.strictObject({
  ...visitBodyEntries,
  id: EventIdText,
  grid: Id,
  seq: Count,
  member: Id,
  voidedBy: EventIdOrNone,
});

export const Stamp: v.GenericSchema<unknown, StampRecord> = v.strictTuple([
  Ms,
  Count,
  EventIdText,
  Count,
  Id,
]);
export const Dispute: v.GenericSchema<unknown, DisputeRecord> = v.strictObject({
  field: text(140),
  claims: v.array(v.strictObject({ value: v.unknown(), stamp: v.nullable(Stamp) })),
});
const Attempt: v.GenericSchema<unknown, AttemptRecord> = v.strictObject({
  visit: EventIdText,
  member: Id,
  at: Ms,
  disposition: DispositionCode,
  mode: v.picklist(contactModes),
  callbackAt: v.nullable(Ms),
  answered: v.record(v.string(), v.array(v.picklist(['health', 'outings', 'contact']))),
  keys: v.record(v.string(), v.array(v.picklist(['fever', 'symptom', 'travel', 'contact']))),
});
export const DecisionReasonCode = v.picklist(decisionReasons);

export const Household: v.GenericSchema<unknown, HouseholdRecord> = v.strictObject({
  id: Id,
  grid: Id,
  seq: Count,
  compound: Id,
  door: Door,
  facts: Facts,
  persons: v.array(Person),
  stamps: v.record(v.string(), Stamp),
  disputes: v.array(Dispute),
  assignee: IdOrNone,
  round: v.strictObject({
    id: Id,
    attempts: v.array(Attempt),
    decision: v.nullable(
      v.strictObject({
        event: EventIdText,
        by: Id,
        at: Ms,
        reason: DecisionReasonCode,
        sentence: text(500),
      }),
    ),
  }),
  last: v.nullable(v.strictObject({ round: Id, on: Day, disposition: DispositionCode })),
  listed: v.nullable(v.strictObject({ by: Id, at: Ms })),
  withdrawn: v.boolean(),
});

const AreaRecord = v.strictObject({
  code: v.pipe(v.string(), v.regex(/^\d{6}(\d{3}(\d{3})?)?$/)),
  name: text(100),
  level: v.picklist(['district', 'township', 'community']),
  parent: v.pipe(v.string(), v.regex(/^(\d{4,12})?$/)),
});
export const Settings = v.strictObject({
  version: Count,
  utcOffsetMinutes: v.pipe(v.number(), v.integer(), v.minValue(-840), v.maxValue(840)),
  feverCelsius: v.pipe(v.number(), v.minValue(35), v.maxValue(42)),
  failedReadingBelowCelsius: v.pipe(v.number(), v.minValue(30), v.maxValue(36)),
  symptoms: v.array(v.strictObject({ code: Id, zh: text(30), en: text(50) })),
  listedPlaces: v.array(text(50)),
  lookBackDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60)),
  attemptsOwed: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20)),
  daysOwed: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20)),
  eveningFromHour: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24)),
  eveningToHour: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24)),
  asks: v.array(v.picklist(['health', 'outings', 'contact'])),
});
export const GridSheet: v.GenericSchema<unknown, SheetRecord> = v.strictObject({
  id: v.literal('sheet'),
  grid: Id,
  seq: Count,
  name: text(100),
  areas: v.array(AreaRecord),
  compounds: v.array(v.strictObject({ id: Id, name: text(100), community: v.string() })),
  buildings: v.array(
    v.strictObject({
      compound: Id,
      number: text(20),
      form: v.picklist(['high-rise', 'walk-up', 'street', 'courtyard', 'village']),
      units: v.array(text(10)),
      floors: Count,
    }),
  ),
  team: v.array(
    v.strictObject({ id: Id, name: text(100), role: v.picklist(['leader', 'member']) }),
  ),
  round: v.strictObject({
    id: Id,
    number: Count,
    name: text(100),
    opensOn: Day,
    closesOn: Day,
    isClosed: v.boolean(),
  }),
  settings: Settings,
  isDemo: v.boolean(),
});
