// All that may happen at a door, by name, and the drawing of one that fits.

import type { Random } from '../random.ts';
import type { RosterDoor } from '../roster.ts';
import { corrections } from './corrections.ts';
import { decisions } from './decisions.ts';
import { disagreements } from './disagreements.ts';
import { empty } from './empty.ts';
import type { Script, Scripts } from './script.ts';
import { spoken } from './spoken.ts';
import { unreached } from './unreached.ts';

export const allScripts: Scripts = {
  ...spoken,
  ...unreached,
  ...empty,
  ...disagreements,
  ...corrections,
  ...decisions,
};

export const scriptNames: readonly string[] = Object.keys(allScripts);

const weighed = Object.values(allScripts).filter(({ weight }) => weight > 0);

/** What happened at a door, drawn by weight among what fits. */
export const drawScript = (random: Random, door: RosterDoor): Script =>
  random.weighted(
    weighed.filter(({ fits }) => fits(door)).map((one) => [one, one.weight] as const),
  );
