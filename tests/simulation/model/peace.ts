// Whether nothing is left to be done: every phone stands, has sent everything, and holds what the server holds.

import { mayRead } from '#core/access/grants.ts';
import { outboxRows, type Phone } from './phone.ts';
import { isWaiting, type World } from './world.ts';

/** The note of the open grid's copy. */
export const noteOf = (
  phone: Phone,
): { applied: number; epoch: string; database: string } | undefined =>
  outboxRows(phone, 'meta').find(({ key }) => key === `replica:${phone.grid}`)?.['value'] as
    { applied: number; epoch: string; database: string } | undefined;

/** Whether the person at the phone may read the grid that is open there. */
export const mayStillRead = (world: World, phone: Phone, grid = phone.grid): boolean =>
  mayRead(world.grants.get(phone.staff) ?? [], { grid, community: '130404004001' });

const isCurrent = async (world: World, phone: Phone): Promise<boolean> => {
  if (phone.shop === null || isWaiting(phone)) return false;
  if (!mayStillRead(world, phone)) return phone.shop.grid.state.get().kind !== 'open';
  const [row] = await world.server.store().storage.readGrids([phone.grid]);
  const note = noteOf(phone);
  return (
    note !== undefined && note.applied === row?.head && note.epoch === world.server.context().epoch
  );
};

export const isAtPeace = async (world: World): Promise<boolean> => {
  const all = await Promise.all(world.phones.map((phone) => isCurrent(world, phone)));
  return all.every(Boolean);
};
