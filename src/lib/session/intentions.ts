// From an intention to a durable event: made from the view of that moment, tried on it by the reducer and the schema, and
// only then written down. INTENT-1: intentions are carried out one after another, each on the view that the one before it
// left. INTENT-2: what the reducer would refuse is refused before it is an event, with the reason.

import type { GridEvent, Hlc } from '#core/event/event.ts';
import type { StaffId } from '#core/ids.ts';
import { eventIdOf } from '#core/ids.ts';
import { reduceEvent } from '#core/merge/reduce.ts';
import { CommandRefused, type Scene } from '#data/commands/scene.ts';
import type { GridStore } from '#data/grid-store.ts';
import type { StoredEvent } from '#data/outbox/outbox-database-dexie.ts';
import type { Author, Intention, Outbox } from '#data/outbox/outbox.ts';
import { pendingAt } from '#data/overlay/overlay.ts';
import { parseEvent } from '#schema/events.ts';

export type Performer = {
  /** Resolves once the event is durable. @throws CommandRefused (as rejection) */
  perform(make: (scene: Scene) => Intention | Promise<Intention>): Promise<StoredEvent>;
};

/** A number that no event has yet: the trial must not look like an event that exists. */
const trialNumber = 999_999_999;

const refuseImpossible = (intention: Intention, author: Author, scene: Scene): void => {
  const { device, grid, staff } = author;
  const id = eventIdOf(device, trialNumber);
  const hlc: Hlc = [scene.nowMs, 0];
  const seen = scene.view.applied;
  const envelope = { id, device, grid, n: trialNumber, hlc, seen, staff, v: 1 as const };
  const parsed = parseEvent({ ...envelope, ...intention.factOf(id) });
  if (parsed.kind === 'refused') throw new CommandRefused(`${parsed.reason} ${parsed.where}`);
  const event: GridEvent = parsed.event;
  const { sheet, households } = scene.view;
  const documents = {
    sheet,
    household: (one: string) => households.get(one),
    visit: () => undefined,
  };
  const reduction = reduceEvent(event, pendingAt(event), documents);
  if (reduction.kind === 'rejected') throw new CommandRefused(reduction.reason);
};

export const createPerformer = (options: {
  outbox: Outbox;
  store(): GridStore | null;
  author(): Omit<Author, 'grid'> | null;
  now(): number;
  onSaved(saved: StoredEvent): void;
}): Performer => {
  let queue: Promise<unknown> = Promise.resolve();
  const performNow = async (
    make: (scene: Scene) => Intention | Promise<Intention>,
  ): Promise<StoredEvent> => {
    const store = options.store();
    const who = options.author();
    if (store === null || who === null) throw new CommandRefused('no-grid');
    const nowMs = options.now();
    const author: Author = { ...who, grid: store.grid };
    const scene: Scene = { view: store.current(), staff: author.staff as StaffId, nowMs };
    const intention = await make(scene);
    refuseImpossible(intention, author, scene);
    const at = { nowMs, seen: scene.view.applied, epoch: store.epoch(), heard: store.heard() };
    const saved = await options.outbox.save(author, intention, at);
    options.onSaved(saved);
    return saved;
  };
  return {
    perform(make) {
      const turn = queue.then(() => performNow(make));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
};
