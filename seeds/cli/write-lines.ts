// Writes a seed as JSON lines: beside the wanted file first, then moved to its place, so that no half of it is ever
// found there.

import { createWriteStream, renameSync, rmSync } from 'node:fs';
import process from 'node:process';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { seedLines } from '../generate/lines.ts';
import type { SeedData } from '../generate/scales.ts';
import { SeedRefused } from './options.ts';

const chunkLength = 1 << 18;

function* chunksOf(data: SeedData): Generator<string> {
  let chunk = '';
  for (const line of seedLines(data)) {
    chunk += line;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

const write = (data: SeedData, to: Writable, options: { end: boolean }): Promise<void> =>
  pipeline(Readable.from(chunksOf(data), { objectMode: true }), to, options);

const refusalOf = (error: unknown, target: string): unknown => {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error : new SeedRefused(`${target} cannot be written (${code}).`);
};

/** @param file a path, or '-' for the terminal @throws SeedRefused when it cannot be written */
export const writeLines = async (data: SeedData, file: string): Promise<void> => {
  const isTerminal = file === '-';
  const beside = `${file}.partial-${process.pid}`;
  try {
    if (isTerminal) return await write(data, process.stdout, { end: false });
    await write(data, createWriteStream(beside, { flags: 'wx' }), { end: true });
    renameSync(beside, file);
  } catch (error) {
    if (!isTerminal) rmSync(beside, { force: true });
    throw refusalOf(error, isTerminal ? 'Standard output' : `The file ${file}`);
  }
};
