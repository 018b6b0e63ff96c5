// SIM-12: at any moment a phone shows every visit that was recorded at it and that nobody has refused or taken back, sent or
// not, fetched or not. Looked at while things go on, not only at the end.

import { eventRows, type Phone } from './phone.ts';
import type { World } from './world.ts';

/** Visits that any event of any phone takes back. */
const takenBack = (world: World): Set<string> => {
  const targets = world.phones.flatMap((phone) =>
    eventRows(phone).map(({ event }) => {
      if (event.kind === 'visit-voided') return event.body.visit;
      return event.kind === 'visit-recorded' ? event.body.visit.voids : '';
    }),
  );
  return new Set(targets);
};

const checkPhone = (world: World, phone: Phone, gone: ReadonlySet<string>): void => {
  const store = phone.shop?.grid.store() ?? null;
  const isOpen = phone.shop?.grid.state.get().kind === 'open';
  // After a loss of what was stored, what is shown comes back with the next proof.
  if (store === null || !isOpen || phone.mayRepair || phone.life?.isDead !== false) return;
  const { households, sheet } = store.current();
  if (sheet.round.isClosed) return;
  const states = new Map(eventRows(phone).map((row) => [`${row.grid} ${row.event.id}`, row]));
  for (const { grid, device, n, disk } of phone.promised) {
    const row = states.get(`${grid} ${device}.${n}`);
    if (grid !== store.grid || disk !== phone.disk || row?.event.kind !== 'visit-recorded')
      continue;
    if ((row.state !== 'pending' && row.state !== 'accepted') || gone.has(row.event.id)) continue;
    const household = households.get(row.event.body.visit.household);
    const isShown = household?.round.attempts.some(({ visit }) => visit === row.event.id);
    if (isShown !== true)
      world.broken.push(
        `phone ${phone.index} does not show ${grid} ${row.event.id} (${row.state})`,
      );
  }
};

export const checkShown = (world: World): void => {
  if (world.restores > 0) return;
  const gone = takenBack(world);
  for (const phone of world.phones) checkPhone(world, phone, gone);
};
