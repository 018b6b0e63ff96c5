// The simulation from a terminal. Every run is made from the seed and its own number, so `--from N --runs 1` repeats run N.
// A run that fails is made smaller and printed in a form that can be pasted into kept-seeds.ts; the exit code is then 1.

import process from 'node:process';
import { keptSeeds } from './kept-seeds.ts';
import { run } from './model/run.ts';
import { simulate } from './model/simulate.ts';
import { openStores, type Stores } from './model/stores.ts';
import { values } from './options.ts';

const runKept = async (stores: Stores): Promise<number> => {
  let failures = 0;
  for (const { name, wrong, scenario } of keptSeeds) {
    try {
      await run(scenario, stores.open);
      console.log(`ok    ${name}`);
    } catch (error) {
      failures += 1;
      const what = error instanceof Error ? error.message : String(error);
      console.log(`FAILS ${name} (once: ${wrong})\n${what}`);
    }
  }
  return failures;
};

const runMany = async (stores: Stores): Promise<number> => {
  const outcome = await simulate({
    openStore: stores.open,
    runs: Number(values.runs),
    seed: Number(values.seed),
    from: Number(values.from),
    mostFailures: Number(values.failures),
    shrinkSeconds: Number(values.shrink),
    report: console.log,
  });
  return outcome.failures;
};

const stores = await openStores(values.store);
const failures = await (values.kept ? runKept(stores) : runMany(stores)).finally(stores.close);
// What a killed phone waits for is waited for for ever: nothing else ends the process.
process.exit(failures > 0 ? 1 : 0);
