import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Step by step, as Node's own way of making a whole path never ends where nothing can be made, under /proc. */
export const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
};
