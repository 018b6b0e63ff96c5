// A bundle as a sequence of parts without end, each small enough for one QR code: first the pieces of the message as they are, then
// sums (XOR) of pieces chosen at random by the part's own number. PARTS-1: whoever has seen as many parts as there are pieces, and
// rarely one or two more, has the message, in whatever order they came and whichever were missed. PARTS-2: nothing comes out
// before the whole fits its SHA-256. A random linear code over GF(2), as the mixed parts of Blockchain Commons' UR, but binary.
//
//   part   'G' | 2 | first 8 bytes of the message's SHA-256 | length of the message (u32) | number of the part (u32) | a piece

const headBytes = 18;
const format = [0x47, 2];
const sumBytes = 8;
/** Of a piece: with its head it fills a QR code of 69 × 69 dots. */
const pieceBytes = 400;
/** A bundle is smaller; more is nobody's message. */
const mostBytes = 9_000_000;

export type Sequence = { pieces: number; partAt(number: number): Uint8Array<ArrayBuffer> };
type Head = { sum: string; length: number; number: number; piece: Uint8Array };

const sumOf = async (message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', message)).subarray(0, sumBytes);
const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const addTo = (into: Uint8Array, other: Uint8Array): void => {
  for (let at = 0; at < into.length; at += 1) into[at]! ^= other[at] ?? 0;
};

/** The same bits for the same seed on every phone (mulberry32). */
const bitsOf = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
};

/** Which pieces a part is the sum of, 32 to a word. Never none. */
const piecesIn = (number: number, pieces: number): Uint32Array => {
  const chosen = new Uint32Array(Math.ceil(pieces / 32));
  if (number >= pieces) {
    const bits = bitsOf(number);
    for (let word = 0; word < chosen.length; word += 1) chosen[word] = bits();
    const spare = chosen.length * 32 - pieces;
    chosen[chosen.length - 1]! &= 0xffffffff >>> spare;
    chosen[0]! |= chosen.some((word) => word !== 0) ? 0 : 1;
  } else chosen[number >>> 5] = 1 << (number & 31);
  return chosen;
};
const isIn = (chosen: Uint32Array, piece: number): boolean =>
  ((chosen[piece >>> 5] ?? 0) & (1 << (piece & 31))) !== 0;

/** @param message not empty */
export const createSequence = async (
  message: Uint8Array<ArrayBuffer>,
  size = pieceBytes,
): Promise<Sequence> => {
  const pieces = Math.ceil(message.length / size);
  const sum = await sumOf(message);
  return {
    pieces,
    partAt(number) {
      const part = new Uint8Array(headBytes + size);
      part.set(format);
      part.set(sum, 2);
      new DataView(part.buffer).setUint32(10, message.length);
      new DataView(part.buffer).setUint32(14, number);
      const chosen = piecesIn(number, pieces);
      for (let at = 0; at < pieces; at += 1)
        if (isIn(chosen, at))
          addTo(part.subarray(headBytes), message.subarray(at * size, (at + 1) * size));
      return part;
    },
  };
};

const headOf = (part: Uint8Array): Head | null => {
  if (part.length <= headBytes || format.some((byte, at) => part[at] !== byte)) return null;
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
  const length = view.getUint32(10);
  if (length === 0 || length > mostBytes) return null;
  const sum = hexOf(part.subarray(2, 2 + sumBytes));
  return { sum, length, number: view.getUint32(14), piece: part.slice(headBytes) };
};

type Row = { chosen: Uint32Array; piece: Uint8Array };
const addRow = (into: Row, other: Row): void => {
  for (let at = 0; at < into.chosen.length; at += 1) into.chosen[at]! ^= other.chosen[at] ?? 0;
  addTo(into.piece, other.piece);
};

type Collector = {
  /** `new`: it told something; `known`: it did not; `other`: of another message; `foreign`: no part of ours at all. */
  take(part: Uint8Array): 'new' | 'known' | 'other' | 'foreign';
  /** How many pieces are known by now, and of how many; 0 of 0 before the first part. */
  progress(): { known: number; pieces: number };
  /** The message, once everything is there. PARTS-2: `damaged` when the whole does not fit its sum; start again then. */
  message(): Promise<Uint8Array<ArrayBuffer> | 'damaged' | null>;
};

/** Collects the parts of the first message that it sees. */
export const createCollector = (): Collector => {
  let first: Head | undefined;
  let pieces = 0;
  let known = 0;
  /** One row a piece, whose lowest piece it is: what is left after the rows above were taken away. */
  const rows: (Row | undefined)[] = [];

  const reduce = (row: Row): boolean => {
    for (let at = 0; at < pieces; at += 1) {
      if (!isIn(row.chosen, at)) continue;
      const above = rows[at];
      if (above === undefined) {
        rows[at] = row;
        return true;
      }
      addRow(row, above);
    }
    return false;
  };
  /** From the last piece upwards each row is rid of all others. */
  const solve = (): void => {
    for (let at = pieces - 1; at >= 0; at -= 1)
      for (let later = at + 1; later < pieces; later += 1) {
        const [row, below] = [rows[at], rows[later]];
        if (row && below && isIn(row.chosen, later)) addRow(row, below);
      }
  };

  return {
    take(part) {
      const head = headOf(part);
      if (head === null) return 'foreign';
      first ??= head;
      if (
        head.sum !== first.sum ||
        head.length !== first.length ||
        head.piece.length !== first.piece.length
      )
        return 'other';
      pieces = Math.ceil(first.length / first.piece.length);
      const isNew = reduce({ chosen: piecesIn(head.number, pieces), piece: head.piece });
      if (isNew) known += 1;
      return isNew ? 'new' : 'known';
    },
    progress: () => ({ known, pieces }),
    async message() {
      if (first === undefined || known < pieces) return null;
      solve();
      const size = first.piece.length;
      const whole = new Uint8Array(pieces * size);
      rows.forEach((row, at) => row && whole.set(row.piece, at * size));
      const message = whole.slice(0, first.length);
      return hexOf(await sumOf(message)) === first.sum ? message : 'damaged';
    },
  };
};
