// Reads of grids. STORE-4 here: whatever is read of one grid together is read by one statement, for a statement sees one
// committed state on every cluster, and a transaction over several nodes need not.

import type { CollectionName } from '#schema/protocol.ts';
import type {
  Changes,
  ChangesAsk,
  DigestTexts,
  DocumentRow,
  GridChanges,
  GridReads,
} from '../port.ts';
import type { Query } from './connection.ts';
import {
  collectionNames,
  perCollection,
  rowToChain,
  rowToDigests,
  rowToDocument,
  rowToGrid,
  rowToLedgerEntry,
} from './rows.ts';
import { numberOf, textOf, type Row } from './values.ts';

type Reads = Pick<
  GridReads,
  | 'readGrids'
  | 'readGridsIn'
  | 'readChanges'
  | 'readWholeGrid'
  | 'readProof'
  | 'readDocumentsOf'
  | 'readLedgerOf'
  | 'readChainOf'
>;

/** The grid's own state, in the columns of a document. */
const stateRow = `
  SELECT '' AS collection, '' AS id, head AS seq,
    concat_ws(' ', digest_grids, digest_households, digest_visits) AS rev, '' AS json
  FROM grids WHERE grid = $1`;
const documentColumns = 'SELECT collection, id, seq, rev, json FROM documents WHERE grid = $1 AND';
/** After a number and at most so many, per collection. */
const readPages = [
  stateRow,
  ...collectionNames.map((name, k) => {
    const [after, most] = [`$${2 + 2 * k}::bigint`, `$${3 + 2 * k}::bigint`];
    return `(${documentColumns} collection = '${name}' AND seq > ${after} ORDER BY seq LIMIT ${most})`;
  }),
].join(' UNION ALL ');
const readNamed = `${stateRow} UNION ALL
  ${documentColumns} collection = $2 AND id = ANY ($3::text[])`;
const readRevs = `${stateRow} UNION ALL
  SELECT collection, '' AS id, count(*) AS seq, '' AS rev, '' AS json
  FROM documents WHERE grid = $1 GROUP BY collection UNION ALL
  (SELECT 'rev' AS collection, id, seq, rev, '' AS json
  FROM documents WHERE grid = $1 AND collection = $2 ORDER BY seq)`;
const readGrids = 'SELECT * FROM grids WHERE grid = ANY ($1::text[]) ORDER BY grid';
const readGridsIn = 'SELECT * FROM grids WHERE starts_with(community, $1) ORDER BY grid';
const readLedger = `
  SELECT * FROM ledger WHERE grid = $1 ORDER BY received_at, device, n, fork`;
const readChain = 'SELECT last, hash FROM chains WHERE grid = $1 AND device = $2';

type GridState = { head: number; digests: DigestTexts; rowsOf: (collection: string) => Row[] };

/** Takes apart what a statement that begins with `stateRow` has given; undefined without a grid. */
const takeApart = (rows: readonly Row[]): GridState | undefined => {
  const byCollection = Map.groupBy(rows, (row) => textOf(row, 'collection'));
  const [state] = byCollection.get('') ?? [];
  if (state === undefined) return undefined;
  const [grids = '', households = '', visits = ''] = textOf(state, 'rev').split(' ');
  return {
    head: numberOf(state, 'seq'),
    digests: { grids, households, visits },
    rowsOf: (collection) => byCollection.get(collection) ?? [],
  };
};

const bySeq = (left: DocumentRow, right: DocumentRow): number => left.seq - right.seq;

export const gridReads = (query: Query): Reads => {
  /** STORE-6. `left` is what the limit still allows per collection; it is used up. */
  const pagesOf = async (
    ask: ChangesAsk,
    left: Record<CollectionName, number>,
    isLast: Record<CollectionName, boolean>,
  ): Promise<GridChanges[]> => {
    const limits = collectionNames.flatMap((name) => {
      const after = ask.after[name];
      return after === undefined ? [0, 0] : [after, left[name] + 1];
    });
    const state = takeApart(await query(readPages, [ask.grid, ...limits]));
    if (state === undefined) return [];
    const documents: GridChanges['documents'] = {};
    for (const name of collectionNames.filter((one) => ask.after[one] !== undefined)) {
      const found = state.rowsOf(name).map(rowToDocument).sort(bySeq);
      if (found.length > left[name]) isLast[name] = false;
      documents[name] = found.slice(0, left[name]);
      left[name] -= documents[name].length;
    }
    return [{ grid: ask.grid, head: state.head, digests: state.digests, documents }];
  };

  const readChanges = async (asks: readonly ChangesAsk[], limit: number): Promise<Changes> => {
    const left = perCollection(() => limit);
    const isLast = perCollection(() => true);
    const rows = await query(readGrids, [asks.map(({ grid }) => grid)]);
    const rowByGrid = new Map(rows.map((row) => [textOf(row, 'grid'), row]));
    const grids: GridChanges[] = [];
    for (const ask of asks) {
      const row = rowByGrid.get(ask.grid);
      if (row === undefined) continue;
      const head = numberOf(row, 'head');
      // No document has a number beyond the head: whoever has reached it needs no further statement.
      const isReached = collectionNames.every((name) => (ask.after[name] ?? head) >= head);
      if (isReached) grids.push(unchanged(ask, row));
      else grids.push(...(await pagesOf(ask, left, isLast)));
    }
    return { grids, isLast };
  };

  return {
    readGrids: async (grids) => (await query(readGrids, [[...grids]])).map(rowToGrid),
    readGridsIn: async (area) => (await query(readGridsIn, [area])).map(rowToGrid),
    readChanges,
    readWholeGrid: async (grid) => {
      const all = collectionNames.flatMap(() => [-1, null]);
      const state = takeApart(await query(readPages, [grid, ...all]));
      if (state === undefined) return undefined;
      const { head, digests, rowsOf } = state;
      const documents = perCollection((name) => rowsOf(name).map(rowToDocument).sort(bySeq));
      return { head, digests, documents };
    },
    readProof: async (grid, collection) => {
      const state = takeApart(await query(readRevs, [grid, collection ?? '']));
      if (state === undefined) return undefined;
      const { head, digests, rowsOf } = state;
      const counts = perCollection((name) => {
        const [row] = rowsOf(name);
        return row === undefined ? 0 : numberOf(row, 'seq');
      });
      const revs = rowsOf('rev')
        .map(rowToDocument)
        .sort(bySeq)
        .map(({ id, rev }) => ({ id, rev }));
      return { head, digests, counts, revs };
    },
    readDocumentsOf: async (grid, collection, ids) => {
      const state = takeApart(await query(readNamed, [grid, collection, [...ids]]));
      return (
        state && {
          head: state.head,
          digests: state.digests,
          documents: state.rowsOf(collection).map(rowToDocument),
        }
      );
    },
    readLedgerOf: async (grid) => (await query(readLedger, [grid])).map(rowToLedgerEntry),
    readChainOf: async (grid, device) => rowToChain((await query(readChain, [grid, device]))[0]),
  };
};

const unchanged = ({ grid, after }: ChangesAsk, row: Row): GridChanges => {
  const asked = collectionNames.filter((name) => after[name] !== undefined);
  const documents = Object.fromEntries(asked.map((name) => [name, []]));
  return { grid, head: numberOf(row, 'head'), digests: rowToDigests(row), documents };
};
