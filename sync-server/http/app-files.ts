// The built app on disk. A file is read and compressed once and kept until it changes on disk, so that a new build is
// served without a restart.

import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { compress, type ContentCoding } from './content-coding.ts';
import { contentSecurityPolicy } from './security-headers.ts';

export type AppFile = {
  type: string;
  tag: string;
  bytes(coding: ContentCoding): Promise<Buffer>;
  isCompressible: boolean;
  /** For pages: what they may load and run. */
  policy: string | undefined;
};

export type AppFiles = {
  /** @param urlPath decoded, beginning with '/'; undefined when there is no such file */
  read(urlPath: string): Promise<AppFile | undefined>;
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};
const compressible = /^(text\/|image\/svg|application\/(json|manifest|wasm))/;
const smallBytes = 1024;

type Kept = { stamp: string; file: AppFile };

/** @param folder the build; it need not exist */
export const createAppFiles = (folder: string): AppFiles => {
  const keptByPath = new Map<string, Kept>();

  const read: AppFiles['read'] = async (urlPath) => {
    const place = placeOf(folder, urlPath);
    if (place === undefined) return undefined;
    const facts = await stat(place).catch(() => undefined);
    if (!facts?.isFile()) return undefined;
    const stamp = `${facts.mtimeMs} ${facts.size}`;
    const known = keptByPath.get(place);
    if (known?.stamp === stamp) return known.file;
    const file = makeFile(place, await readFile(place));
    keptByPath.set(place, { stamp, file });
    return file;
  };
  return { read };
};

/** Where a path of a URL lies; undefined when that is outside the folder. */
const placeOf = (folder: string, urlPath: string): string | undefined => {
  if (urlPath.includes('\0') || urlPath.includes('\\')) return undefined;
  const place = path.join(folder, urlPath);
  return place.startsWith(path.join(folder, '/')) ? place : undefined;
};

const makeFile = (place: string, content: Buffer): AppFile => {
  const type = types[path.extname(place)] ?? 'application/octet-stream';
  const isCompressible = compressible.test(type) && content.length >= smallBytes;
  const compressedByCoding = new Map<ContentCoding, Promise<Buffer>>();
  return {
    type,
    tag: createHash('sha256').update(content).digest('base64url').slice(0, 22),
    isCompressible,
    policy: type.startsWith('text/html')
      ? contentSecurityPolicy(inlineScriptHashes(content.toString()))
      : undefined,
    bytes: (coding) => {
      const known = compressedByCoding.get(coding) ?? compress(content, coding, 'ever');
      compressedByCoding.set(coding, known);
      return known;
    },
  };
};

/** Base64 SHA-256 of the scripts that a page holds itself, in their order. */
export const inlineScriptHashes = (html: string): string[] =>
  [...html.matchAll(/<script(?![^>]*\ssrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi)].map(([, script]) =>
    createHash('sha256')
      .update(script ?? '')
      .digest('base64'),
  );
