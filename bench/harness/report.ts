// The figures as a table for people and as JSON for programs. Nothing of the machine is told but what was measured.

import {
  isKept,
  ratioOf,
  type Benchmark,
  type Figure,
  type Promised,
  type Unit,
} from './benchmark.ts';

export type Measured = { benchmark: Benchmark; figures: Figure[] };

const heads = ['name', 'what', 'ours', 'floor', 'ratio', 'promise', 'kept'] as const;
const rightAligned = new Set<number>([2, 3, 4]);

const amount = (value: number, unit: Unit): string =>
  `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;

const promiseOf = (promised: Promised, unit: Unit): string => {
  if (promised.kind === 'none') return '–';
  if (promised.kind === 'times') return `≥ ${promised.least}×`;
  return promised.kind === 'ratio' ? `≤ ${promised.most}×` : `≤ ${promised.most} ${unit}`;
};

const keptWords = { true: 'yes', false: 'NO', null: '–' } as const;
const keptWord = (figure: Figure): string => keptWords[`${isKept(figure)}`];

const rowOf = (name: string, figure: Figure): string[] => {
  const { what, unit, ours, floor, promised } = figure;
  const ratio = ratioOf(figure);
  return [
    name,
    what,
    amount(ours, unit),
    floor === null ? '–' : amount(floor, unit),
    ratio === null ? '–' : `${ratio.toFixed(2)}×`,
    promiseOf(promised, unit),
    keptWord(figure),
  ];
};

/** A table in Markdown, columns aligned for the terminal. */
export const tableOf = (measured: readonly Measured[]): string => {
  const rows = measured.flatMap(({ benchmark, figures }) =>
    figures.map((figure) => rowOf(benchmark.name, figure)),
  );
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...rows.map((row) => [...(row[at] ?? '')].length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => padded(cell, widths[at] ?? 0, rightAligned.has(at))).join(' | ')} |`;
  const rule = `|${widths.map((width, at) => `${'-'.repeat(width + 1)}${rightAligned.has(at) ? ':' : '-'}`).join('|')}|`;
  return [line(heads), rule, ...rows.map(line)].join('\n');
};

const padded = (text: string, width: number, isRight: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - [...text].length));
  return isRight ? space + text : text + space;
};

/** All figures with their ratio and whether the promise was kept, as indented JSON. */
export const jsonOf = (measured: readonly Measured[]): string => {
  const benchmarks = measured.map(({ benchmark: { name, what, promise }, figures }) => ({
    name,
    what,
    promise,
    figures: figures.map((figure) => ({
      ...figure,
      ratio: ratioOf(figure),
      isKept: isKept(figure),
    })),
  }));
  return `${JSON.stringify({ benchmarks }, null, 2)}\n`;
};

/** Figures whose promise was not kept. */
export const missed = (measured: readonly Measured[]): Figure[] =>
  measured.flatMap(({ figures }) => figures.filter((figure) => isKept(figure) === false));
