// A visit saved on one phone, and how long until a phone of the same team shows it: two browsers, one server, no screens.

import type { Page } from '@playwright/test';
import type { Server } from '../tests/e2e/harness/server.ts';
import type { Bench, Benchmark, Figure } from './harness/benchmark.ts';
import { loadGrid, staff } from './harness/grid.ts';
import { median } from './harness/median.ts';
import { bareServer, openPouchLive } from './harness/peer-pages.ts';
import { installPeers } from './harness/peers.ts';
import { enrolInRoom, roomServer } from './harness/room.ts';
import {
  listenBare,
  recordAt,
  seenAt,
  sendBare,
  setClock,
  watchBare,
  watchDoor,
} from './page/live.ts';
import { readNewestEvent } from './page/tap.ts';

const most = 2;
/** At least four times as fast. */
const mostOfPouch = 1 / 4;
/** Everything that follows a save has come to rest. */
const restMs = 400;

/** One sample each: ms from the save to the sight. */
type Live = (at: number) => Promise<number>;

const openOurs = async (bench: Bench, server: Server) => {
  const prepare = (page: Page): Promise<unknown> => page.addInitScript(setClock);
  const writer = await enrolInRoom(bench, { server, person: staff.member, prepare });
  const reader = await enrolInRoom(bench, { server, person: staff.leader, prepare });
  const live: Live = async (at) => {
    const door = `h${at + 1}`;
    await reader.evaluate(watchDoor, door);
    const begunAt = await writer.evaluate(recordAt, door);
    return (await reader.evaluate(seenAt)) - begunAt;
  };
  return { live, event: () => writer.evaluate(readNewestEvent, 'gridsweep-outbox') };
};

/** @param isKept with the durability of ours on either side, or none at all */
const openBare = async (bench: Bench, row: object, isKept: boolean): Promise<Live> => {
  const { origin } = await bench.process(bareServer);
  const [writer, reader] = [await bench.phone().open(), await bench.phone().open()];
  for (const page of [writer, reader]) {
    await page.goto(origin);
    await page.evaluate(setClock);
  }
  await reader.evaluate(listenBare, isKept);
  return async (at) => {
    await reader.evaluate(watchBare, at);
    const begunAt = await writer.evaluate(sendBare, {
      row: { ...row, id: `row-${at}` },
      isKept,
    });
    return (await reader.evaluate(seenAt)) - begunAt;
  };
};

type Sides = Record<'ours' | 'kept' | 'bare', Live> & { pouch: Live | null };

const measure = async (bench: Bench, sides: Sides): Promise<Record<keyof Sides, number[]>> => {
  const times: Record<keyof Sides, number[]> = { ours: [], kept: [], bare: [], pouch: [] };
  for (let at = 0; at <= bench.samples; at += 1) {
    for (const [name, live] of Object.entries(sides) as [keyof Sides, Live | null][]) {
      if (live === null) continue;
      const ms = await live(at);
      // The first time warms everybody up.
      if (at > 0) times[name].push(ms);
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }
  return times;
};

const figuresOf = (times: Record<keyof Sides, number[]>): Figure[] => {
  const figure = { unit: 'ms', ours: median(times.ours) } as const;
  const figures: Figure[] = [
    {
      ...figure,
      what: 'save → visible in another browser, floor as durable',
      floor: median(times.kept),
      promised: { kind: 'ratio', most },
    },
    {
      ...figure,
      what: 'the same, floor that stores nothing',
      floor: median(times.bare),
      promised: { kind: 'none' },
    },
  ];
  if (times.pouch.length === 0) return figures;
  const floor = median(times.pouch);
  const promised = { kind: 'ratio', most: mostOfPouch } as const;
  return [...figures, { ...figure, what: 'the same beside PouchDB 9, live', floor, promised }];
};

export const benchmark: Benchmark = {
  name: 'live',
  what: 'save on one phone → visible in another browser',
  promise: `≤ ${most}× a POST, an SSE poke and one fetch, as durable; ≥ ${1 / mostOfPouch}× as fast as PouchDB`,
  run: async (bench) => {
    if (bench.hasPeers) await installPeers(bench.say);
    const server = await roomServer(bench, loadGrid);
    bench.say('enrolling two phones');
    const { live: ours, event } = await openOurs(bench, server);
    await ours(bench.samples + 1);
    const row = (await event()) as { event: object };
    const sides: Sides = {
      ours,
      kept: await openBare(bench, row.event, true),
      bare: await openBare(bench, row.event, false),
      pouch: bench.hasPeers ? await openPouchLive(bench, row.event) : null,
    };
    bench.say('saving, in turns');
    return figuresOf(await measure(bench, sides));
  },
};
