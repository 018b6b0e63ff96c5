// Promises of the port about devices: keys, cookies, wiped phones.

import { webcrypto } from 'node:crypto';
import { expect, test } from 'vitest';
import { device, gridRow, phone } from './contract-rows.ts';
import type { Storage } from './port.ts';

const people = [
  { id: 's001', name: '张三' },
  { id: 's002', name: '李四' },
];
const row = (id: string, changes: object = {}) => ({
  ...device(id, ''),
  staff: 's001',
  ...changes,
});

/** @param fresh makes a fresh, empty store that is closed after the test */
export const describeDevices = (fresh: () => Promise<Storage>): void => {
  test('a device is found by its id and by its cookie, with the grants of the moment', async () => {
    const storage = await fresh();
    await storage.putStaff(people);
    await storage.createDevice(row('d1', { publicKey: 'key', cookieHash: 'k1' }));
    await storage.createDevice(row('d2'));
    await storage.putGrants('s001', [{ role: 'member', scope: 'g1' }]);
    const found = {
      device: row('d1', { publicKey: 'key', cookieHash: 'k1' }),
      staff: people[0],
      grants: [{ role: 'member', scope: 'g1' }],
    };
    expect(await storage.readDevice('d1')).toEqual(found);
    expect(await storage.readDeviceByCookie('k1')).toEqual(found);
    expect(await storage.readDeviceByCookie('')).toBeUndefined();
    expect(await storage.readDevice('d9')).toBeUndefined();
  });

  test('STORE-11 a renewal without a key keeps the one that it had; signing out takes the cookie', async () => {
    const storage = await fresh();
    await storage.putStaff(people);
    for (const codeHash of ['c1', 'c2', 'c3'])
      await storage.createCode({ codeHash, staff: 's001', expiresAt: 500 });
    const first = { ...device('d1', 't1'), publicKey: 'key', cookieHash: 'k1' };
    await storage.useCode('c1', 100, first);
    const renewal = { ...device('d1', 't2'), cookieHash: 'k2', renewedBy: 's001' };
    await storage.useCode('c2', 100, renewal);
    expect(await storage.readDeviceByCookie('k1')).toBeUndefined();
    expect((await storage.readDeviceByCookie('k2'))?.device.publicKey).toBe('key');
    await storage.useCode('c3', 100, { ...renewal, publicKey: 'other' });
    expect((await storage.readDevice('d1'))?.device.publicKey).toBe('other');
    await storage.endSession('t2');
    expect((await storage.readDevice('d1'))?.device).toEqual(
      row('d1', { publicKey: 'other', expiresAt: 0 }),
    );
  });

  test('STORE-13 the same attempt is answered again for the same device, for a while', async () => {
    const storage = await fresh();
    await storage.putStaff(people);
    await storage.createCode({ codeHash: 'c1', staff: 's001', expiresAt: 500 });
    const attempt = { hash: 'a1', notBefore: 0 };
    const first = { ...device('d1', 't1'), publicKey: 'key', attempt };
    const taken = { kind: 'used-now', staff: people[0], device: 'd1' };
    expect(await storage.useCode('c1', 100, first)).toEqual(taken);
    const again = { ...device('d2', 't2'), cookieHash: 'k2' };
    const useAgain = (given: object) => storage.useCode('c1', 600, { ...again, ...given });
    expect(await useAgain({})).toEqual({ kind: 'used' });
    expect(await useAgain({ attempt: { hash: 'a2', notBefore: 0 } })).toEqual({ kind: 'used' });
    expect(await useAgain({ attempt: { hash: 'a1', notBefore: 101 } })).toEqual({ kind: 'used' });
    expect((await storage.readSession('t1'))?.device).toBe('d1');
    expect(await useAgain({ attempt: { hash: 'a1', notBefore: 100 } })).toEqual(taken);
    expect(await storage.readSession('t1')).toBeUndefined();
    expect((await storage.readDevice('d1'))?.device).toEqual(
      row('d1', { tokenHash: 't2', cookieHash: 'k2', publicKey: 'key' }),
    );
    expect(await storage.isDeviceKnown('d2')).toBe(false);
  });

  test('a wiped phone is replaced once, by whoever has its cookie, whole or not at all', async () => {
    const storage = await fresh();
    await storage.putStaff(people);
    await storage.createDevice(row('d1', { tokenHash: 't1', cookieHash: 'k1', publicKey: 'key' }));
    await storage.createDevice(row('d2', { cookieHash: 'k2' }));
    const old = { device: 'd1', cookieHash: 'k1', at: 700 };
    const next = row('d3', { tokenHash: 't3', cookieHash: 'k3' });
    expect(await storage.replaceWiped({ ...old, cookieHash: 'k2' }, next)).toBe(false);
    expect(await storage.replaceWiped({ ...old, cookieHash: '' }, next)).toBe(false);
    expect(await storage.replaceWiped(old, { ...next, id: 'd2' })).toBe(false);
    expect((await storage.readSession('t1'))?.device).toBe('d1');
    const tries = await Promise.all([
      storage.replaceWiped(old, next),
      storage.replaceWiped(old, { ...next, id: 'd4', tokenHash: 't4', cookieHash: 'k4' }),
    ]);
    expect(tries.sort()).toEqual([false, true]);
    expect(await storage.readSession('t1')).toBeUndefined();
    expect((await storage.readDevice('d1'))?.device).toEqual(
      row('d1', { expiresAt: 0, publicKey: 'key', wipedAt: 700 }),
    );
  });

  test('STORE-13 the attempt that replaced a wiped phone is answered again by either cookie', async () => {
    const storage = await fresh();
    await storage.putStaff(people);
    await storage.createDevice(row('d1', { tokenHash: 't1', cookieHash: 'k1' }));
    const next = row('d3', { tokenHash: 't3', cookieHash: 'k3' });
    const old = { device: 'd1', cookieHash: 'k1', at: 700, attemptHash: 'a1' };
    expect(await storage.replaceWiped(old, next)).toBe(true);
    const use = (codeHash: string, hash: string, notBefore = 700) =>
      storage.useCode(codeHash, 800, {
        ...device('d9', `${codeHash}${hash}`),
        attempt: { hash, notBefore },
      });
    expect(await use('k1', 'a2')).toEqual({ kind: 'used' });
    expect(await use('k1', 'a1', 701)).toEqual({ kind: 'used' });
    for (const cookie of ['k1', 'k3'])
      expect(await use(cookie, 'a1')).toEqual({ kind: 'used-now', staff: people[0], device: 'd3' });
    expect((await storage.readSession('k3a1'))?.device).toBe('d3');
    await storage.createDevice(row('d4', { cookieHash: 'k3' }));
    const wipedAgain = { device: 'd4', cookieHash: 'k3', at: 900, attemptHash: 'a3' };
    expect(await storage.replaceWiped(wipedAgain, row('d5'))).toBe(true);
    expect(await use('k3', 'a3')).toMatchObject({ kind: 'used-now', device: 'd5' });
  });

  test('where a phone was heard of, whether it was wiped, and when its receipt came', async () => {
    const storage = await fresh();
    await storage.createDevice(row('d1', { cookieHash: 'k1' }));
    for (const grid of ['g2', 'g1'])
      await storage.inGrid(grid, async (transaction) => {
        await transaction.putGrid(gridRow(grid, { head: 4 }));
        await transaction.putPhone(phone('d1', { pending: 3 }));
        await transaction.putPhone(phone('d9', { heardAt: 10 }));
      });
    const receipt = { device: 'd1', staff: 's001', last: 4, hash: 'h', deletedAt: 50 };
    for (const receivedAt of [60, 80])
      await storage.inGrid('g1', (transaction) =>
        transaction.putReceipt({ ...receipt, receivedAt }),
      );
    await storage.replaceWiped({ device: 'd1', cookieHash: 'k1', at: 700 }, row('d3'));
    expect(await storage.readPhonesOf('d1')).toEqual([
      { ...phone('d1', { pending: 3 }), grid: 'g1' },
      { ...phone('d1', { pending: 3 }), grid: 'g2' },
    ]);
    const [one] = await storage.readPhones('g1');
    const [elsewhere, other] = await storage.readPhones('g2');
    expect([one?.wipedAt, one?.returnedAt]).toEqual([700, 80]);
    expect([elsewhere?.returnedAt, other?.wipedAt]).toEqual([null, null]);
    expect(await storage.readTotals(20)).toEqual({
      grids: 2,
      heads: 8,
      quarantined: 0,
      rejected: 0,
      phones: 1,
      silentPhones: 1,
    });
  });

  test('all devices of one person are ended, and no attempt of theirs is answered again', async () => {
    const storage = await fresh();
    await storage.putStaff(people);
    await storage.createCode({ codeHash: 'c1', staff: 's001', expiresAt: 500 });
    const attempt = { hash: 'a1', notBefore: 0 };
    await storage.useCode('c1', 100, { ...device('d1', 't1'), cookieHash: 'k1', attempt });
    await storage.createDevice(row('d2', { tokenHash: 't2' }));
    await storage.createDevice(row('d3', { tokenHash: 't3', staff: 's002' }));
    expect(await storage.endSessionsOf('s001')).toBe(2);
    expect(await storage.endSessionsOf('s001')).toBe(0);
    for (const token of ['t1', 't2']) expect(await storage.readSession(token)).toBeUndefined();
    expect(await storage.readDeviceByCookie('k1')).toBeUndefined();
    expect(await storage.useCode('c1', 100, { ...device('d1', 't4'), attempt })).toEqual({
      kind: 'used',
    });
    expect((await storage.readSession('t3'))?.device).toBe('d3');
  });

  test('STORE-7 of two set-up codes one is good, also when both are used at once', async () => {
    const storage = await fresh();
    await storage.putStaff(people);
    for (const codeHash of ['c1', 'c2', 'c3'])
      await storage.createCode({ codeHash, staff: 's001', expiresAt: 500, isSetUp: true });
    await storage.createCode({ codeHash: 'c4', staff: 's001', expiresAt: 500 });
    const uses = await Promise.all([
      storage.useCode('c1', 100, device('d1', 't1')),
      storage.useCode('c2', 100, device('d2', 't2')),
    ]);
    expect(uses.map(({ kind }) => kind).sort()).toEqual(['used', 'used-now']);
    expect(await storage.useCode('c3', 100, device('d3', 't3'))).toEqual({ kind: 'used' });
    expect(await storage.useCode('c4', 100, device('d4', 't4'))).toMatchObject({
      kind: 'used-now',
    });
  });

  test('fewer wait on a phone when another one brought them, and never fewer than none', async () => {
    const storage = await fresh();
    const lower = (device: string, by: number) =>
      storage.inGrid('g1', (transaction) => transaction.lowerPending(device, by));
    await storage.inGrid('g1', (transaction) =>
      transaction.putPhone(phone('d1', { pending: 3, oldestAt: 5 })),
    );
    const waiting = async () =>
      (await storage.readPhonesOf('d1')).map(({ pending, oldestAt }) => [pending, oldestAt]);
    await lower('d9', 1);
    await lower('d1', 2);
    expect(await waiting()).toEqual([[1, 5]]);
    await lower('d1', 2);
    expect(await waiting()).toEqual([[0, null]]);
    expect(await storage.readPhonesOf('d9')).toEqual([]);
  });

  test('the district has a name of its own and a pair of keys that fit each other', async () => {
    const facts = await (await fresh()).readFacts();
    const others = await (await fresh()).readFacts();
    expect(facts.server).toMatch(/^[0-9a-f]{16}$/);
    expect([others.server, others.epoch]).not.toEqual([facts.server, facts.epoch]);
    const importKey = (text: string, usages: webcrypto.KeyUsage[]) =>
      webcrypto.subtle.importKey(
        'jwk',
        JSON.parse(text) as webcrypto.JsonWebKey,
        { name: 'ECDH', namedCurve: 'P-256' },
        true,
        usages,
      );
    const ours = await importKey(facts.sealKey.privateJwk, ['deriveBits']);
    const theirs = await importKey(others.sealKey.privateJwk, ['deriveBits']);
    const secret = async (key: webcrypto.CryptoKey, publicJwk: string) =>
      Buffer.from(
        await webcrypto.subtle.deriveBits(
          { name: 'ECDH', public: await importKey(publicJwk, []) },
          key,
          256,
        ),
      ).toString('hex');
    expect(await secret(ours, others.sealKey.publicJwk)).toBe(
      await secret(theirs, facts.sealKey.publicJwk),
    );
  });
};
