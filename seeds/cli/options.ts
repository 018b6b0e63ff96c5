// The command line of the seeds, parsed whole before anything is written. Whatever is wrong with it is said in one
// sentence.

import { parseArgs } from 'node:util';
import { defaultSeed, fixedNowMs, type Scale, type SeedWish } from '../generate/scales.ts';

/** What the operator can put right; the message is one sentence for them. */
export class SeedRefused extends Error {}

export type SeedCommand =
  { kind: 'help' } | { kind: 'seed'; wish: SeedWish; into: string | null; out: string | null };

export const help = `Usage: npm run seed -- [options]

Fills an empty data folder with a generated demo on the real divisions of Fuxing district, or writes it as text.
The same options give the same bytes.

  --scale NAME       demo (default): two communities, about 2,000 households in 6 grids
                     district: 258 compounds, about 100,000 households
                     bench: one grid of an exact size
  --seed TEXT        what the random numbers start from, 1 to 200 characters (default: ${defaultSeed})
  --now TIME         the moment up to which the round has come, ISO 8601 (default: ${new Date(fixedNowMs).toISOString()})
  --households N     with --scale bench: 1 to 5000 (default: 1000)
  --visits N         with --scale bench: 0 to 100000 (default: 5000)
  --into FOLDER      writes a database into this folder, which must not hold one yet
  --out FILE         writes JSON lines, one canonical document or event a line; "-" for the terminal
  --help             shows this
`;

const optionTypes = {
  scale: { type: 'string' },
  seed: { type: 'string' },
  now: { type: 'string' },
  households: { type: 'string' },
  visits: { type: 'string' },
  into: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Written = Partial<Record<Exclude<keyof typeof optionTypes, 'help'>, string>> & {
  help?: boolean;
};

const read = (args: readonly string[]): Written => {
  try {
    return parseArgs({ args: [...args], options: optionTypes, strict: true }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    throw new SeedRefused(`${sentence.replace(/\.$/, '')}; see --help.`);
  }
};

const parseScale = (text: string): Scale => {
  if (text === 'demo' || text === 'district' || text === 'bench') return text;
  throw new SeedRefused(`--scale must be demo, district or bench, not "${text}".`);
};

const parseSeed = (text: string): string => {
  if (text.length >= 1 && text.length <= 200) return text;
  throw new SeedRefused('--seed must have 1 to 200 characters.');
};

const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const parseNow = (text: string): number => {
  const ms = isoTime.test(text) ? Date.parse(text) : Number.NaN;
  if (ms >= Date.UTC(2001, 0) && ms < Date.UTC(2100, 0)) return ms;
  throw new SeedRefused(
    `--now must be a time of this century like 2026-03-05T15:20:00+08:00, not "${text}".`,
  );
};

type Range = { least: number; most: number };

const parseCount = (name: string, text: string, { least, most }: Range): number => {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw new SeedRefused(
    `--${name} must be a whole number from ${least} to ${most}, not "${text}".`,
  );
};

const refuseStray = (written: Written, scale: Scale): void => {
  const stray = (['households', 'visits'] as const).find((name) => written[name] !== undefined);
  if (stray !== undefined && scale !== 'bench') {
    throw new SeedRefused(`--${stray} goes with --scale bench only.`);
  }
  if (written.into === '' || written.out === '') {
    throw new SeedRefused('--into and --out need a name.');
  }
  if (written.into === undefined && written.out === undefined) {
    throw new SeedRefused('Say where to write: --into FOLDER or --out FILE; see --help.');
  }
};

/** @throws SeedRefused */
export const parseCommand = (args: readonly string[]): SeedCommand => {
  const written = read(args);
  if (written.help === true) return { kind: 'help' };
  const scale = parseScale(written.scale ?? 'demo');
  const wish: SeedWish = {
    scale,
    seed: parseSeed(written.seed ?? defaultSeed),
    nowMs: written.now === undefined ? fixedNowMs : parseNow(written.now),
    households: parseCount('households', written.households ?? '1000', { least: 1, most: 5000 }),
    visits: parseCount('visits', written.visits ?? '5000', { least: 0, most: 100_000 }),
  };
  refuseStray(written, scale);
  return { kind: 'seed', wish, into: written.into ?? null, out: written.out ?? null };
};
