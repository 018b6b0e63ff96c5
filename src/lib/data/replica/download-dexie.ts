// Bytes of a file as they came, kept until the file is whole: a load that was cut at any byte, or whose browser was killed,
// goes on there. DOWNLOAD-1: pieces of one file only: another tag begins anew. DOWNLOAD-2: what was added is stored when
// the promise resolves. The database lives and dies with the copy that is being filled.

import Dexie, { type Table } from 'dexie';
import { partName } from './rows-dexie.ts';

type Piece = { at?: number; bytes: Uint8Array<ArrayBuffer> };
type Label = { key: 'label'; tag: string; total: number | null };

export type Download = {
  /** The ETag of what is kept; '' when nothing is. */
  tag(): string;
  /** Bytes kept. */
  size(): number;
  isWhole(): boolean;
  /** DOWNLOAD-1. @param total of the file, where the server says it */
  begin(tag: string, total: number | null): Promise<void>;
  /** DOWNLOAD-2. */
  add(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  whole(): Promise<Blob>;
  close(): void;
};

const nameOf = (database: string): string => partName(database, 'download');

/** @param database of the copy */
export const openDownload = async (database: string): Promise<Download> => {
  const dexie = new Dexie(nameOf(database), { autoOpen: true, cache: 'disabled' });
  dexie.version(1).stores({ pieces: '++at', labels: 'key' });
  const pieces: Table<Piece, number> = dexie.table('pieces');
  const labels: Table<Label, string> = dexie.table('labels');
  let { tag, total } = (await labels.get('label')) ?? { tag: '', total: null as number | null };
  let size = 0;
  if (tag !== '') await pieces.each((piece) => void (size += piece.bytes.length));
  return {
    tag: () => tag,
    size: () => size,
    isWhole: () => total !== null && size === total,
    async begin(next, nextTotal) {
      await dexie.transaction('rw', pieces, labels, async () => {
        await pieces.clear();
        await labels.put({ key: 'label', tag: next, total: nextTotal });
      });
      tag = next;
      total = nextTotal;
      size = 0;
    },
    async add(bytes) {
      await pieces.add({ bytes });
      size += bytes.length;
    },
    whole: async () => new Blob((await pieces.toArray()).map((piece) => piece.bytes)),
    close: () => dexie.close(),
  };
};

/** Nothing of it stays. @param database of the copy */
export const removeDownload = (database: string): Promise<void> => Dexie.delete(nameOf(database));
