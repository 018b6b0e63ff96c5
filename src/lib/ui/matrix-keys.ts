// Where the arrow keys lead inside a door matrix. A row is a list of slots, a slot a list of door ids (empty, one, or two
// behind one door). Left and right stay in the row, up and down go to the nearest door of the next row that has one.

export type SlotIds = readonly (readonly string[])[];

const steps: Record<string, [rows: number, doors: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const nearest = (row: SlotIds, slot: number): string | undefined => {
  for (let distance = 0; distance < row.length; distance += 1) {
    const id = row[slot - distance]?.[0] ?? row[slot + distance]?.[0];
    if (id !== undefined) return id;
  }
  return undefined;
};

/** The door that takes the focus, or undefined when the key is none of the matrix's or there is no door that way. */
export const doorInDirection = (
  rows: readonly SlotIds[],
  from: string,
  key: string,
): string | undefined => {
  const at = rows.findIndex((row) => row.some((slot) => slot.includes(from)));
  const row = rows[at];
  if (row === undefined) return undefined;
  const doors = row.flat();
  if (key === 'Home') return doors[0];
  if (key === 'End') return doors.at(-1);
  const [down, right] = steps[key] ?? [0, 0];
  if (right !== 0) return doors[doors.indexOf(from) + right];
  const slot = row.findIndex((ids) => ids.includes(from));
  for (let next = at + down; down !== 0 && rows[next] !== undefined; next += down) {
    const id = nearest(rows[next]!, slot);
    if (id !== undefined) return id;
  }
  return undefined;
};
