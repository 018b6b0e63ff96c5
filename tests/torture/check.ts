// What must hold after every fault. TORTURE-1: every acknowledged event is in the ledger exactly once, under the number that
// the phone was told. TORTURE-2: each log is stored without holes, and its chain is the phone's. TORTURE-3: every accepted
// event has had its effect exactly once. TORTURE-4: the grid's digest, computed anew from the documents, is that of its
// row. TORTURE-5: the server tells that same digest, and sending everything once more changes nothing. TORTURE-6 is in
// rounds.ts.

import assert from 'node:assert/strict';
import { canonicalJson } from '#core/merge/canonical.ts';
import { addTerm, digestText, emptyDigest, termOf } from '#core/merge/digest.ts';
import type { DigestResponse } from '#schema/protocol.ts';
import { sha256, sha256Hex } from '../../sync-server/services/hashing.ts';
import type {
  DocumentRow,
  LedgerEntry,
  Storage,
  WholeGrid,
} from '../../sync-server/storage/port.ts';
import type { TorturePhone } from './phone.ts';
import { grid } from './world.ts';

/** TORTURE-1 … TORTURE-4, on the store itself. */
export const checkStore = async (
  storage: Storage,
  phones: readonly TorturePhone[],
): Promise<void> => {
  const [whole, ledger] = [await storage.readWholeGrid(grid), await storage.readLedgerOf(grid)];
  assert.ok(whole, 'the grid is gone');
  checkDigests(whole);
  checkEffects(whole, ledger);
  const entriesByDevice = Map.groupBy(ledger, ({ device }) => device);
  for (const phone of phones) {
    const entries = entriesByDevice.get(phone.device) ?? [];
    checkLog(phone, entries);
    const chain = await storage.readChainOf(grid, phone.device);
    const expected = { last: entries.length, hash: phone.log.hashAt(entries.length) };
    assert.deepEqual(chain, expected, `${phone.device}: the chain does not fit the ledger`);
  }
};

const checkDigests = ({ documents, digests, head }: WholeGrid): void => {
  for (const [name, rows] of Object.entries(documents)) {
    for (const { rev, json, seq } of rows) {
      assert.equal(rev, sha256Hex(json), 'a document is not what its rev says');
      assert.ok(seq <= head, `a document has number ${seq}, the head is ${head}`);
    }
    const told = digests[name as keyof typeof digests];
    assert.equal(digestOf(rows), told, `the digest of ${name} does not fit the documents`);
  }
};

const digestOf = (rows: readonly DocumentRow[]): string =>
  digestText(rows.map(({ id, rev }) => termOf(sha256, id, rev)).reduce(addTerm, emptyDigest));

const checkEffects = ({ documents, head }: WholeGrid, ledger: readonly LedgerEntry[]): void => {
  const accepted = ledger.filter(({ verdict }) => verdict === 'accepted');
  const visits = documents.visits.map(({ id }) => id).sort();
  assert.deepEqual(visits, accepted.map(({ id }) => id).sort(), 'visits are not those accepted');
  const numbers = new Set(accepted.map(({ seq }) => seq));
  assert.equal(numbers.size, accepted.length, 'a sequence number was given twice');
  // Each visit here writes its household and itself: two numbers, after those of the import.
  const first = head - 2 * accepted.length;
  assert.equal(first, documents.households.length + 1, 'a sequence number was left out');
};

const checkLog = (phone: TorturePhone, entries: readonly LedgerEntry[]): void => {
  const { device, log, told } = phone;
  const inOrder = [...entries].sort((left, right) => left.n - right.n);
  inOrder.forEach(({ n, fork, json, hash }, k) => {
    assert.deepEqual(
      [n, fork],
      [k + 1, ''],
      `${device}: number ${k + 1} is missing or twice there`,
    );
    assert.equal(json, canonicalJson(log.events[k]), `${device}.${n} is another event`);
    assert.equal(hash, log.hashAt(n), `${device}.${n} has another hash`);
  });
  const stored = inOrder.length;
  assert.ok(
    stored >= phone.acknowledged(),
    `${device}: ${phone.acknowledged()} known, ${stored} kept`,
  );
  for (const [n, seq] of told) {
    assert.equal(inOrder[n - 1]?.seq, seq, `${device}.${n} was acknowledged as ${seq}`);
  }
};

/** TORTURE-5, on a running server: `told` digest before and after everything is sent again. */
export const checkServer = async (
  url: string,
  storage: Storage,
  phones: readonly TorturePhone[],
): Promise<void> => {
  const before = await askDigest(url, phones);
  const [row] = await storage.readGrids([grid]);
  assert.deepEqual(
    [before.head, before.digest],
    [row?.head, row?.digests],
    'the server tells else',
  );
  for (const phone of phones) {
    for (let from = 1; from <= phone.acknowledged(); from += 500) {
      await phone.repeat(url, from, Math.min(from + 499, phone.acknowledged()));
    }
  }
  assert.deepEqual(await askDigest(url, phones), before, 'sending again has changed something');
};

const askDigest = async (
  url: string,
  [phone]: readonly TorturePhone[],
): Promise<DigestResponse> => {
  const headers = { authorization: `Bearer ${phone?.token}` };
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(`${url}/api/v1/digest/${grid}`, { headers });
    if (response.ok) return (await response.json()) as DigestResponse;
    assert.ok(tries < 50, `no digest: ${response.status}`);
    await new Promise((done) => setTimeout(done, 50));
  }
};
