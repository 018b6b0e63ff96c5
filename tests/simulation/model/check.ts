// What must hold when everything has healed.

import { checkCopies } from './check-copies.ts';
import { checkDocuments } from './check-documents.ts';
import { checkLedger } from './check-ledger.ts';
import { checkMerge } from './check-merge.ts';
import { seenBy, takenOf } from './taken.ts';
import { gridIds } from './district.ts';
import type { World } from './world.ts';

export const check = async (world: World): Promise<void> => {
  for (const grid of gridIds) {
    const { storage } = world.server.store();
    const ledger = await storage.readLedgerOf(grid);
    const whole = await storage.readWholeGrid(grid);
    const [row] = await storage.readGrids([grid]);
    if (whole === undefined || row === undefined) throw new Error(`${grid} is gone`);
    checkLedger(world, grid, ledger);
    const refused = await storage.readRefused(grid, 10_000);
    const taken = takenOf(ledger, refused, (entry, isAdmitted) =>
      seenBy(world, row, { entry, isAdmitted }),
    );
    checkDocuments(world, { grid, taken, whole, row });
    checkMerge(world, { grid, taken, whole });
    checkCopies(world, { grid, whole, phones: await storage.readPhones(grid) });
  }
};
