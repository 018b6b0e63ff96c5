// A door found in the field that is not on the roster. Its id is the id of the event that lists it.

import type { Door } from '#core/address/door.ts';
import type { CompoundId } from '#core/ids.ts';
import type { Intention } from '../outbox/outbox.ts';
import { CommandRefused, nothingToUndo, type Scene } from './scene.ts';

/** @throws CommandRefused 'unknown-compound' */
export const listHousehold = (
  { view, nowMs }: Scene,
  found: { compound: CompoundId; door: Door },
): Intention => {
  const { compound, door } = found;
  if (!view.sheet.compounds.some(({ id }) => id === compound)) {
    throw new CommandRefused('unknown-compound');
  }
  return {
    household: '',
    undo: nothingToUndo,
    factOf: (id) => ({
      kind: 'household-listed',
      body: {
        household: id as string,
        compound,
        door,
        round: view.sheet.round.id,
        listedAt: nowMs,
      },
    }),
  };
};
