import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';

const build = path.resolve(import.meta.dirname, '../../build');

const filesEndingWith = (...endings: string[]): string[] =>
  readdirSync(build, { recursive: true, encoding: 'utf8' })
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .map((file) => file.split(path.sep).join('/'));

const scripts = () => filesEndingWith('.js', '.html');

const scriptsWith = (pattern: RegExp): string[] =>
  scripts().filter((file) => pattern.test(readFileSync(path.join(build, file), 'utf8')));

/** The precache list as it is written in the service worker. */
const precached = (): string[] => {
  const worker = readFileSync(path.join(build, 'sw.js'), 'utf8');
  return [...worker.matchAll(/url:\s*"([^"]+)"/g)].map((found) => found[1] ?? '');
};

/** Runs the built worker with a workbox that does nothing, and counts how often it takes over from the worker before. */
const startWorker = () => {
  const listeners: { kind: string; listener: (event: object) => void }[] = [];
  let taken = 0;
  const takeOver = () => void (taken += 1);
  const workbox = new Proxy(
    {},
    { get: (_, name) => (name === 'skipWaiting' ? takeOver : function ignored() {}) },
  );
  const define = (_: string[], start: (library: object) => void) => start(workbox);
  const addEventListener = (kind: string, listener: (event: object) => void) =>
    void listeners.push({ kind, listener });
  const self = { define, addEventListener, skipWaiting: takeOver };
  runInNewContext(readFileSync(path.join(build, 'sw.js'), 'utf8'), { ...self, self });
  return {
    hears: (kind: string, event: object) => {
      for (const one of listeners) if (one.kind === kind) one.listener(event);
    },
    takeovers: () => taken,
  };
};

test("the bundle holds nothing of RxDB's development mode", () => {
  expect(scriptsWith(/rxdb\.info\/html/)).toEqual([]);
});

test('the bundle needs no unsafe-eval', () => {
  expect(scriptsWith(/\beval\(|\bnew Function\(|[^.\w]Function\(/)).toEqual([]);
});

test("the server's code and the database drivers stay out of the bundle", () => {
  expect(scriptsWith(/from\s*["']node:|node:sqlite|fastify/)).toEqual([]);
});

/** The script and everything that is fetched with it before it runs. */
const withItsImports = (script: string, known = new Set<string>()): Set<string> => {
  if (known.has(script)) return known;
  known.add(script);
  const code = readFileSync(path.join(build, script), 'utf8');
  for (const [, named = ''] of code.matchAll(/\bimport(?:[^"'()]*?from)?\s*["'](\.[^"']+)["']/g))
    withItsImports(path.posix.join(path.posix.dirname(script), named), known);
  return known;
};

test('no screen fetches the QR codes before somebody hands over or scans', () => {
  const [codec, ...others] = scriptsWith(/opts\.timeLimit=/);
  expect(codec).toMatch(/\.js$/);
  expect(others).toEqual([]);
  const screens = scripts().filter((file) => /_app\/immutable\/(entry|nodes)\//.test(file));
  expect(screens.length).toBeGreaterThan(10);
  for (const screen of screens) expect([...withItsImports(screen)], screen).not.toContain(codec);
  // The check itself: screens do fetch chunks.
  expect(screens.some((screen) => withItsImports(screen).size > 5)).toBe(true);
});

describe('the service worker', () => {
  test('precaches every file that the app is made of, the fallback page included', () => {
    const needed = filesEndingWith('.js', '.css', '.html', '.webmanifest', '.png', '.svg').filter(
      (file) => !/^(sw|workbox-[^/]*)\.js$/.test(file),
    );
    expect(
      precached()
        .map((url) => url.replace(/^\//, ''))
        .sort(),
    ).toEqual(expect.arrayContaining(needed.sort()));
  });

  test('precaches no address twice', () => {
    expect(precached()).toEqual([...new Set(precached())]);
  });

  test('answers every page with the fallback, and leaves the server its own addresses', () => {
    const worker = readFileSync(path.join(build, 'sw.js'), 'utf8');
    expect(worker).toContain('createHandlerBoundToURL("/index.html")');
    expect(worker).toMatch(/denylist:\s*\[\/\^\\\/api\\\//);
  });

  test('waits for the prompt before it takes over', () => {
    const worker = startWorker();
    worker.hears('install', {});
    worker.hears('message', { data: null });
    worker.hears('message', { data: { type: 'SOMETHING_ELSE' } });
    expect(worker.takeovers()).toBe(0);
    worker.hears('message', { data: { type: 'SKIP_WAITING' } });
    expect(worker.takeovers()).toBe(1);
  });
});

test('the manifest has what an installation needs, and its icons exist', () => {
  const manifest = JSON.parse(readFileSync(path.join(build, 'manifest.webmanifest'), 'utf8')) as {
    name: string;
    start_url: string;
    display: string;
    icons: { src: string; purpose: string }[];
  };
  expect(manifest).toMatchObject({ name: '网格排查', start_url: '/', display: 'standalone' });
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable');
  expect(filesEndingWith('.png', '.svg')).toEqual(
    expect.arrayContaining(manifest.icons.map(({ src }) => src.slice(1))),
  );
});
