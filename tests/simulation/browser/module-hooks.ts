// Puts the simulated disk under the app: Dexie and the replica's writing side are the simulation's, all else is the
// product's own source. To be imported before anything of the app.

import { registerHooks } from 'node:module';

const memoryDexie = new URL('memory-dexie.ts', import.meta.url).href;
const memoryReplication = new URL('replication-memory.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'dexie') return { url: memoryDexie, shortCircuit: true };
    const resolved = next(specifier, context);
    return resolved.url.endsWith('/data/replica/replication-rxdb.ts')
      ? { ...resolved, url: memoryReplication, shortCircuit: true }
      : resolved;
  },
});
