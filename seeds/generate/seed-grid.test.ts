// Whatever is seeded is what phones could have sent and the server would have taken, judged by the product's own schemas.

import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import type { Household } from '#core/household/household.ts';
import { Envelope, parseEvent } from '#schema/events.ts';
import { GridSheet, Household as HouseholdSchema, Visit } from '#schema/records.ts';
import { importDistrict } from '#server/services/import-district.ts';
import { createMemoryStorage } from '#server/storage/memory/memory-storage.ts';
import { fixedNowMs, seedData, type SeedWish } from './scales.ts';
import type { PlayedGrid } from './seed-grid.ts';
import { demoGrid } from './teams.ts';

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
const first = grids.find(({ sheet }) => sheet.grid === demoGrid) as PlayedGrid;

describe('every record', () => {
  test('is valid, before and after the events', () => {
    for (const { sheet, households: roster, after } of grids) {
      expect(v.safeParse(GridSheet, sheet).issues).toBeUndefined();
      expect(v.safeParse(v.array(HouseholdSchema), roster).issues).toBeUndefined();
      expect(v.safeParse(v.array(HouseholdSchema), after.households).issues).toBeUndefined();
      expect(v.safeParse(v.array(Visit), after.visits).issues).toBeUndefined();
    }
  });

  test('of an event has a sound envelope and body', () => {
    for (const { event } of grids.flatMap(({ events }) => events)) {
      expect(parseEvent(v.parse(Envelope, event))).toMatchObject({ kind: 'event' });
    }
  });

  test('of an event is accepted by the server', async () => {
    const events = grids.reduce((sum, grid) => sum + grid.events.length, 0);
    const roster = grids.reduce((sum, grid) => sum + grid.households.length, 0);
    const storage = createMemoryStorage();
    expect(await importDistrict(storage, demo)).toEqual({
      grids: 6,
      households: roster,
      events,
      refused: 0,
    });
    const whole = await storage.readWholeGrid(demoGrid);
    const stored = whole?.documents.households.map(({ json }) => JSON.parse(json) as Household);
    const byId = (one: readonly Household[]) =>
      new Map(one.map((household) => [household.id, household]));
    expect(byId(stored ?? [])).toEqual(byId(first.after.households));
    await storage.close();
  });

  test('of a person is plainly made up: no ID number, phones of 1300000 only', () => {
    const phones = households.flatMap(({ facts }) => facts.phones);
    const own = persons.map(({ phone }) => phone).filter((phone) => phone !== '');
    expect([...phones, ...own].filter((phone) => !/^1300000\d{4}$/.test(phone))).toEqual([]);
    expect(persons.filter(({ idNumber }) => idNumber !== '')).toEqual([]);
  });
});

describe('events', () => {
  const times = [
    ['the fixed moment', fixedNowMs],
    ['the middle of the night', Date.UTC(2026, 10, 23, 18, 0)],
    ['the early morning', Date.UTC(2026, 10, 23, 1, 5)],
    ['just before midnight', Date.UTC(2026, 10, 23, 15, 59)],
  ] as const;

  test.each(times)('up to %s lie in the past, numbered without holes', (_, nowMs) => {
    for (const { events } of seedData(demoAt(nowMs)).grids) {
      const last = new Map<string, number>();
      let receivedMs = 0;
      for (const { event, receivedAt } of events) {
        expect(event.n).toBe((last.get(event.device) ?? 0) + 1);
        last.set(event.device, event.n);
        expect(receivedAt).toBeGreaterThanOrEqual(receivedMs);
        expect(receivedAt).toBeGreaterThan(event.hlc[0] - 1);
        expect(receivedAt).toBeLessThan(nowMs);
        receivedMs = receivedAt;
      }
    }
  });

  test('speak of a sequence number that existed', () => {
    for (const { events, after } of grids) {
      const head = Math.max(...[...after.households, ...after.visits].map(({ seq }) => seq));
      for (const { event } of events) expect(event.seen).toBeLessThanOrEqual(head);
    }
  });
});
