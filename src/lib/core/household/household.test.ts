import { expect, it } from 'vitest';
import { makeHousehold, makePerson } from '#testing/builders.ts';
import { personsAsked, personsHere } from './household.ts';

it('HOUSE-4 asked are the persons who are neither gone nor away', () => {
  const home = makeHousehold({
    persons: [
      makePerson({ id: 'p1' }),
      makePerson({ id: 'p2', gone: 'moved-out' }),
      makePerson({ id: 'p3', residence: 'away' }),
      makePerson({ id: 'p4', residence: 'visitor' }),
    ],
  });
  expect(personsAsked(home).map(({ id }) => id)).toEqual(['p1', 'p4']);
  expect(personsHere(home).map(({ id }) => id)).toEqual(['p1', 'p3', 'p4']);
});
