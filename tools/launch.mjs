// One door for every npm script. Plain JavaScript that Node 20 can read: it sees to it that the packages
// are there, then hands the work to the Node 24 that comes with them.
import process from 'node:process';
import {
  backup,
  bench,
  build,
  check,
  format,
  invite,
  operator,
  restore,
  simulate,
  seed,
  torture,
  verify,
} from './launch/commands.mjs';
import { dev } from './launch/dev.mjs';
import { Refusal } from './launch/refusal.mjs';
import { serve, start } from './launch/serve.mjs';

const oldestNode = 20;
const commands = new Map(
  Object.entries({
    start,
    serve,
    dev,
    build,
    check,
    verify,
    bench,
    seed,
    invite,
    operator,
    backup,
    restore,
    simulate,
    torture,
    format,
  }),
);

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    throw new Refusal(
      `Gridsweep needs Node.js ${oldestNode} or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
    );
  }
  const command = commands.get(name);
  if (command === undefined) {
    throw new Refusal(`Unknown command "${name}". Known: ${[...commands.keys()].join(', ')}.`);
  }
  return command(args);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof Refusal ? error.message : error);
    process.exit(1);
  },
);
