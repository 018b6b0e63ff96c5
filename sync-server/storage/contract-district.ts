// Promises of the port about staff, codes, sessions and areas.

import { expect, test } from 'vitest';
import { device, entry, gridRow, phone } from './contract-rows.ts';
import type { Storage } from './port.ts';

/** @param fresh makes a fresh, empty store that is closed after the test */
export const describeDistrict = (fresh: () => Promise<Storage>): void => {
  test('STORE-7 a code is used once, whoever tries', async () => {
    const storage = await fresh();
    await storage.putStaff([{ id: 's001', name: '张三' }]);
    await storage.createCode({ codeHash: 'c1', staff: 's001', expiresAt: 500 });
    await storage.createCode({ codeHash: 'c2', staff: 's001', expiresAt: 500 });
    const tries = await Promise.all(
      ['d1', 'd2', 'd3'].map((id) => storage.useCode('c1', 100, device(id, `t${id}`))),
    );
    expect(tries.map(({ kind }) => kind).sort()).toEqual(['used', 'used', 'used-now']);
    expect(await storage.useCode('c0', 100, device('d4', 't4'))).toEqual({ kind: 'unknown' });
    expect(await storage.useCode('c2', 500, device('d4', 't4'))).toEqual({ kind: 'expired' });
    expect(await storage.isDeviceKnown('d4')).toBe(false);
    expect((await storage.readFacts()).isSetUp).toBe(true);
  });

  test('STORE-8 ids of devices are unique; a taken one leaves the code unused', async () => {
    const storage = await fresh();
    await storage.putStaff([{ id: 's001', name: '张三' }]);
    const row = { ...device('d1', ''), staff: 's001' };
    expect([await storage.createDevice(row), await storage.createDevice(row)]).toEqual([
      true,
      false,
    ]);
    await storage.createCode({ codeHash: 'c1', staff: 's001', expiresAt: 500 });
    const taken = await storage.useCode('c1', 100, device('d1', 't1'));
    const free = await storage.useCode('c1', 100, device('d2', 't1'));
    expect([taken.kind, free.kind]).toEqual(['device-taken', 'used-now']);
    expect(await storage.readSession('')).toBeUndefined();
  });

  test('STORE-11 a device is renewed by its own person, not by another', async () => {
    const storage = await fresh();
    await storage.putStaff([
      { id: 's001', name: '张三' },
      { id: 's002', name: '李四' },
    ]);
    for (const [codeHash, staff] of [
      ['c1', 's001'],
      ['c2', 's002'],
      ['c3', 's001'],
      ['c4', 's002'],
    ] as const)
      await storage.createCode({ codeHash, staff, expiresAt: 500 });
    await storage.useCode('c1', 100, device('d1', 't1'));
    const renewal = { ...device('d1', 't2'), renewedBy: 's001' };
    const other = await storage.useCode('c2', 100, renewal);
    const stolen = await storage.useCode('c2', 100, { ...renewal, renewedBy: 's002' });
    expect([other.kind, stolen.kind]).toEqual(['other-staff', 'other-staff']);
    expect((await storage.readSession('t1'))?.device).toBe('d1');
    expect((await storage.useCode('c3', 100, renewal)).kind).toBe('used-now');
    expect(await storage.readSession('t1')).toBeUndefined();
    expect((await storage.readSession('t2'))?.staff.id).toBe('s001');
    const lost = { ...device('d9', 't9'), renewedBy: 's002' };
    expect((await storage.useCode('c4', 100, lost)).kind).toBe('used-now');
  });

  test('sessions carry the grants of the moment, are extended and ended', async () => {
    const storage = await fresh();
    await storage.putStaff([{ id: 's001', name: '张三' }]);
    await storage.putGrants('s001', [{ role: 'member', scope: 'g1' }]);
    await storage.createCode({ codeHash: 'c1', staff: 's001', expiresAt: 500 });
    await storage.useCode('c1', 100, device('d1', 't1'));
    await storage.putGrants('s001', [{ role: 'leader', scope: 'g2' }]);
    await storage.extendSession('t1', 9999);
    expect(await storage.readSession('t1')).toEqual({
      device: 'd1',
      staff: { id: 's001', name: '张三' },
      grants: [{ role: 'leader', scope: 'g2' }],
      expiresAt: 9999,
    });
    await storage.endSession('t1');
    expect(await storage.readSession('t1')).toBeUndefined();
  });

  test('staff and areas, by id', async () => {
    const storage = await fresh();
    const area = { code: '130404', name: '复兴区', level: 'district', parent: '1304' } as const;
    expect((await storage.readFacts()).isEmpty).toBe(true);
    await storage.putAreas([area, area]);
    await storage.putStaff([
      { id: 's002', name: '李四' },
      { id: 's001', name: '张三' },
    ]);
    await storage.putGrants('s002', [{ role: 'desk', scope: '130404' }]);
    expect(await storage.readAreas()).toEqual([area]);
    expect(await storage.readAllStaff()).toEqual([
      { staff: { id: 's001', name: '张三' }, grants: [] },
      { staff: { id: 's002', name: '李四' }, grants: [{ role: 'desk', scope: '130404' }] },
    ]);
    expect(await storage.readStaff('s009')).toBeUndefined();
    expect((await storage.readFacts()).isEmpty).toBe(false);
  });

  test('STORE-14 a text comes back as it was given, U+0000 and all', async () => {
    const storage = await fresh();
    for (const [k, name] of hardTexts.entries()) {
      await storage.putStaff([{ id: `s${k}`, name }]);
      await storage.inGrid(`g${k}`, async (transaction) => {
        await transaction.putGrid(gridRow(`g${k}`, { name, round: { number: 1, name } }));
        await transaction.appendLedger([entry(1, { json: JSON.stringify(name), where: name })]);
        await transaction.putPhone(phone(`d${k}`, { app: name }));
      });
      expect((await storage.readStaff(`s${k}`))?.staff.name).toBe(name);
      expect((await storage.readGrids([`g${k}`]))[0]?.name).toBe(name);
      expect((await storage.readLedgerOf(`g${k}`))[0]).toEqual(
        entry(1, { json: JSON.stringify(name), where: name }),
      );
      expect((await storage.readPhones(`g${k}`))[0]?.app).toBe(name);
    }
  });
};

const hardTexts = [
  '\u0000',
  'a\u0000b\u0001c\u0001\u0001\u0002',
  '{"quoted \\ \'",NULL}',
  '北𠮷\u200d👩🏽‍⚕️\n\t\u007f\ufeff',
  '',
];
