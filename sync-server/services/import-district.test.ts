import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryStorage } from '#server/storage/memory/memory-storage.ts';
import { makeEvent, makeHousehold, makeSheet, makeVisit, morning } from '#testing/builders.ts';
import {
  createDeviceLog,
  makeDistrict,
  openServerFixture,
  type ServerFixture,
} from '#testing/server-fixture.ts';
import { importDistrict, type DistrictData, type ReceivedEvent } from './import-district.ts';
import { push } from './push.ts';

const opened: ServerFixture[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});
const open = async (district: DistrictData): Promise<ServerFixture> => {
  const server = await openServerFixture(district);
  opened.push(server);
  return server;
};

const past = (device: string, staff: string): ReceivedEvent[] => {
  const log = createDeviceLog({ device, staff: { id: staff } });
  log.visit('h1');
  log.visit('h2');
  return log.events.map((event, k) => ({ event, receivedAt: morning + k }));
};

const withEvents = (events: ReceivedEvent[]): DistrictData => {
  const district = makeDistrict({
    devices: [{ id: 'seed2', staff: 's002', label: 'Android · Chrome' }],
  });
  const [first, ...rest] = [...district.grids];
  if (first === undefined) throw new Error('no grid');
  return { ...district, grids: [{ ...first, events }, ...rest] };
};

describe('IMPORT a district', () => {
  test('an imported grid cannot be told from one that phones have made', async () => {
    const imported = await open(withEvents(past('seed2', 's002')));
    const pushed = await open(makeDistrict());
    const storage = pushed.context.storage;
    const log = createDeviceLog({ device: 'seed2', staff: { id: 's002' } });
    log.visit('h1');
    log.visit('h2');
    const session = {
      device: 'seed2',
      staff: { id: 's002', name: '' },
      grants: [{ role: 'member', scope: 'g001' } as const],
      expiresAt: 0,
      tokenHash: '',
    };
    await push(pushed.context, session, log.request(1, 1));
    pushed.clock.now += 1;
    await push(pushed.context, session, log.request(2, 2));
    const other = imported.context.storage;
    expect(await other.readWholeGrid('g001')).toEqual(await storage.readWholeGrid('g001'));
    expect(await other.readLedgerOf('g001')).toEqual(await storage.readLedgerOf('g001'));
    expect(await other.readGrids(['g001'])).toEqual(await storage.readGrids(['g001']));
    expect(await other.readChainOf('g001', 'seed2')).toEqual({ last: 2, hash: log.hashAt(2) });
    expect(await other.readHours('', 0)).toEqual(await storage.readHours('', 0));
    const [phone] = await other.readPhones('g001');
    expect(phone).toMatchObject({ heardAt: morning + 1, label: 'Android · Chrome' });
  });

  test('events that are not sound are kept with their verdict and counted', async () => {
    const storage = createMemoryStorage();
    const events = [
      ...past('seed2', 's002'),
      {
        event: makeEvent('household-withdrawn', { household: 'h1' }, { device: 'seed2', n: 3 }),
        receivedAt: 9,
      },
    ];
    const report = await importDistrict(storage, withEvents(events));
    expect(report).toEqual({ grids: 2, households: 7, events: 3, refused: 1 });
    expect((await storage.readFacts()).isDemo).toBe(true);
  });

  test('IMPORT-2 a grid that exists is refused; a hole in the numbers as well', async () => {
    const storage = createMemoryStorage();
    await importDistrict(storage, makeDistrict());
    await expect(importDistrict(storage, makeDistrict())).rejects.toThrow(/exists already/);
    const hole = past('seed2', 's002').slice(1);
    await expect(importDistrict(createMemoryStorage(), withEvents(hole))).rejects.toThrow(
      /does not follow/,
    );
  });

  test('a thousand households with a visit each come in within seconds', async () => {
    const storage = createMemoryStorage();
    const households = Array.from({ length: 1000 }, (_, k) => makeHousehold({ id: `h${k + 1}` }));
    const events = households.map((household, k) => ({
      event: makeEvent(
        'visit-recorded',
        { visit: makeVisit({ household: household.id }), facts: {}, persons: [] },
        { device: 'seed2', n: k + 1 },
      ),
      receivedAt: morning,
    }));
    const started = performance.now();
    const report = await importDistrict(storage, {
      ...makeDistrict({ devices: [{ id: 'seed2', staff: 's002', label: '' }] }),
      grids: [{ sheet: makeSheet(), households, events }],
    });
    expect(report).toEqual({ grids: 1, households: 1000, events: 1000, refused: 0 });
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
