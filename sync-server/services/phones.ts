// Phones of a team, as last heard of. PHONES-1: only a leader of the grid sees them. PHONES-2: what a phone says with a
// pull is written at most twice a minute unless it changed, and never makes the pull wait. PHONES-3: what has arrived, by the
// phone itself or by another one, is not called unsent.

import { mayLead, mayMake } from '#core/access/grants.ts';
import type { GridId } from '#core/ids.ts';
import type { Announcement, PhonesResponse } from '#schema/protocol.ts';
import type { GridPhone, GridRow, PhoneRow } from '../storage/port.ts';
import type { Context } from './context.ts';
import { Refused } from './refused.ts';
import type { Session } from './sessions.ts';

const repeatAfterMs = 30_000;

/** @param receivedAt the server's clock, ms */
export const phoneOf = (
  { device, staff }: Session,
  announce: Announcement | undefined,
  receivedAt: number,
): Omit<PhoneRow, 'grid'> => ({
  device,
  staff: staff.id,
  heardAt: receivedAt,
  pending: announce?.pending ?? 0,
  oldestAt: announce?.oldestAt ?? null,
  skewMs: announce === undefined ? 0 : announce.clockMs - receivedAt,
  app: announce?.app ?? '',
});

/** PHONES-3: a phone counts before it asks; what it brought is not waiting any more. */
export const lessBrought = (
  announce: Announcement | undefined,
  brought: number,
): Announcement | undefined => {
  if (announce === undefined) return undefined;
  const pending = Math.max(0, announce.pending - brought);
  return { ...announce, pending, oldestAt: pending === 0 ? null : announce.oldestAt };
};

/** A phone that gave the grid back and has it again. */
const isBack = ({ heardAt, returnedAt }: Pick<GridPhone, 'heardAt' | 'returnedAt'>): boolean =>
  heardAt !== null && returnedAt !== null && heardAt > returnedAt;

/** @throws Refused `no-grant` for everybody but the grid's leaders */
export const phones = async (
  { storage, now }: Context,
  { grants }: Session,
  grid: GridId,
): Promise<PhonesResponse> => {
  const [row] = await storage.readGrids([grid]);
  if (row === undefined || !mayLead(grants, row)) throw new Refused('no-grant', 'grid');
  const found = await storage.readPhones(grid);
  const list = found.map(({ grid: _grid, app: _app, ...phone }) => ({
    ...phone,
    returnedAt: isBack(phone) ? null : phone.returnedAt,
  }));
  return { grid, at: now(), phones: list, ...(await storage.countRefused(grid)) };
};

/** PHONES-2, by what is stored: another process, or a push, may have written since. */
const isKnown = (stored: PhoneRow | undefined, said: Omit<PhoneRow, 'grid'>): boolean => {
  if (stored === undefined || said.heardAt === null || stored.heardAt === null) return false;
  if (said.heardAt - stored.heardAt >= repeatAfterMs) return false;
  const { pending, oldestAt, app } = stored;
  return pending === said.pending && oldestAt === said.oldestAt && app === said.app;
};

/** Notes that a phone of a team was heard of in these grids; resolves when it is stored or need not be. */
export const createListener =
  ({ storage, now }: Context) =>
  async (
    session: Session,
    rows: readonly Pick<GridRow, 'grid' | 'community'>[],
    announce: Announcement | undefined,
  ): Promise<void> => {
    const said = phoneOf(session, announce, now());
    for (const row of rows.filter((one) => mayMake(session.grants, one, 'visit-recorded'))) {
      if (isKnown(await storage.readPhone(row.grid, session.device), said)) continue;
      await storage.inGrid(row.grid, (transaction) => transaction.putPhone(said));
    }
  };
