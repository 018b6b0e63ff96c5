// Everything that must hold before a change is taken: prints one line a stage, goes on after a failure,
// and ends with the sum over all suites. With --static, only what needs no run of the product.
import process from 'node:process';
import { printOutcome, printTotal, type Outcome } from './verify/report.ts';
import { staticStages, suiteStages, type Stage } from './verify/stages.ts';

// What only reads the sources goes two at a time; what builds and measures has the machine for itself.
const outcomes = await runStages(staticStages, 2);
if (!process.argv.includes('--static')) outcomes.push(...(await runStages(suiteStages, 1)));
printTotal(outcomes);

/** Runs the stages, so many at once, and prints them in their order. */
async function runStages(stages: readonly Stage[], atOnce: number): Promise<Outcome[]> {
  const running: Promise<Outcome>[] = [];
  for (const [index, stage] of stages.entries()) {
    const place = running[index - atOnce] ?? Promise.resolve();
    running.push(place.then(() => outcomeOf(stage)));
  }
  const outcomes: Outcome[] = [];
  for (const [index, stage] of stages.entries()) {
    const outcome = await running[index];
    if (outcome === undefined) continue;
    printOutcome(stage.name, outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function outcomeOf(stage: Stage): Promise<Outcome> {
  try {
    return await stage.run();
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error);
    return { passed: 0, failed: 1, details };
  }
}
