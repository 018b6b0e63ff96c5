// Many runs, one after another, each from the seed and its number; what fails is made as small as it goes.

import fc from 'fast-check';
import type { Storage } from '#server/storage/port.ts';
import { scenarios, type Scenario } from './operations.ts';
import { run } from './run.ts';

export type Simulation = {
  openStore(): Promise<Storage>;
  runs: number;
  seed: number;
  /** Number of the first run. */
  from: number;
  /** Stops after so many runs that failed. */
  mostFailures: number;
  /** How long a failing run may be shrunk; 0 for not at all. */
  shrinkSeconds: number;
  report(text: string): void;
};
export type SimulationOutcome = { runs: number; failures: number; firstFailure: number | null };

/** As it stands in kept-seeds.ts. */
export const scenarioText = ({ operations, ...rest }: Scenario): string => {
  const lines = operations.map((operation) => `    ${JSON.stringify(operation)},`);
  const facts = Object.entries(rest).map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  return ['{', ...facts, '  operations: [', ...lines, '  ],', '}'].join('\n');
};

const seedOf = (seed: number, number: number): number =>
  (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(number + 1, 0xc2b2ae35)) | 0;

export const simulate = async (options: Simulation): Promise<SimulationOutcome> => {
  const { runs, seed, from, report, openStore, shrinkSeconds } = options;
  const property = fc.asyncProperty(scenarios(), (scenario) => run(scenario, openStore));
  const outcome: SimulationOutcome = { runs: 0, failures: 0, firstFailure: null };
  const begun = performance.now();
  for (let number = from; number < from + runs; number += 1) {
    const details = await fc.check(property, {
      seed: seedOf(seed, number),
      numRuns: 1,
      unbiased: true,
      endOnFailure: shrinkSeconds === 0,
      ...(shrinkSeconds > 0 ? { interruptAfterTimeLimit: shrinkSeconds * 1000 } : {}),
    });
    outcome.runs += 1;
    if (!details.failed) continue;
    outcome.failures += 1;
    outcome.firstFailure ??= number;
    const [scenario] = details.counterexample ?? [];
    const what =
      details.errorInstance instanceof Error
        ? details.errorInstance.message
        : String(details.errorInstance);
    report(
      `seed ${seed}, run ${number} fails (after ${details.numShrinks} steps of shrinking):\n${what}`,
    );
    if (scenario !== undefined) report(scenarioText(scenario));
    if (outcome.failures >= options.mostFailures) break;
  }
  const seconds = (performance.now() - begun) / 1000;
  report(
    `${outcome.runs} runs from ${from}, seed ${seed}, ${outcome.failures} failed, ${seconds.toFixed(1)} s`,
  );
  return outcome;
};
