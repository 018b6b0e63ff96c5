import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type ContentCoding = 'br' | 'gzip' | 'identity';

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** The coding to answer with, from the `Accept-Encoding` header; what is not named is not used. */
export const chooseCoding = (
  accepted: string | undefined,
  offered: readonly ContentCoding[] = ['br', 'gzip'],
): ContentCoding => {
  const named = (accepted ?? '').toLowerCase().split(',');
  const wanted = named
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, quality]) => !/^q=0(\.0*)?$/.test(quality ?? ''))
    .map(([name]) => name);
  return offered.find((coding) => wanted.includes(coding)) ?? 'identity';
};

/**
 * How much work a body is worth: `once` is sent once; `often` is sent to every phone of a grid until it moves on, and the
 * first of them waits for it; `ever` is compressed once and sent for as long as the program runs.
 */
export type Effort = 'once' | 'often' | 'ever';

/** Brotli at 5 is smaller than gzip at 9, and done sooner; at 10 it takes seconds for a whole grid. */
const levels: Record<Effort, { gzip: number; br: number }> = {
  once: { gzip: 5, br: 4 },
  often: { gzip: 9, br: 5 },
  ever: { gzip: 9, br: 10 },
};

export const compress = async (
  bytes: Buffer,
  coding: ContentCoding,
  effort: Effort,
): Promise<Buffer> => {
  const level = levels[effort];
  switch (coding) {
    case 'identity':
      return bytes;
    case 'gzip':
      return compressGzip(bytes, { level: level.gzip });
    case 'br':
      return compressBrotli(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: level.br,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      });
  }
};
