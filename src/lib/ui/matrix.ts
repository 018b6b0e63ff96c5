// What a door matrix is given: rows of slots, top floor first, as texts that are ready to be shown.

import type { Sign } from './standing-sign.ts';

export type DoorCell = {
  id: string;
  /** The number on the door: '402'. */
  label: string;
  sign: Sign;
  /** For screen readers: '2单元402,没人应,1次,还差2次'. */
  name: string;
  isKey: boolean;
  isUnsent: boolean;
  /** Chosen for a common step (assigning). */
  isChosen?: boolean;
  /** A second line instead of the sign's short word: who it is assigned to. */
  text?: string;
};
/** `label` is the floor ('6 层') or the row of bungalows ('3 排'). */
export type DoorRow = { key: string; label: string; slots: DoorCell[][] };
/** `units`: the heads above the columns, with how many columns each spans. `isWrapped`: rows without columns. */
export type DoorMatrixData = {
  units: { label: string; span: number }[];
  columns: number;
  rows: DoorRow[];
  isWrapped: boolean;
};
