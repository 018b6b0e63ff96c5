// The same JSON as it would be with random ids: what ids alone cost on the wire.

/** Ids of households, of persons in them, and of events. */
const idText = /"(h\d+(?:-\d+)?|[a-z0-9]{2,12}\.[1-9]\d*)"/g;

/** Every id in the text replaced by a random one, the same id by the same. @param random a new id */
export const withRandomIds = (text: string, random: () => string): string => {
  const randomById = new Map<string, string>();
  return text.replace(idText, (_, id: string) => {
    const known = randomById.get(id) ?? random();
    randomById.set(id, known);
    return `"${known}"`;
  });
};
