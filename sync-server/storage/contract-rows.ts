// Rows with defaults, for the contract suite.

import { emptyCounts } from '#core/coverage/counts.ts';
import type { DocumentRow, GridRow, LedgerEntry, PhoneRow, Storage } from './port.ts';

/** An empty grid in one community of the district. */
export const gridRow = (grid: string, changes: Partial<GridRow> = {}): GridRow => ({
  grid,
  name: `网格${grid}`,
  community: '130404001008',
  round: { number: 1, name: '第一轮' },
  head: 0,
  restoredHead: null,
  digests: { grids: '0', households: '0', visits: '0' },
  counts: emptyCounts(),
  ...changes,
});

/** A document without content. */
export const documentRow = (id: string, seq: number): DocumentRow => ({
  id,
  seq,
  rev: `rev${seq}`,
  json: JSON.stringify({ id, seq }),
});

/** An accepted event of device `aa`. */
export const entry = (n: number, changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  device: 'aa',
  n,
  fork: '',
  id: `aa.${n}`,
  json: '{}',
  hash: `hash${n}`,
  verdict: 'accepted',
  reason: '',
  where: '',
  seq: n,
  receivedAt: 1000 + n,
  ...changes,
});

/** A phone of s001, heard of at 1000. */
export const phone = (device: string, changes: Partial<PhoneRow> = {}): Omit<PhoneRow, 'grid'> => {
  const { grid: _, ...rest } = {
    grid: '',
    device,
    staff: 's001',
    heardAt: 1000,
    pending: 0,
    oldestAt: null,
    skewMs: 0,
    app: '0.1.0',
    ...changes,
  };
  return rest;
};

/** A device without its holder. */
export const device = (id: string, tokenHash: string) => ({
  id,
  label: 'Android · Chrome',
  tokenHash,
  expiresAt: 9000,
  publicKey: '',
  cookieHash: '',
  wipedAt: null,
});

/** A grid with a sheet (number 1) and households h1 … with the numbers after it. */
export const fill = (storage: Storage, grid: string, households: number): Promise<void> =>
  storage.inGrid(grid, async (transaction) => {
    const rows = Array.from({ length: households }, (_, k) => documentRow(`h${k + 1}`, k + 2));
    await transaction.putDocuments('grids', [documentRow('sheet', 1)]);
    await transaction.putDocuments('households', rows);
    await transaction.putGrid(gridRow(grid, { head: households + 1 }));
  });

/** Raises the head by one, slowly. */
export const count = (storage: Storage, grid: string): Promise<number> =>
  storage.inGrid(grid, async (transaction) => {
    const row = await transaction.readGrid();
    await Promise.resolve();
    const head = (row?.head ?? 0) + 1;
    await transaction.putGrid(gridRow(grid, { head }));
    return head;
  });
