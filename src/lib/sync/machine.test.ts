import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { waitMsAfter } from './backoff.ts';
import { initialState, mostEvents } from './machine-lanes.ts';
import type { PushEnd, SyncEffect, SyncEvent, SyncState, Timer } from './machine-types.ts';
import { step } from './machine.ts';
import { problemOf } from './problem.ts';

const world = { isOnline: true, isVisible: true };
const refused = (status: number, retryAfterMs: number | null = null) =>
  ({ kind: 'refused', status, code: '', zh: '', en: '', retryAfterMs }) as const;

/** Feeds events one after another; gives the last state and all effects. */
const run = (events: SyncEvent[], from: SyncState = initialState(world), random = 0.5) => {
  const effects: SyncEffect[] = [];
  const state = events.reduce((before, event) => {
    const next = step(before, event, random);
    effects.push(...next.effects);
    return next.state;
  }, from);
  return { state, effects };
};

const kindsOf = (effects: SyncEffect[]): string[] => effects.map(({ kind }) => kind);
const signedIn: SyncEvent = { kind: 'signed-in', waiting: [] };
const recorded: SyncEvent = { kind: 'recorded', grid: 'g1' };
const ended = (end: PushEnd): SyncEvent => ({ kind: 'push-ended', grid: 'g1', end });
const settled = ended({ kind: 'settled', hasMore: false, head: 3 });

describe('SYNC-1 one push in flight per grid, one fetch altogether', () => {
  test('a second event waits for the push in flight, then goes', () => {
    const { state, effects } = run([signedIn, recorded, recorded]);
    expect(effects.filter(({ kind }) => kind === 'push')).toEqual([
      { kind: 'push', grid: 'g1', most: mostEvents },
    ]);
    expect(kindsOf(run([settled], state).effects)).toEqual(['push']);
  });

  test('two grids push beside each other', () => {
    const { effects } = run([{ kind: 'signed-in', waiting: ['g1', 'g2'] }]);
    expect(effects.filter(({ kind }) => kind === 'push')).toHaveLength(2);
  });
});

describe('SYNC-3 without a valid session nothing is sent or fetched', () => {
  test('recorded events wait until somebody signs in', () => {
    const before = run([recorded, { kind: 'grid-opened', grid: 'g1' }]);
    expect(before.effects).toEqual([]);
    expect(kindsOf(run([signedIn], before.state).effects)).toEqual(['push', 'pull', 'open-stream']);
  });

  test('401 tells the app once and stops; the event goes after a new sign-in', () => {
    const stopped = run([signedIn, recorded, ended(refused(401))]);
    expect(kindsOf(stopped.effects)).toContain('session-expired');
    expect(stopped.state.session).toBe('expired');
    const idle = run([recorded, { kind: 'online' }, { kind: 'asked' }], stopped.state);
    expect(idle.effects).toEqual([]);
    expect(kindsOf(run([signedIn], idle.state).effects)).toContain('push');
  });

  test('426 stops until the app is started anew', () => {
    const stopped = run([signedIn, recorded, ended(refused(426))]);
    expect(stopped.state.session).toBe('outdated');
    expect(run([{ kind: 'online' }, recorded], stopped.state).effects).toEqual([]);
  });
});

describe('RETRY what failed is tried again', () => {
  test('RETRY-1 ceilings double from 1 s to 5 min, jitter is full', () => {
    expect([1, 2, 3, 9, 50].map((failures) => waitMsAfter(failures, 0.999_999, null))).toEqual([
      999, 1999, 3999, 255_999, 299_999,
    ]);
    expect(waitMsAfter(5, 0, null)).toBe(100);
  });

  test('RETRY-3 while the page is visible a dead server is asked again within 30 s, hidden within 5 min', () => {
    const waits = (isVisible: boolean): number[] => {
      let state = run([signedIn], initialState({ ...world, isVisible })).state;
      return Array.from({ length: 12 }, () => {
        const failed = run([recorded, ended({ kind: 'unreachable' })], state, 0.999_999);
        const [timer] = failed.effects.filter(({ kind }) => kind === 'set-timer');
        state = failed.state;
        return timer?.kind === 'set-timer' ? timer.waitMs : 0;
      });
    };
    expect(Math.max(...waits(true))).toBe(29_999);
    expect(Math.max(...waits(false))).toBe(299_999);
  });

  test('RETRY-2 never sooner than the server asked for', () => {
    const { effects } = run([signedIn, recorded, ended(refused(503, 7000))]);
    expect(effects).toContainEqual({ kind: 'set-timer', timer: 'push:g1', waitMs: 7000 });
  });

  test('413 halves the batch at once; success restores it', () => {
    const { state, effects } = run([signedIn, recorded, ended(refused(413))]);
    expect(effects.at(-1)).toEqual({ kind: 'push', grid: 'g1', most: mostEvents / 2 });
    expect(run([settled, recorded], state).effects).toContainEqual({
      kind: 'push',
      grid: 'g1',
      most: mostEvents,
    });
  });

  test('SYNC-6 a new event cuts a waiting timer short', () => {
    const waiting = run([signedIn, recorded, ended({ kind: 'unreachable' })]);
    expect(kindsOf(run([recorded], waiting.state).effects)).toEqual(['clear-timer', 'push']);
    expect(waiting.state.trouble).toBe('server-unreachable');
  });
});

test('SYNC-8 offline, a new event waits for the timer; without one it is tried', () => {
  const offline = run([signedIn, { kind: 'offline' }, recorded]);
  expect(kindsOf(offline.effects)).toContain('push');
  const waiting = run([ended({ kind: 'unreachable' })], offline.state);
  expect(run([recorded], waiting.state).effects).toEqual([]);
  expect(kindsOf(run([{ kind: 'online' }], waiting.state).effects)).toContain('push');
});

test('PROBLEM-1 another log at the server is said until a push settles, and tried with patience', () => {
  const waiting = run([signedIn, recorded, ended({ kind: 'other-chain' })]);
  expect(waiting.effects.at(-1)).toMatchObject({ kind: 'set-timer', timer: 'push:g1' });
  expect(problemOf(waiting.state)).toBe('other-log');
  const pulled = run([{ kind: 'stream-opened' }, { kind: 'offline' }], waiting.state);
  expect(problemOf(pulled.state)).toBe('other-log');
  const healed = run([{ kind: 'online' }, settled], pulled.state);
  expect(problemOf(healed.state)).toBe(null);
});

describe('SYNC-5 fetching', () => {
  const opened = [signedIn, { kind: 'grid-opened', grid: 'g1' }] satisfies SyncEvent[];
  const caughtUp = (head: number, isProven = true): SyncEvent => ({
    kind: 'pull-ended',
    grid: 'g1',
    end: { kind: 'caught-up', isProven, head },
  });

  test('every opening of the stream is followed by a full fetch', () => {
    const { state } = run([...opened, caughtUp(5)]);
    expect(kindsOf(run([{ kind: 'stream-opened' }], state).effects)).toEqual(['pull']);
  });

  test.each(['grants-changed', 'doubted'] as const)('SYNC-9 %s: a fetch at once', (kind) => {
    const end: SyncEvent = { kind: 'pull-ended', grid: 'g1', end: { kind: 'unreachable' } };
    const { state } = run([signedIn, { kind: 'grid-opened', grid: 'g1' }, end]);
    expect(kindsOf(run([{ kind }], state).effects)).toEqual(['clear-timer', 'pull']);
  });

  test('SYNC-7 a head that is reached is no news, a later one is', () => {
    const { state } = run([...opened, caughtUp(5)]);
    expect(run([{ kind: 'poked', grid: 'g1', head: 5 }], state).effects).toEqual([]);
    const poked = run([{ kind: 'poked', grid: 'g1', head: 6 }], state);
    expect(kindsOf(poked.effects)).toEqual(['pull']);
    expect(run([{ kind: 'poked', grid: 'g1', head: 7 }], poked.state).effects).toEqual([]);
    expect(
      kindsOf(
        run([caughtUp(6)], run([{ kind: 'poked', grid: 'g1', head: 7 }], poked.state).state)
          .effects,
      ),
    ).toEqual(['pull']);
    expect(run([caughtUp(7)], poked.state).effects).toEqual([]);
  });

  test('SYNC-7 a head that a restored server never comes to again is asked for once, not for ever', () => {
    const { state } = run([...opened, { kind: 'poked', grid: 'g1', head: 9 }]);
    const once = run([caughtUp(4)], state);
    expect(kindsOf(once.effects)).toEqual(['pull']);
    expect(run([caughtUp(4)], once.state).effects).toEqual([]);
  });

  test('a digest that differs leads to a fresh copy at once, and again later when that differs too', () => {
    const broken = run([...opened, caughtUp(5, false)]);
    expect(broken.effects.at(-1)).toEqual({ kind: 'pull', grid: 'g1', isFresh: true });
    expect(broken.state.isBroken).toBe(true);
    expect(kindsOf(run([caughtUp(5, false)], broken.state).effects)).toEqual(['set-timer']);
    expect(run([caughtUp(5)], broken.state).state.isBroken).toBe(false);
  });

  test('a grid that was taken away is told, and fetched no more', () => {
    const gone = run([...opened, { kind: 'pull-ended', grid: 'g1', end: { kind: 'revoked' } }]);
    expect(gone.effects.at(-1)).toEqual({ kind: 'grid-revoked', grid: 'g1' });
    expect(kindsOf(run([{ kind: 'online' }], gone.state).effects)).not.toContain('pull');
  });

  test('the end of a fetch of the grid before starts the fetch of the one that is open', () => {
    const { state } = run([...opened, { kind: 'grid-opened', grid: 'g2' }]);
    expect(run([caughtUp(5)], state).effects).toEqual([
      { kind: 'pull', grid: 'g2', isFresh: false },
    ]);
  });
});

/** A world around the machine: what is in flight, which timers run, how many events wait per grid. */
type World = {
  state: SyncState;
  flying: Map<string, number>;
  timers: Set<Timer>;
  pending: Map<string, number>;
  isSignedIn: boolean;
};

const newWorld = (): World => ({
  state: initialState(world),
  flying: new Map(),
  timers: new Set(),
  pending: new Map(),
  isSignedIn: false,
});

const feed = (at: World, event: SyncEvent, random: number): void => {
  const next = step(at.state, event, random);
  at.state = next.state;
  for (const effect of next.effects) {
    if (effect.kind === 'push' || effect.kind === 'pull') {
      const lane = effect.kind === 'push' ? `push:${effect.grid}` : 'pull';
      expect(at.isSignedIn).toBe(true);
      expect(at.flying.has(lane)).toBe(false);
      at.flying.set(lane, effect.kind === 'push' ? (at.pending.get(effect.grid) ?? 0) : 0);
      at.timers.delete(lane as Timer);
    }
    if (effect.kind === 'open-stream') expect(at.isSignedIn).toBe(true);
    if (effect.kind === 'set-timer') {
      expect(at.isSignedIn).toBe(true);
      at.timers.add(effect.timer);
    }
    if (effect.kind === 'clear-timer') at.timers.delete(effect.timer);
    if (effect.kind === 'session-expired') at.isSignedIn = false;
  }
};

const grids = fc.constantFrom('g1', 'g2');
const failures = fc.constantFrom<PushEnd>(
  { kind: 'unreachable' },
  { kind: 'timeout' },
  { kind: 'garbled' },
  { kind: 'storage' },
  { kind: 'other-chain' },
  refused(401),
  refused(413),
  refused(429, 3000),
  refused(503),
  refused(400),
);
type Act = (at: World, random: number) => void;
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>((at, random) => {
    at.isSignedIn = true;
    feed(at, { kind: 'signed-in', waiting: [...at.pending.keys()] }, random);
  }),
  fc.constant<Act>((at, random) => {
    at.isSignedIn = false;
    feed(at, { kind: 'signed-out' }, random);
  }),
  grids.map((grid): Act => (at, random) => {
    at.pending.set(grid, (at.pending.get(grid) ?? 0) + 1);
    feed(at, { kind: 'recorded', grid }, random);
  }),
  grids.map(
    (grid): Act =>
      (at, random) =>
        feed(at, { kind: 'grid-opened', grid }, random),
  ),
  fc.tuple(grids, fc.option(failures)).map(
    ([grid, failure]): Act =>
      (at, random) =>
        landPush(at, { grid, failure }, random),
  ),
  fc.option(failures).map(
    (failure): Act =>
      (at, random) =>
        landPull(at, failure, random),
  ),
  fc.constantFrom<SyncEvent['kind']>('online', 'offline', 'visible', 'hidden', 'asked').map(
    (kind): Act =>
      (at, random) =>
        feed(at, { kind } as SyncEvent, random),
  ),
  fc.nat().map(
    (pick): Act =>
      (at, random) =>
        fire(at, pick, random),
  ),
);

const landPush = (
  at: World,
  { grid, failure }: { grid: string; failure: PushEnd | null },
  random: number,
): void => {
  const sent = at.flying.get(`push:${grid}`);
  if (sent === undefined) return;
  at.flying.delete(`push:${grid}`);
  const left = (at.pending.get(grid) ?? 0) - (failure === null ? sent : 0);
  if (left > 0) at.pending.set(grid, left);
  else at.pending.delete(grid);
  const end = failure ?? ({ kind: 'settled', hasMore: false, head: 1 } as const);
  feed(at, { kind: 'push-ended', grid, end }, random);
};

const landPull = (at: World, failure: PushEnd | null, random: number): void => {
  if (!at.flying.delete('pull')) return;
  const isUsable = failure !== null && failure.kind !== 'settled' && failure.kind !== 'other-chain';
  const end = isUsable ? failure : ({ kind: 'caught-up', isProven: true, head: 9 } as const);
  feed(at, { kind: 'pull-ended', grid: at.state.grid, end }, random);
};

const fire = (at: World, pick: number, random: number): void => {
  const timer = [...at.timers][pick % Math.max(1, at.timers.size)];
  if (timer === undefined) return;
  at.timers.delete(timer);
  feed(at, { kind: 'timer', timer }, random);
};

/** From here on everything succeeds and every timer fires. */
const settleAll = (at: World): void => {
  at.isSignedIn = true;
  feed(at, { kind: 'signed-in', waiting: [...at.pending.keys()] }, 0.5);
  for (let turn = 0; turn < 50; turn += 1) {
    for (const lane of [...at.flying.keys()]) {
      if (lane === 'pull') landPull(at, null, 0.5);
      else landPush(at, { grid: lane.slice('push:'.length), failure: null }, 0.5);
    }
    fire(at, 0, 0.5);
  }
};

describe('SYNC-2 whatever happens', () => {
  test('never two pushes of a grid in flight, nothing without a session, and all is sent in the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(acts, fc.double({ min: 0, max: 0.999 })), { maxLength: 60 }),
        (played) => {
          const at = newWorld();
          for (const [act, random] of played) act(at, random);
          settleAll(at);
          expect([...at.pending.keys()]).toEqual([]);
          expect([...at.flying.keys()]).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
