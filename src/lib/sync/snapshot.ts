// The first load's file: all documents of a grid at one head, fetched as the gzip file itself, because a browser that unpacks
// for us counts bytes that were never sent. SNAP-1: every piece is stored as it comes; a load that was cut at any byte, or
// whose browser was killed, goes on there (Range with If-Range). SNAP-2: a grid that has moved on meanwhile begins anew, and
// only that. SNAP-3: as long as bytes come, a cut is followed by the next attempt at once.

import * as v from 'valibot';
import type { GridId } from '#core/ids.ts';
import type { Download } from '#data/replica/download-dexie.ts';
import { Digests } from '#schema/protocol.ts';
import { Count, Id } from '#schema/records.ts';
import { Document } from './pages.ts';
import type { Failure, Transport } from './transport.ts';

/** NET-3: the digest proves the documents. */
const SnapshotShape = v.object({
  grid: Id,
  epoch: v.string(),
  head: Count,
  digest: Digests,
  grids: v.array(Document),
  households: v.array(Document),
  visits: v.array(Document),
});
export type SnapshotPages = v.InferOutput<typeof SnapshotShape>;

export type Fetched =
  | { kind: 'whole'; pages: SnapshotPages }
  /** Whole, and not to be read. */
  | { kind: 'damaged' }
  | { kind: 'revoked' }
  | Failure;

type Source = {
  grid: GridId;
  transport: Transport;
  download: Download;
  /** @param share 0–1 of the file */
  onShare(share: number): void;
};

/** Whether this browser can unpack a file. */
export const canUnpack = (): boolean => typeof DecompressionStream !== 'undefined';

export const fetchSnapshot = async (source: Source): Promise<Fetched> => {
  const { grid, download } = source;
  while (!download.isWhole()) {
    const before = download.size();
    const answer = await attempt(source);
    if (answer.kind === 'answered') break;
    if (answer.kind !== 'refused') {
      // SNAP-3
      if (download.size() > before) continue;
      return answer;
    }
    if (answer.status === 403 || answer.status === 404) return { kind: 'revoked' };
    if (answer.status !== 416 || before === 0) return answer;
    await download.begin('', null);
  }
  const pages = await unpack(await download.whole());
  return pages?.grid === grid ? { kind: 'whole', pages } : { kind: 'damaged' };
};

/** SNAP-1, SNAP-2. */
const attempt = ({ grid, transport, download, onShare }: Source) => {
  const held = download.size();
  const range = { range: `bytes=${held}-`, 'if-range': download.tag() };
  let total: number | null = null;
  return transport.download({
    path: `/snapshot/${encodeURIComponent(grid)}?as=gzip`,
    headers: { accept: 'application/gzip', ...(held > 0 && download.tag() !== '' ? range : {}) },
    async onHead(head) {
      total = head.total;
      const goesOn = head.from === held && held > 0 && head.tag === download.tag();
      if (!goesOn) await download.begin(head.tag, head.total);
    },
    async onPart(bytes) {
      await download.add(bytes);
      if (total !== null) onShare(download.size() / total);
    },
  });
};

const unpack = async (file: Blob): Promise<SnapshotPages | null> => {
  try {
    const plain = file.stream().pipeThrough(new DecompressionStream('gzip'));
    const parsed = v.safeParse(SnapshotShape, JSON.parse(await new Response(plain).text()));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};
