// The suite that every adapter passes: each promise of the port, by its number.

import { afterEach, describe, expect, test } from 'vitest';
import { emptyCounts } from '#core/coverage/counts.ts';
import { chainStart } from '#core/merge/chain.ts';
import { describeDistrict } from './contract-district.ts';
import { describeDevices } from './contract-devices.ts';
import { describeRefused } from './contract-refused.ts';
import { count, device, documentRow, entry, fill, gridRow, phone } from './contract-rows.ts';
import type { LedgerEntry, Storage } from './port.ts';

/** `reopen` closes nothing itself; undefined for a store that forgets. */
export type StorageUnderTest = {
  storage: Storage;
  reopen?: () => Storage | Promise<Storage>;
  discard: () => void | Promise<void>;
};

/** Runs the suite for one adapter. @param open makes a fresh, empty store */
export const describeStorage = (
  name: string,
  open: () => StorageUnderTest | Promise<StorageUnderTest>,
): void => {
  describe(`storage: ${name}`, () => {
    const opened: StorageUnderTest[] = [];
    const fresh = async (): Promise<Storage> => {
      const under = await open();
      opened.push(under);
      return under.storage;
    };
    afterEach(async () => {
      for (const { storage, discard } of opened.splice(0)) {
        await storage.close();
        await discard();
      }
    });

    describeDistrict(fresh);
    describeDevices(fresh);
    describeRefused(fresh);

    test('STORE-1 what a transaction wrote is read back, inside and after it', async () => {
      const storage = await fresh();
      const row = gridRow('g1', {
        head: 7,
        restoredHead: 5,
        counts: { ...emptyCounts(), households: 3 },
      });
      const inside = await storage.inGrid('g1', async (transaction) => {
        await transaction.putGrid(row);
        await transaction.putChain('aa', { last: 2, hash: 'x' });
        await transaction.putDocuments('households', [documentRow('h1', 1)]);
        await transaction.putDocuments('households', [documentRow('h1', 5)]);
        await transaction.appendLedger([entry(1), entry(2)]);
        return [
          await transaction.readGrid(),
          await transaction.readChain('aa'),
          await transaction.readDocuments('households', ['h1', 'h2']),
          (await transaction.readLedger('aa', 2, 9)).map(({ n }) => n),
        ];
      });
      expect(inside).toEqual([row, { last: 2, hash: 'x' }, [documentRow('h1', 5)], [2]]);
      expect(await storage.readGrids(['g1'])).toEqual([row]);
      expect(await storage.readChainOf('g1', 'aa')).toEqual({ last: 2, hash: 'x' });
      expect(await storage.readLedgerOf('g1')).toEqual([entry(1), entry(2)]);
    });

    test('STORE-1 a device and a grid that nobody knows', async () => {
      const storage = await fresh();
      const nothing = await storage.inGrid('g9', async (transaction) => [
        await transaction.readGrid(),
        await transaction.readChain('zz'),
        await transaction.readLedger('zz', 1, 5),
      ]);
      expect(nothing).toEqual([undefined, { last: 0, hash: chainStart }, []]);
      expect(await storage.readGrids(['g9'])).toEqual([]);
      expect(await storage.readWholeGrid('g9')).toBeUndefined();
      expect(await storage.readSession('nobody')).toBeUndefined();
    });

    test('STORE-2 transactions of a grid come one after another, none is lost', async () => {
      const storage = await fresh();
      const heads = await Promise.all(Array.from({ length: 50 }, () => count(storage, 'g1')));
      expect(heads.sort((left, right) => left - right)).toEqual(
        Array.from({ length: 50 }, (_, k) => k + 1),
      );
      expect((await storage.readGrids(['g1']))[0]?.head).toBe(50);
    });

    test('STORE-3 a transaction that throws changes nothing and disturbs nobody', async () => {
      const storage = await fresh();
      const failing = storage.inGrid('g1', async (transaction) => {
        await transaction.putGrid(gridRow('g1', { head: 99 }));
        await transaction.appendLedger([entry(1)]);
        await transaction.addVisits(3_600_000, 5);
        throw new Error('in the middle');
      });
      const outcomes = await Promise.allSettled([
        count(storage, 'g1'),
        failing,
        count(storage, 'g1'),
        count(storage, 'g2'),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ]);
      expect((await storage.readGrids(['g1', 'g2'])).map(({ head }) => head)).toEqual([2, 1]);
      expect(await storage.readLedgerOf('g1')).toEqual([]);
      expect(await storage.readHours('', 0)).toEqual([]);
    });

    test('STORE-4 a read during a transaction sees none of it', async () => {
      const storage = await fresh();
      await fill(storage, 'g1', 1);
      const seen = await storage.inGrid('g1', async (transaction) => {
        await transaction.putGrid(gridRow('g1', { head: 99 }));
        await transaction.putDocuments('households', [documentRow('h1', 99)]);
        const whole = await storage.readWholeGrid('g1');
        return [whole?.head, whole?.documents.households.map(({ seq }) => seq)];
      });
      expect(seen).toEqual([2, [2]]);
    });

    test('STORE-5 an entry of the ledger is never changed', async () => {
      const storage = await fresh();
      const append = (one: LedgerEntry): Promise<void> =>
        storage.inGrid('g1', (transaction) => transaction.appendLedger([one]));
      await append(entry(1));
      await append(entry(1, { json: '{"other":true}', verdict: 'rejected' }));
      await append(entry(1, { fork: 'ab12', verdict: 'quarantined', seq: null }));
      const stored = await storage.readLedgerOf('g1');
      expect(stored).toEqual([
        entry(1),
        entry(1, { fork: 'ab12', verdict: 'quarantined', seq: null }),
      ]);
      expect(await storage.countRefused('g1')).toEqual({ quarantined: 1, rejected: 0 });
    });

    test('STORE-6 pages come by number, across grids, and say whether something is left', async () => {
      const storage = await fresh();
      await fill(storage, 'g1', 3);
      await fill(storage, 'g2', 2);
      const asks = [
        { grid: 'g1', after: { households: 2, grids: 0 } },
        { grid: 'gx', after: { households: 0 } },
        { grid: 'g2', after: { households: 0 } },
      ];
      const page = await storage.readChanges(asks, 3);
      const ids = page.grids.map(({ grid, documents }) => [
        grid,
        documents.households?.map(({ id }) => id),
      ]);
      expect(ids).toEqual([
        ['g1', ['h2', 'h3']],
        ['g2', ['h1']],
      ]);
      expect(page.isLast).toEqual({ grids: true, households: false, visits: true });
      expect(page.grids[0]?.documents.grids?.map(({ id }) => id)).toEqual(['sheet']);
      expect(page.grids[1]?.documents.grids).toBeUndefined();
      const exact = await storage.readChanges(asks, 4);
      expect(exact.isLast.households).toBe(true);
    });

    test('STORE-6 the whole grid, revs and counts', async () => {
      const storage = await fresh();
      await fill(storage, 'g1', 2);
      const whole = await storage.readWholeGrid('g1');
      expect(whole?.documents).toEqual({
        grids: [documentRow('sheet', 1)],
        households: [documentRow('h1', 2), documentRow('h2', 3)],
        visits: [],
      });
      const counts = { grids: 1, households: 2, visits: 0 };
      const digests = { grids: '0', households: '0', visits: '0' };
      expect(await storage.readProof('g1')).toEqual({ head: 3, digests, counts, revs: [] });
      expect((await storage.readProof('g1', 'households'))?.revs).toEqual([
        { id: 'h1', rev: 'rev2' },
        { id: 'h2', rev: 'rev3' },
      ]);
      expect(await storage.readProof('g9')).toBeUndefined();
    });

    test('phones, silence and hours of an area', async () => {
      const storage = await fresh();
      await storage.putStaff([{ id: 's001', name: '张三' }]);
      await storage.createDevice({ ...device('aa', ''), staff: 's001' });
      await storage.inGrid('g1', async (transaction) => {
        await transaction.putGrid(gridRow('g1'));
        await transaction.putPhone(phone('aa', { heardAt: 100 }));
        await transaction.lowerPending('zz', 1);
        await transaction.putPhone(phone('ab', { heardAt: 900 }));
        await transaction.putPhone(phone('ac', { staff: 's002', heardAt: 200 }));
        await transaction.addVisits(3_600_000, 2);
        await transaction.addVisits(3_600_000, 3);
      });
      await storage.inGrid('g2', async (transaction) => {
        await transaction.putGrid(gridRow('g2', { community: '130404002001' }));
        await transaction.addVisits(3_600_000, 1);
        await transaction.addVisits(7_200_000, 1);
      });
      const [first] = await storage.readPhones('g1');
      expect(await storage.readPhone('g1', 'ab')).toEqual({
        ...phone('ab', { heardAt: 900 }),
        grid: 'g1',
      });
      expect(await storage.readPhone('g2', 'ab')).toBeUndefined();
      expect(first).toEqual({
        ...phone('aa', { heardAt: 100 }),
        grid: 'g1',
        name: '张三',
        label: 'Android · Chrome',
        wipedAt: null,
        returnedAt: null,
      });
      expect(await storage.readSilence('', 500)).toEqual([
        { grid: 'g1', heardAt: 900, silentPhones: 1 },
      ]);
      expect(await storage.readHours('130404001', 0)).toEqual([{ hourMs: 3_600_000, visits: 5 }]);
      expect(await storage.readHours('130404', 7_200_000)).toEqual([
        { hourMs: 7_200_000, visits: 1 },
      ]);
      expect((await storage.readGridsIn('130404002')).map(({ grid }) => grid)).toEqual(['g2']);
      expect((await storage.readGridsIn('')).map(({ grid }) => grid)).toEqual(['g1', 'g2']);
    });

    test('STORE-10 what was stored is there when the store is opened again', async () => {
      const under = await open();
      if (under.reopen === undefined) {
        await under.storage.close();
        return;
      }
      await under.storage.check();
      await under.storage.markDemo();
      await fill(under.storage, 'g1', 2);
      const { epoch, server, sealKey } = await under.storage.readFacts();
      await under.storage.close();
      await expect(count(under.storage, 'g1')).rejects.toThrow();
      const again = await under.reopen();
      expect(await again.readFacts()).toEqual({
        epoch,
        server,
        sealKey,
        isDemo: true,
        isEmpty: true,
        isSetUp: false,
      });
      expect((await again.readGrids(['g1']))[0]?.head).toBe(3);
      await again.close();
      await under.discard();
    });
  });
};
