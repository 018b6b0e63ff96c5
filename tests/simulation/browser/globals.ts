// What a browser offers to the app, for code that runs inside a simulated life: timers in the world's time, the world's
// network, its chance, its clock. Code outside of any life (the server, the tests) keeps the machine's own.

import { gunzipSync } from 'node:zlib';
import { lives, type Life } from './life.ts';

type Handle = { cancel(): void; ref(): Handle; unref(): Handle };

const inLife =
  <Args extends unknown[]>(life: Life, run: (...args: Args) => void, args: Args) =>
  (): void => {
    if (!life.isDead) lives.run(life, () => run(...args));
  };

const handleOf = (cancel: () => void): Handle => {
  const handle: Handle = { cancel, ref: () => handle, unref: () => handle };
  return handle;
};

const isHandle = (value: unknown): value is Handle =>
  typeof value === 'object' && value !== null && 'cancel' in value;

const installTimers = (): void => {
  const own = { setTimeout, clearTimeout, setInterval, clearInterval };
  const wait = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): unknown => {
    const life = lives.getStore();
    if (life === undefined) return own.setTimeout(run, ms, ...args);
    return handleOf(life.around.later(ms, inLife(life, run, args)).cancel);
  };
  const repeat = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): unknown => {
    const life = lives.getStore();
    if (life === undefined) return own.setInterval(run, ms, ...args);
    let timer = { cancel: (): void => undefined };
    const turn = (): void => {
      inLife(life, run, args)();
      if (!life.isDead) timer = life.around.later(ms, turn);
    };
    timer = life.around.later(ms, turn);
    return handleOf(() => timer.cancel());
  };
  const end = (handle: unknown): void => {
    if (isHandle(handle)) handle.cancel();
    else own.clearTimeout(handle as NodeJS.Timeout);
  };
  Object.assign(globalThis, {
    ...{ setTimeout: wait, clearTimeout: end, setInterval: repeat, clearInterval: end },
  });
};

const installBrowser = (): void => {
  const own = { fetch: globalThis.fetch, packing: globalThis.CompressionStream };
  Object.assign(globalThis, {
    fetch: (url: string, init: RequestInit = {}) => {
      const life = lives.getStore();
      return life === undefined ? own.fetch(url, init) : life.around.fetch(life, url, init);
    },
    document: {
      visibilityState: 'visible',
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    },
    addEventListener: (type: string, run: () => void) => {
      const listeners = lives.getStore()?.listeners;
      listeners?.set(type, (listeners.get(type) ?? new Set()).add(run));
    },
    removeEventListener: (type: string, run: () => void) =>
      lives.getStore()?.listeners.get(type)?.delete(run),
    indexedDB: {
      databases: async () =>
        [...(lives.getStore()?.disk.databases.keys() ?? [])].map((name) => ({ name })),
    },
  });
  Object.defineProperty(globalThis, 'navigator', {
    configurable: true,
    value: {
      userAgent: 'simulated',
      get onLine() {
        return lives.getStore()?.around.isOnline() ?? true;
      },
    },
  });
  // Bodies travel as they are: packing them is another thread's work, whose order is nobody's.
  Object.defineProperty(globalThis, 'CompressionStream', {
    configurable: true,
    get: () => ((lives.getStore()?.isPacking ?? true) ? own.packing : undefined),
  });
};

let unpacking = 0;
/** Whether a phone unpacks a file: that is the platform's own work, which the world's time waits for. */
export const isUnpacking = (): boolean => unpacking > 0;

/** Turns of the platform's loop after the last byte within which whoever waits for it has it. */
const turnsAfter = 12;

const installUnpacking = (): void => {
  const Own = globalThis.DecompressionStream;
  const settle = (turns: number): void => {
    if (turns === 0) unpacking -= 1;
    else setImmediate(() => settle(turns - 1));
  };
  class Watched extends TransformStream<Uint8Array, Uint8Array> {
    constructor() {
      const parts: Uint8Array[] = [];
      unpacking += 1;
      super({
        transform: (part) => void parts.push(part),
        flush: (controller) => {
          settle(turnsAfter);
          controller.enqueue(gunzipSync(Buffer.concat(parts)));
        },
      });
    }
  }
  Object.defineProperty(globalThis, 'DecompressionStream', {
    configurable: true,
    get: () => (lives.getStore() === undefined ? Own : Watched),
  });
};

const installChance = (): void => {
  const own = { random: Math.random, now: Date.now, elapsed: performance.now.bind(performance) };
  Math.random = () => lives.getStore()?.around.random() ?? own.random();
  Date.now = () => lives.getStore()?.around.now() ?? own.now();
  performance.now = () => lives.getStore()?.around.now() ?? own.elapsed();
};

let isInstalled = false;

/** Once a process. */
export const installGlobals = (): void => {
  if (isInstalled) return;
  isInstalled = true;
  installTimers();
  installBrowser();
  installUnpacking();
  installChance();
};
