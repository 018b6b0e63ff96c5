// An operator closes the round of a grid: the sheet is numbered like any other change.

import type { GridSheet } from '#core/grid/sheet.ts';
import { canonicalJson } from '#core/merge/canonical.ts';
import { addTerm, digestText, parseDigest, removeTerm, termOf } from '#core/merge/digest.ts';
import { sha256, sha256Hex } from '#server/services/hashing.ts';
import type { Context } from '#server/services/context.ts';

export const closeRound = async ({ storage, pokes }: Context, grid: string): Promise<void> => {
  const head = await storage.inGrid(grid, async (transaction) => {
    const row = await transaction.readGrid();
    const [stored] = await transaction.readDocuments('grids', ['sheet']);
    if (row === undefined || stored === undefined) return 0;
    const before = JSON.parse(stored.json) as GridSheet;
    if (before.round.isClosed) return 0;
    const seq = row.head + 1;
    const json = canonicalJson({ ...before, seq, round: { ...before.round, isClosed: true } });
    const rev = sha256Hex(json);
    const left = removeTerm(parseDigest(row.digests.grids), termOf(sha256, 'sheet', stored.rev));
    const grids = digestText(addTerm(left, termOf(sha256, 'sheet', rev)));
    await transaction.putDocuments('grids', [{ id: 'sheet', seq, rev, json }]);
    await transaction.putGrid({ ...row, head: seq, digests: { ...row.digests, grids } });
    return seq;
  });
  if (head > 0) pokes.publish(grid, head);
};
