// What the demo must show, judged by the product's own rules.

import { describe, expect, test, vi } from 'vitest';
import { doorKey } from '#core/address/door.ts';
import type { Household } from '#core/household/household.ts';
import { dayOf } from '#core/time/day.ts';
import { standingOf, standingStates } from '#core/standing/standing.ts';
import { dispositionCodes } from '#core/visit/disposition.ts';
import { fixedNowMs, seedData, type SeedWish } from './scales.ts';
import type { PlayedGrid } from './seed-grid.ts';
import { demoGrid, demoStaff } from './teams.ts';

vi.setConfig({ testTimeout: 60_000 });

const demoAt = (nowMs: number): SeedWish => ({
  scale: 'demo',
  seed: 'gridsweep',
  nowMs,
  households: 0,
  visits: 0,
});

const demo = seedData(demoAt(fixedNowMs));
const grids = [...demo.grids];
const households = grids.flatMap(({ after }) => after.households);
const persons = households.flatMap((household) => household.persons);
const attempts = households.flatMap(({ round }) => round.attempts);
const first = grids.find(({ sheet }) => sheet.grid === demoGrid) as PlayedGrid;
const standing = (household: Household) => standingOf(household, first.sheet.settings);

describe('the demo', () => {
  test('has about 2,000 households in 6 grids of 100 to 1,000', () => {
    expect(grids).toHaveLength(6);
    for (const { households: roster } of grids) {
      expect(roster.length).toBeGreaterThanOrEqual(100);
      expect(roster.length).toBeLessThanOrEqual(1000);
    }
    expect(Math.round(households.length / 100)).toBe(20);
  });

  test('has teams of 5 to 10 with one leader, listed on the sheet and granted', () => {
    for (const { sheet } of grids) {
      expect(sheet.team.length).toBeGreaterThanOrEqual(5);
      expect(sheet.team.length).toBeLessThanOrEqual(10);
      expect(sheet.team.filter(({ role }) => role === 'leader')).toHaveLength(1);
      for (const { id: staff, role } of sheet.team) {
        expect(demo.grants).toContainEqual({ staff, role, scope: sheet.grid });
      }
    }
    const granted = (id: string) => demo.grants.filter(({ staff }) => staff === id);
    expect(granted(demoStaff.desk)).toMatchObject([{ role: 'desk', scope: '130404' }]);
    expect(granted(demoStaff.leader)).toMatchObject([{ role: 'leader', scope: demoGrid }]);
    expect(granted(demoStaff.member)).toMatchObject([{ role: 'member', scope: demoGrid }]);
  });

  test('gives every phone its own id', () => {
    expect(new Set(demo.devices.map(({ id }) => id)).size).toBe(demo.devices.length);
    for (const { id } of demo.devices) expect(id).toMatch(/^[a-z][a-z2-7]{4}$/);
  });

  test('has every disposition and every standing, also in the grid of the links', () => {
    expect(new Set(attempts.map(({ disposition }) => disposition))).toEqual(
      new Set(dispositionCodes),
    );
    const states = (of: readonly Household[]) => new Set(of.map((one) => standing(one).state));
    expect(states(households)).toEqual(new Set(standingStates));
    expect(states(first.after.households)).toEqual(new Set(standingStates));
  });

  test('has disputes of phones, of the number of people and of names in the grid of the links', () => {
    const disputes = first.after.households.flatMap((household) => household.disputes);
    const fields = disputes.map(({ field }) => field.replace(/^.*:/, ''));
    expect(new Set(fields)).toEqual(new Set(['phones', 'residents', 'name']));
    for (const { claims } of disputes) expect(claims.length).toBeGreaterThan(1);
  });

  test('has key persons of every trigger', () => {
    const fired = attempts.flatMap(({ keys }) => Object.values(keys).flat());
    expect(new Set(fired)).toEqual(new Set(['fever', 'symptom', 'travel', 'contact']));
  });

  test('has people and answers missing, and words unconfirmed', () => {
    const partial = first.after.households.map(standing).filter(({ state }) => state === 'partial');
    const has = (test: (one: Extract<(typeof partial)[number], { state: 'partial' }>) => boolean) =>
      partial.some((one) => one.state === 'partial' && test(one));
    expect(has(({ missing }) => missing.some(({ answers }) => answers.length === 3))).toBe(true);
    expect(has(({ missing }) => missing.some(({ answers }) => answers.length === 1))).toBe(true);
    expect(has(({ unnamed }) => unnamed > 0)).toBe(true);
    expect(has(({ isHearsay }) => isHearsay)).toBe(true);
  });

  test('owes attempts of every kind', () => {
    const owed = first.after.households
      .map(standing)
      .flatMap((one) => (one.state === 'no-answer' ? [one] : []));
    expect(new Set(owed.map(({ attempts: made }) => made))).toEqual(new Set([1, 2, 3]));
    expect(owed.some((one) => one.attempts === 3 && one.owed.evening)).toBe(true);
    expect(owed.some((one) => one.attempts === 3 && one.owed.days > 0)).toBe(true);
    expect(owed.some((one) => one.attempts === 3 && !one.owed.evening && one.owed.days === 0)).toBe(
      true,
    );
  });

  test('has voided visits, corrections, and doors found in the field, one of them withdrawn', () => {
    expect(first.after.visits.some(({ voidedBy }) => voidedBy !== '')).toBe(true);
    expect(first.after.visits.some(({ voids }) => voids !== '')).toBe(true);
    const found = first.after.households.filter(({ listed }) => listed !== null);
    expect(new Set(found.map(({ withdrawn }) => withdrawn))).toEqual(new Set([true, false]));
  });

  test('leaves the member of the links callbacks for tonight and doors to do', () => {
    const own = first.after.households.filter(({ assignee }) => assignee === demoStaff.member);
    const today = dayOf(fixedNowMs, 480);
    const tonight = own
      .map(standing)
      .filter((one) => one.state === 'postponed' && dayOf(one.callbackAt ?? 0, 480) === today);
    expect(tonight.length).toBeGreaterThanOrEqual(2);
    expect(own.filter((one) => standing(one).state === 'not-visited').length).toBeGreaterThan(5);
  });

  test('has 10 to 20 % vacant doors, tenants and group lets of 4 to 8', () => {
    const occupied = grids.flatMap((grid) =>
      grid.households.filter((one) => one.persons.length > 0),
    );
    expect(new Set(occupied.map(({ facts }) => facts.occupancy))).toEqual(
      new Set(['owner', 'tenant', 'group-let']),
    );
    const lets = occupied.filter(({ facts }) => facts.occupancy === 'group-let');
    for (const { persons: people } of lets) {
      expect(people.length).toBeGreaterThanOrEqual(4);
      expect(people.length).toBeLessThanOrEqual(8);
    }
    const share = occupied.length / grids.reduce((sum, grid) => sum + grid.households.length, 0);
    expect(share).toBeGreaterThan(0.65);
    expect(share).toBeLessThan(0.8);
  });

  test('has names with a middle dot and with characters beyond the basic plane', () => {
    const names = persons.map(({ name }) => name);
    expect(names.some((name) => /^[^·]+·[^·]+$/.test(name))).toBe(true);
    expect(
      names.some((name) => [...name].some((sign) => (sign.codePointAt(0) ?? 0) > 0xffff)),
    ).toBe(true);
    expect(names.some((name) => name.includes('㛃') || name.includes('龘'))).toBe(true);
  });

  test('has every door of a compound once', () => {
    for (const { after } of grids) {
      const keys = after.households.map(({ compound, door }) => `${compound} ${doorKey(door)}`);
      const twice = keys.filter((key, at) => keys.indexOf(key) !== at);
      expect(twice).toEqual([]);
    }
  });
});
