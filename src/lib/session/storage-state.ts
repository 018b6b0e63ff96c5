// Whether the browser has promised to keep our data, and how much room is left.

import type { StorageState } from '#sync/status.ts';

const manager = (): StorageManager | undefined => navigator.storage as StorageManager | undefined;

export const readStorageState = async (): Promise<StorageState> => {
  const storage = manager();
  if (storage === undefined) return { isPersisted: null, freeBytes: null };
  const isPersisted = (await storage.persisted?.()) ?? null;
  const { quota, usage } = (await storage.estimate?.()) ?? {};
  const freeBytes = quota === undefined || usage === undefined ? null : quota - usage;
  return { isPersisted, freeBytes };
};

/** Asked after enrolment; browsers decide by how the app is used. */
export const askToPersist = async (): Promise<void> => {
  await manager()?.persist?.();
};
