// One text in every coding that a client may ask for, each made when it is first asked for, and known by its tag before.

import { createHash } from 'node:crypto';
import { compress, type ContentCoding } from './content-coding.ts';

export type Representation = { bytes: Buffer; tag: string };
export type Representations = {
  /** In every coding, whether it was made or not. */
  tags: readonly string[];
  as(coding: ContentCoding): Promise<Representation>;
  /** Bytes of all that was made. */
  size(): number;
};

export const codings = ['br', 'gzip', 'identity'] as const satisfies readonly ContentCoding[];

const { zlib = '', brotli = '' } = process.versions;
const compressors: Record<ContentCoding, string> = { br: brotli, gzip: zlib, identity: '' };

/** Another version of a compressor may give other bytes for the same content. */
const tagOf = (content: string, coding: ContentCoding): string => {
  const hash = createHash('sha256').update(`${content} ${coding} ${compressors[coding]}`);
  return `"${hash.digest('hex').slice(0, 24)}"`;
};

export const represent = (text: string): Representations => {
  const bytes = Buffer.from(text);
  const content = createHash('sha256').update(bytes).digest('hex');
  const madeByCoding = new Map<ContentCoding, Promise<Representation>>();
  let size = bytes.length;
  const make = async (coding: ContentCoding): Promise<Representation> => {
    const packed = await compress(bytes, coding, 'often');
    if (packed !== bytes) size += packed.length;
    return { bytes: packed, tag: tagOf(content, coding) };
  };
  return {
    tags: codings.map((coding) => tagOf(content, coding)),
    size: () => size,
    as: (coding) => {
      const made = madeByCoding.get(coding) ?? make(coding);
      madeByCoding.set(coding, made);
      return made;
    },
  };
};
