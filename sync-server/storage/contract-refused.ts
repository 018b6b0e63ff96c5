// Promises of the port about events that were stored but not taken, and what a leader said of them.

import { expect, test } from 'vitest';
import { device, documentRow, entry, fill } from './contract-rows.ts';
import type { LedgerEntry, SettlementRow, Storage } from './port.ts';

const settlement = (n: number, changes: Partial<SettlementRow> = {}): SettlementRow => ({
  device: 'aa',
  n,
  fork: '',
  decision: 'accepted',
  by: 's001',
  staff: 's002',
  reason: '换了网格',
  at: 5000,
  event: 'bb.1',
  seq: 9,
  ...changes,
});

const kept = (n: number, changes: Partial<LedgerEntry> = {}): LedgerEntry =>
  entry(n, { verdict: 'quarantined', reason: 'no-grant', seq: null, ...changes });

const append = (storage: Storage, entries: readonly LedgerEntry[]): Promise<void> =>
  storage.inGrid('g1', (transaction) => transaction.appendLedger(entries));
const settle = (storage: Storage, one: SettlementRow): Promise<void> =>
  storage.inGrid('g1', (transaction) => transaction.putSettlement(one));

/** @param fresh makes a fresh, empty store that is closed after the test */
export const describeRefused = (fresh: () => Promise<Storage>): void => {
  test('STORE-12 a settlement is given once and changes nothing of its entry', async () => {
    const storage = await fresh();
    await append(storage, [kept(1), kept(1, { fork: 'ab12' })]);
    await settle(storage, settlement(1));
    await expect(settle(storage, settlement(1, { decision: 'rejected' }))).rejects.toThrow();
    const read = await storage.inGrid('g1', async (transaction) => [
      await transaction.readEntry('aa', 1, ''),
      await transaction.readEntry('aa', 1, 'ab12'),
      await transaction.readEntry('aa', 2, ''),
      await transaction.readSettlement('aa', 1, ''),
      await transaction.readSettlement('aa', 1, 'ab12'),
    ]);
    expect(read).toEqual([kept(1), kept(1, { fork: 'ab12' }), undefined, settlement(1), undefined]);
    expect(await storage.countRefused('g1')).toEqual({ quarantined: 1, rejected: 0 });
    expect(await storage.readTotals(0)).toMatchObject({ quarantined: 1, rejected: 0 });
  });

  test('STORE-12 a settlement of a transaction that throws was never given', async () => {
    const storage = await fresh();
    const failing = storage.inGrid('g1', async (transaction) => {
      await transaction.putSettlement(settlement(1));
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    await settle(storage, settlement(1));
  });

  test('refused entries: open ones first, then newest, with names and labels', async () => {
    const storage = await fresh();
    await storage.putStaff([{ id: 's001', name: '张三' }]);
    await storage.createDevice({ ...device('aa', ''), staff: 's002' });
    const other = entry(1, { device: 'bb', verdict: 'rejected', seq: null, receivedAt: 9000 });
    await append(storage, [entry(1), kept(2), kept(3), kept(3, { fork: 'ab12' }), kept(4), other]);
    await settle(storage, settlement(4, { decision: 'rejected', seq: null, reason: '重复' }));
    const refused = await storage.readRefused('g1', 4);
    expect(refused.map((one) => [one.entry.device, one.entry.n, one.entry.fork])).toEqual([
      ['aa', 3, ''],
      ['aa', 3, 'ab12'],
      ['aa', 2, ''],
      ['bb', 1, ''],
    ]);
    expect(refused[3]).toEqual({ entry: other, settlement: null, settledBy: '', label: '' });
    expect((await storage.readRefused('g1', 9))[4]).toEqual({
      entry: kept(4),
      settlement: settlement(4, { decision: 'rejected', seq: null, reason: '重复' }),
      settledBy: '张三',
      label: 'Android · Chrome',
    });
    const own = await storage.readRefusedOf('g1', 'aa');
    expect(own.map((one) => [one.entry.n, one.settlement?.decision])).toEqual([
      [2, undefined],
      [3, undefined],
      [4, 'rejected'],
    ]);
    expect(await storage.readRefused('g2', 9)).toEqual([]);
  });

  test('STORE-4 documents by id come with the head of their moment', async () => {
    const storage = await fresh();
    await fill(storage, 'g1', 3);
    const found = await storage.readDocumentsOf('g1', 'households', ['h3', 'h1', 'h9', 'h1']);
    expect(found?.head).toBe(4);
    expect(found?.documents.sort((left, right) => left.seq - right.seq)).toEqual([
      documentRow('h1', 2),
      documentRow('h3', 4),
    ]);
    expect(await storage.readDocumentsOf('g9', 'households', ['h1'])).toBeUndefined();
  });
};
