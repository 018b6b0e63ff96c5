// The command line of the benchmarks, parsed whole before anything is measured.

import { parseArgs } from 'node:util';

/** What the operator can put right; the message is one sentence for them. */
export class BenchRefused extends Error {}

export type BenchOptions = {
  only: string[];
  hasPeers: boolean;
  json: string | null;
  samples: number;
  isStrict: boolean;
};
export type BenchCommand = { kind: 'help' } | ({ kind: 'bench' } & BenchOptions);

const leastSamples = 5;
const mostSamples = 99;

export const usage = `Usage: npm run bench -- [options]

Measures what is promised about speed and size, each figure against a floor taken in the same run, and prints a table.

  --only NAME     measures only this; may be given several times
  --peers         compares with other products, too; they are installed into bench/peers first
  --json FILE     writes the figures into a file; "-" for the terminal instead of the table
  --samples N     samples of each figure, ${leastSamples} to ${mostSamples} (default: 7)
  --strict        ends with 1 when a promise is not kept
  --help          shows this
`;

const optionTypes = {
  only: { type: 'string', multiple: true },
  peers: { type: 'boolean' },
  json: { type: 'string' },
  samples: { type: 'string' },
  strict: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const read = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: optionTypes, strict: true }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    throw new BenchRefused(`${sentence.replace(/\.$/, '')}; see --help.`);
  }
};

const parseSamples = (text: string): number => {
  const samples = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (samples >= leastSamples && samples <= mostSamples) return samples;
  throw new BenchRefused(
    `--samples must be a whole number from ${leastSamples} to ${mostSamples}, not "${text}".`,
  );
};

/** @param names of all benchmarks. @throws BenchRefused */
export const parseBenchCommand = (
  args: readonly string[],
  names: readonly string[],
): BenchCommand => {
  const written = read(args);
  if (written.help === true) return { kind: 'help' };
  const only = written.only ?? [];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new BenchRefused(`--only knows ${names.join(', ')}, not "${unknown}".`);
  }
  if (written.json === '') throw new BenchRefused('--json needs the name of a file.');
  return {
    kind: 'bench',
    only,
    hasPeers: written.peers === true,
    json: written.json ?? null,
    samples: parseSamples(written.samples ?? '7'),
    isStrict: written.strict === true,
  };
};
