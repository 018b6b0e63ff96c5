// The grid that will be shown is read while the screens are still being fetched: their code and the stored rows arrive side
// by side. Only where there is no doubt which grid it will be, and a complete copy is on this phone.

import { readReplicaNote } from '#data/replica/replica-note.ts';
import type { Workshop } from './workshop.ts';

type Shop = Pick<Workshop, 'database' | 'session' | 'openGrid'>;

/** Does nothing without a session, with several grids, or before the first load was complete. */
export const openOnlyGrid = async ({ database, session, openGrid }: Shop): Promise<void> => {
  const [only, ...others] = session.get()?.grids ?? [];
  if (only === undefined || others.length > 0) return;
  const note = await readReplicaNote(database, only.id);
  if (note?.isComplete === true) await openGrid(only.id);
};
