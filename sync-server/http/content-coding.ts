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

/** @param isKept true for what is compressed once and sent often: more effort, fewer bytes */
export const compress = async (
  bytes: Buffer,
  coding: ContentCoding,
  isKept: boolean,
): Promise<Buffer> => {
  switch (coding) {
    case 'identity':
      return bytes;
    case 'gzip':
      return compressGzip(bytes, { level: isKept ? 9 : 5 });
    case 'br':
      return compressBrotli(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: isKept ? 10 : 4,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      });
  }
};
