import { openTestDatabase } from '#testing/postgres-of-run.ts';
import { describeStorage } from '../contract.ts';
import { openPostgresStorage } from './postgres-storage.ts';

describeStorage('postgres', async () => {
  const url = await openTestDatabase();
  return {
    storage: await openPostgresStorage(url),
    reopen: () => openPostgresStorage(url),
    discard: () => undefined,
  };
});
