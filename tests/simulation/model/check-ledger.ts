// SIM-1: everything that a surviving phone recorded, and everything that was acknowledged, is in the ledger, once, as it was
// made. SIM-2: numbers of a log count without holes and its chain fits, but where a restored server lacks what its phone gave
// back with the grid: the event behind such a gap is kept apart. SIM-3: nothing waits any more.

import { canonicalJson } from '#core/merge/canonical.ts';
import { chainStart } from '#core/merge/chain.ts';
import { sha256Hex } from '#server/services/hashing.ts';
import type { LedgerEntry } from '#server/storage/port.ts';
import { eventRows } from './phone.ts';
import type { World } from './world.ts';

const checkLog = (world: World, grid: string, log: readonly LedgerEntry[]): void => {
  let [hash, n] = [chainStart, 0];
  log.forEach((entry) => {
    const at = `${grid} ${entry.device} ${entry.n}`;
    const isBroken = entry.reason === 'chain-broken';
    const isGap = world.restores > 0 && isBroken && entry.n > n + 1;
    if (entry.n !== n + 1 && !isGap) world.broken.push(`hole or repeat in a log before ${at}`);
    if (sha256Hex(hash + entry.json) !== entry.hash && !isGap)
      world.broken.push(`chain does not fit at ${at}`);
    if (isBroken && !isGap) world.broken.push(`an honest event is kept as chain-broken: ${at}`);
    [hash, n] = [entry.hash, entry.n];
  });
};

const checkOwn = (world: World, grid: string, entryOf: Map<string, LedgerEntry>): void => {
  for (const phone of world.phones) {
    for (const { device, n, event, state, grid: of } of eventRows(phone)) {
      if (of !== grid) continue;
      const at = `${grid} ${device} ${n}`;
      if (state === 'pending') world.broken.push(`still waiting on phone ${phone.index}: ${at}`);
      const entry = entryOf.get(`${device} ${n}`);
      if (entry === undefined)
        world.broken.push(`on phone ${phone.index} and not in the ledger: ${at}`);
      else if (entry.json !== canonicalJson(event)) world.broken.push(`changed on its way: ${at}`);
      // A restored server may judge anew what it is sent again, under the grants of that moment.
      else if (world.restores === 0 && (state === 'accepted') !== (entry.verdict === 'accepted'))
        world.broken.push(`phone ${phone.index} says ${state}, the ledger ${entry.verdict}: ${at}`);
    }
    for (const one of phone.promised) {
      if (one.grid !== grid || one.disk !== phone.disk || world.restores > 0) continue;
      const { device, n, hash } = one;
      if (entryOf.get(`${device} ${n}`)?.hash !== hash)
        world.broken.push(`shown as saved and lost: ${grid} ${device} ${n}`);
    }
  }
};

export const checkLedger = (world: World, grid: string, ledger: readonly LedgerEntry[]): void => {
  const logs = Map.groupBy(
    ledger.filter(({ fork }) => fork === ''),
    ({ device }) => device,
  );
  for (const log of logs.values())
    checkLog(
      world,
      grid,
      [...log].sort((a, b) => a.n - b.n),
    );
  for (const { device, n, fork } of ledger) {
    if (fork !== '') world.broken.push(`a fork of an honest phone: ${grid} ${device} ${n}`);
  }
  const entryOf = new Map(ledger.map((entry) => [`${entry.device} ${entry.n}`, entry]));
  checkOwn(world, grid, entryOf);
  if (world.restores > 0) return;
  for (const key of world.acknowledged) {
    const [of, device, n] = key.split(' ');
    if (of === grid && !entryOf.has(`${device} ${n}`))
      world.broken.push(`acknowledged and lost: ${key}`);
  }
};
