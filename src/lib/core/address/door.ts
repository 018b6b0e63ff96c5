// A door's canonical address inside one compound.

/** Every part may be absent ('' or null). */
export type Door = {
  building: string;
  unit: string;
  floor: number | null;
  room: string;
  suffix: string;
};
