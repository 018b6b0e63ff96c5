// The one-time code out of whatever somebody pastes: a link with the code after '#', or the code itself.

/** '' when there is nothing that could be a code. */
export const codeIn = (pasted: string): string => {
  const text = pasted.trim();
  const hash = text.lastIndexOf('#');
  const code = hash >= 0 ? text.slice(hash + 1) : text;
  return /^[A-Za-z0-9_.~-]{1,100}$/.test(code) ? code : '';
};
