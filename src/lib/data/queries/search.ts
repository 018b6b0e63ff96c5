// Search across the grid while typing: name, pinyin or its initials, phone tail, any spelling of the address. SEARCH-1: a
// text of digits alone (3 and more) is looked for at the ends of phone numbers and in rooms; one of Latin letters in names
// by pinyin and in addresses; one with Chinese characters in names and addresses. SEARCH-2: the index is built once and
// renewed only for households that changed, so that a keystroke costs no more than comparing texts.

import {
  type AddressQuery,
  addressSearchKeys,
  matchesAddressQuery,
  parseAddressQuery,
} from '#core/address/address-query.ts';
import type { Household, Person } from '#core/household/household.ts';
import { personsHere } from '#core/household/household.ts';
import type { GridView } from '../view.ts';
import { foldText, type Pinyin, pinyinMatches } from './pinyin.ts';

export type SearchHit = {
  household: Household;
  /** The person whose name or phone matched; null when the household itself did. */
  person: Person | null;
  by: 'name' | 'pinyin' | 'phone' | 'address';
};
type NameEntry = { person: Person | null; name: string; readings: string[][] | null };
type PhoneEntry = { person: Person | null; digits: string };
/** `place`: the compound's name, folded; `keys`: what an address query is matched against. */
type Entry = {
  names: NameEntry[];
  phones: PhoneEntry[];
  address: string;
  place: string;
  keys: string[];
};
export type SearchIndex = {
  households: Household[];
  entries: Map<Household, Entry>;
  pinyin: Pinyin | null;
};

const entryOf = (household: Household, view: GridView, pinyin: Pinyin | null): Entry => {
  const persons = personsHere(household);
  const names = [
    ...persons.map((person) => ({ person, name: person.name })),
    ...(household.facts.head === '' ? [] : [{ person: null, name: household.facts.head }]),
  ];
  return {
    names: names.map((entry) => ({
      person: entry.person,
      name: foldText(entry.name),
      readings: pinyin?.readings(foldText(entry.name)) ?? null,
    })),
    phones: [
      ...household.facts.phones.map((phone) => ({ person: null, digits: digitsOf(phone) })),
      ...persons.map((person) => ({ person, digits: digitsOf(person.phone) })),
    ].filter((entry) => entry.digits !== ''),
    address: addressText(household, view),
    place: foldText(compoundName(household, view)),
    keys: addressSearchKeys(household.door),
  };
};

const digitsOf = (phone: string): string => phone.replace(/\D/g, '');

const compoundName = ({ compound }: Household, view: GridView): string =>
  view.sheet.compounds.find((one) => one.id === compound)?.name ?? '';

/** '幸福小区 3号楼2单元501室' as one text to look into, and '3-2-501' beside it. */
const addressText = (household: Household, view: GridView): string => {
  const { door } = household;
  const name = compoundName(household, view);
  const parts = [door.building, door.unit, door.room].filter((part) => part !== '');
  const long = `${door.building}号楼${door.unit}单元${door.room}室`;
  return foldText(`${name} ${long} ${parts.join('-')} ${parts.join('')}`);
};

/** SEARCH-2. @param before the index of the view before this one; entries of unchanged households are taken over */
export const prepareSearch = (
  view: GridView,
  options: { pinyin: Pinyin | null; before?: SearchIndex },
): SearchIndex => {
  const { pinyin, before } = options;
  const reusable = before !== undefined && before.pinyin === pinyin ? before.entries : undefined;
  const households = [...view.households.values()];
  const entries = new Map(
    households.map((household) => [
      household,
      reusable?.get(household) ?? entryOf(household, view, pinyin),
    ]),
  );
  return { households, entries, pinyin };
};

/** SEARCH-1. At most `limit` hits (50): names first, then phones, then addresses, each in walking order. */
export const findHouseholds = (index: SearchIndex, typed: string, limit = 50): SearchHit[] => {
  const text = foldText(typed);
  if (text === '') return [];
  const address = parseAddressQuery(typed);
  const found: Record<SearchHit['by'], SearchHit[]> = {
    name: [],
    pinyin: [],
    phone: [],
    address: [],
  };
  for (const [household, entry] of index.entries) {
    const hit = hitOf(household, entry, { text, address });
    if (hit !== null) found[hit.by].push(hit);
  }
  return [...found.name, ...found.pinyin, ...found.phone, ...found.address].slice(0, limit);
};

/** Any spelling of a door: '三栋二单元五零一', '3-2-501', '东院1号楼'. */
const isAtAddress = (entry: Entry, text: string, address: AddressQuery | null): boolean =>
  entry.address.includes(text) ||
  (address !== null &&
    entry.place.includes(foldText(address.place)) &&
    matchesAddressQuery(address, entry.keys));

const hitOf = (
  household: Household,
  entry: Entry,
  { text, address }: { text: string; address: AddressQuery | null },
): SearchHit | null => {
  for (const { person, name } of entry.names)
    if (name.includes(text)) return { household, person, by: 'name' };
  if (/^\d{3,}$/.test(text)) {
    for (const { person, digits } of entry.phones) {
      if (digits.endsWith(text)) return { household, person, by: 'phone' };
    }
  }
  if (/^[a-z]+$/.test(text)) {
    for (const { person, readings } of entry.names) {
      if (readings !== null && pinyinMatches(readings, text))
        return { household, person, by: 'pinyin' };
    }
  }
  return isAtAddress(entry, text, address) ? { household, person: null, by: 'address' } : null;
};
