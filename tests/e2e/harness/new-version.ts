// A second version of the built app in a folder of its own: as a deployment puts it there, with another page, another list in the service
// worker, and the files of the version before it gone.

import { cpSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../../tools/launch/paths.mjs';
import { emptyFolder } from './seeded-folder.ts';

/** A copy of the built app that a journey may change. */
export function copyOfApp(): string {
  const folder = path.join(emptyFolder(), 'app');
  cpSync(inRoot('build'), folder, { recursive: true });
  return folder;
}

export const newVersionMark = 'gridsweep-new-version';

/**
 * Turns the app in the folder into its next version: the page carries a mark, every chunk has another name, and the service worker
 * lists the new ones.
 */
export function putNewVersion(folder: string): void {
  const names = new Map<string, string>();
  const chunks = path.join(folder, '_app/immutable');
  for (const entry of readdirSync(chunks, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|css)$/.test(entry.name)) continue;
    const renamed = entry.name.replace(/(\.[^.]+)$/, '2$1');
    names.set(entry.name, renamed);
    renameSync(path.join(entry.parentPath, entry.name), path.join(entry.parentPath, renamed));
  }
  const pattern = new RegExp(
    [...names.keys()]
      .sort((a, b) => b.length - a.length)
      .map((name) => name.replaceAll('.', '\\.'))
      .join('|'),
    'g',
  );
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|css|html)$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8').replaceAll(pattern, (name) => names.get(name) ?? name);
    writeFileSync(file, changed(entry.name, text));
  }
}

function changed(name: string, text: string): string {
  if (name === 'index.html')
    return text.replace('</head>', `<meta name="${newVersionMark}" content="yes" /></head>`);
  if (name !== 'sw.js') return text;
  const listed = text.replace(
    /(\{[^{}]*url:\s*"index\.html"[^{}]*\})/,
    '{url:"index.html",revision:"of-the-next-version"}',
  );
  if (listed === text) throw new Error('The service worker does not list the page.');
  return listed;
}
