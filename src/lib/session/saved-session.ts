// Who is signed in on this phone, kept in the outbox's database, so that the app starts without network. SESSION-4: an
// expired session stays: work goes on, sending waits. SESSION-5: grids that the grants no longer cover are not offered.

import { type Grant, mayRead } from '#core/access/grants.ts';
import type { DeviceId, GridId } from '#core/ids.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { gridsHeld, readNote, writeNote } from '#data/outbox/outbox-rows.ts';
import { notedGrids } from '#data/replica/replica-note.ts';
import type { EnrolResponse } from '#schema/protocol.ts';
import type { Session } from './app.ts';

export type SavedSession = EnrolResponse & { deviceId: DeviceId; isExpired: boolean };

const key = 'session';

export const readSession = (database: OutboxDatabase): Promise<SavedSession | undefined> =>
  readNote<SavedSession>(database, key);

export const writeSession = (database: OutboxDatabase, session: SavedSession): Promise<void> =>
  writeNote(database, key, session);

export const newSession = (response: EnrolResponse): SavedSession => ({
  ...response,
  isExpired: false,
});

/** SESSION-5. */
export const withGrants = (session: SavedSession, grants: Grant[]): SavedSession => ({
  ...session,
  grants,
  grids: session.grids.filter(({ id, community }) => mayRead(grants, { grid: id, community })),
});

/**
 * SESSION-6: a grid that the grants do not cover is not kept either, whether it is open or not. The community of a grid that
 * is not on the list is not known: only a grant over the grid itself, or over all areas, covers it.
 */
export const lostGrids = async (
  database: OutboxDatabase,
  { grants, grids }: SavedSession,
): Promise<GridId[]> => {
  const held = [...(await notedGrids(database)), ...(await gridsHeld(database))];
  const communityOf = new Map(grids.map(({ id, community }) => [id, community]));
  return [...new Set(held)].filter(
    (grid) => !mayRead(grants, { grid, community: communityOf.get(grid) ?? '' }),
  );
};

/** What screens may know of it: no token. */
export const sessionOf = ({ staff, grants, grids, isDemo }: SavedSession): Session => ({
  staff,
  grants,
  grids,
  isDemo,
});
