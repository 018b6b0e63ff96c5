// Two accounts of one door, made in one afternoon without a signal, so that neither member knew of the other: disputes,
// of which the leader has resolved a few.

import type { FactsPatch, PersonPatch } from '#core/event/event.ts';
import { drawGivenName } from '../names/name.ts';
import { drawPhone } from '../names/phone.ts';
import { act, type Act } from './act.ts';
import { allSpoke, complete, type Scene } from './scene.ts';
import { isListed, type Script, type Scripts } from './script.ts';
import { slots } from './sessions.ts';

type Learnt = { facts: FactsPatch; persons: PersonPatch[] };
type Accounts = readonly [Learnt, Learnt];

const twoAccounts = (scene: Scene, session: number, learnt: Accounts): [Act, Act] => {
  const account = (staff: string, own: Learnt): Act =>
    complete(scene, {
      staff,
      session,
      say: (people, atMs) => ({ ...allSpoke(scene)(people, atMs), ...own }),
    });
  return [account(scene.member, learnt[0]), account(scene.other, learnt[1])];
};

const factsOnly = (facts: FactsPatch): Learnt => ({ facts, persons: [] });

/** Two numbers that differ for certain: the second differs in its last digit from the first. */
const twoPhones = ({ random }: Scene): Accounts => {
  const phone = drawPhone(random);
  const lastDigit = (Number(phone.at(-1)) + random.int(1, 9)) % 10;
  return [
    factsOnly({ phones: [phone] }),
    factsOnly({ phones: [`${phone.slice(0, -1)}${lastDigit}`] }),
  ];
};

/** One counted a person more than the other. */
const twoNumbers = ({ door }: Scene): Accounts => {
  const listed = door.household.persons.length;
  return [factsOnly({ residents: listed + 1 }), factsOnly({ residents: listed + 2 })];
};

/** One wrote a given name, the other heard another one. */
const twoNames = ({ random, door }: Scene): Accounts => {
  const person = door.household.persons.at(-1);
  if (person === undefined) throw new Error('a dispute of names needs a listed person');
  const sex = person.sex === 2 ? 2 : 1;
  const name = `${[...person.name][0] ?? ''}${drawGivenName(random, sex, person.birthYear ?? 1980)}`;
  const written = (text: string): Learnt => ({
    facts: {},
    persons: [{ id: person.id, name: text }],
  });
  return [written(`${name}儿`), written(name)];
};

const dispute = (accounts: (scene: Scene) => Accounts): Script => ({
  fits: isListed,
  weight: 2,
  acts: (scene) => twoAccounts(scene, slots.secondAfternoon, accounts(scene)),
});

const resolvePhones = (scene: Scene, accounts: readonly Act[], phones: string[]): Act =>
  act({
    staff: scene.leader,
    session: slots.secondMorning,
    order: scene.order,
    make: () => ({
      kind: 'dispute-resolved',
      body: {
        household: scene.door.household.id,
        field: 'phones',
        value: phones,
        over: accounts.map(({ event }) => event),
      },
    }),
  });

export const disagreements: Scripts = {
  'dispute-phones': dispute(twoPhones),
  'dispute-residents': dispute(twoNumbers),
  'dispute-name': dispute(twoNames),
  'dispute-resolved': {
    fits: isListed,
    weight: 2,
    acts: (scene) => {
      const learnt = twoPhones(scene);
      const accounts = twoAccounts(scene, slots.firstAfternoon, learnt);
      return [...accounts, resolvePhones(scene, accounts, learnt[0].facts.phones ?? [])];
    },
  },
};
