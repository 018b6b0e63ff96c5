import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Checkout } from './check.ts';

const folders = ['src', 'sync-server', 'seeds'];

/** The checkout on disk at `root`, as the checker sees it. */
export function checkoutAt(root: string): Checkout {
  const packageJson = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    imports: Record<string, string>;
  };
  return {
    files: folders.flatMap((folder) => sourcesUnder(root, folder)).sort(),
    read: (file) => readFileSync(path.join(root, file), 'utf8'),
    exists: (file) => existsSync(path.join(root, file)),
    subpaths: packageJson.imports,
  };
}

function sourcesUnder(root: string, folder: string): string[] {
  const place = path.join(root, folder);
  if (!existsSync(place)) return [];
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|js|mjs|svelte)$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'));
}
