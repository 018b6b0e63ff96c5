// One life of a simulated phone: from the start of the app to the moment when it is killed. Whatever the app does between
// two durable effects runs inside its life; a life that has ended goes on nowhere, so a kill may fall between any two
// effects: what waits for the next one simply never hears of it.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { Disk } from './disk.ts';

export type Timer = { cancel(): void };

/** What a phone finds around it. */
export type Surroundings = {
  now(): number;
  random(): number;
  later(waitMs: number, run: () => void): Timer;
  fetch(life: Life, url: string, init: RequestInit): Promise<unknown>;
  /** Whether the line is there; what the browser believes is another thing. */
  isConnected(): boolean;
  isOnline(): boolean;
};

export type Life = {
  readonly device: string;
  readonly disk: Disk;
  readonly around: Surroundings;
  readonly listeners: Map<string, Set<() => void>>;
  isDead: boolean;
  /** While a bundle is packed, which needs the platform's own compressing. */
  isPacking: boolean;
  /** Durable effects until the app is killed; null for none planned. */
  stepsLeft: number | null;
  /** Is told when the planned kill falls. */
  onKilled(): void;
  /** Taken back when the life ends in the middle of a transaction. */
  readonly undo: Set<() => void>;
  /** Called when it ends. */
  readonly onEnd: Set<() => void>;
};

export const lives = new AsyncLocalStorage<Life | undefined>();

export const lifeNow = (): Life => {
  const life = lives.getStore();
  if (life === undefined) throw new Error('outside of any phone');
  return life;
};

export const endLife = (life: Life): void => {
  life.isDead = true;
  for (const takeBack of [...life.undo]) takeBack();
  life.undo.clear();
  for (const tell of life.onEnd) tell();
};

/** A promise that a dead life waits for. Never the same one twice: what waits for it is to be forgotten with it. */
export const never = <Result>(): Promise<Result> => new Promise<Result>(() => undefined);

/** Between two durable effects: here a kill may fall. */
export const betweenEffects = async (life: Life): Promise<void> => {
  if (!life.isDead && life.stepsLeft !== null) {
    life.stepsLeft -= 1;
    if (life.stepsLeft < 0) {
      endLife(life);
      life.onKilled();
    }
  }
  if (life.isDead) await never();
};
