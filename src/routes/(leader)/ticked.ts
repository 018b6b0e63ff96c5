/** The ticked doors or records after some more were ticked, or taken away. */
export const ticked = (
  before: ReadonlySet<string>,
  doors: readonly string[],
  isOn: boolean,
): ReadonlySet<string> => {
  const after = new Set(before);
  for (const id of doors) {
    if (isOn) after.add(id);
    else after.delete(id);
  }
  return after;
};
