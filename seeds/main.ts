// The seeds' command line; see --help. Ends with 0, or with 1 and one sentence.

import process from 'node:process';
import { help, parseCommand, SeedRefused, type SeedCommand } from './cli/options.ts';
import { writeDatabase } from './cli/write-database.ts';
import { writeLines } from './cli/write-lines.ts';
import { seedData } from './generate/scales.ts';
import { demoStaff } from './generate/teams.ts';

/** Grids between two lines of progress. */
const progressStep = 50;

const number = new Intl.NumberFormat('en');

const seed = async ({ wish, into, out }: Extract<SeedCommand, { kind: 'seed' }>): Promise<void> => {
  const startedMs = performance.now();
  if (out !== null) await writeLines(seedData(wish), out);
  if (into === null) return;
  const report = await writeDatabase(seedData(wish), into, ({ grids, households }) => {
    if (grids % progressStep === 0)
      console.error(`${number.format(grids)} grids, ${number.format(households)} households …`);
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.error(
    `Seeded ${into} in ${seconds} s: ${number.format(report.grids)} grids, ` +
      `${number.format(report.households)} households, ${number.format(report.events)} events. ` +
      `Staff: desk ${demoStaff.desk}, leader ${demoStaff.leader}, member ${demoStaff.member}.`,
  );
};

const main = async (): Promise<void> => {
  const command = parseCommand(process.argv.slice(2));
  if (command.kind === 'help') process.stdout.write(help);
  else await seed(command);
};

// An interrupted run cleans up on its way out.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

main().catch((error: unknown) => {
  console.error(error instanceof SeedRefused ? error.message : error);
  process.exitCode = 1;
});
