// What may be asked of the simulation.
//
//   npm run simulate -- --runs 100000 --seed 7 [--from 0] [--store memory|sqlite|postgres]
//   npm run simulate -- --kept            the scenarios that once failed
//   npm run simulate -- --mutations       whether the simulation notices what is deliberately broken

import { parseArgs } from 'node:util';

export const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '20200210' },
    /** Number of the first run. */
    from: { type: 'string', default: '0' },
    store: { type: 'string', default: 'memory' },
    /** Ends after so many failures. */
    failures: { type: 'string', default: '1' },
    /** Seconds for which a failing run is made smaller. */
    shrink: { type: 'string', default: '60' },
    kept: { type: 'boolean', default: false },
    mutations: { type: 'boolean', default: false },
    /** Of the mutations only those whose name contains this. */
    only: { type: 'string', default: '' },
    /** Of the mutations so many, others every day; 0 for all. */
    some: { type: 'string', default: '0' },
  },
});
