// Everything that must hold before a change is taken: prints one line a stage, goes on after a failure,
// and ends with the sum over all suites. With --static, only what needs no run of the product.
import process from 'node:process';
import { printOutcome, printTotal, type Outcome } from './verify/report.ts';
import { staticStages, suiteStages, type Stage } from './verify/stages.ts';

const stages = process.argv.includes('--static') ? staticStages : [...staticStages, ...suiteStages];

const outcomes: Outcome[] = [];
for (const stage of stages) {
  const outcome = await outcomeOf(stage);
  printOutcome(stage.name, outcome);
  outcomes.push(outcome);
}
printTotal(outcomes);

async function outcomeOf(stage: Stage): Promise<Outcome> {
  try {
    return await stage.run();
  } catch (error) {
    return {
      passed: 0,
      failed: 1,
      details: error instanceof Error ? error.message : String(error),
    };
  }
}
