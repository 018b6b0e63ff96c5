// Between phone and server: requests that never arrive, arrive late, twice, or long after newer ones; answers that are lost
// after the commit or torn in the middle; streams that break loudly or go silent.

import { betweenEffects, lives, type Life } from '../browser/life.ts';
import type { Clock } from './clock.ts';
import type { Answered, Asked } from './routes.ts';
import type { Server } from './server.ts';

/** Shares 0–1 of requests. */
export type Weather = { lost: number; answerLost: number; twice: number; torn: number };
export const fairWeather: Weather = { lost: 0, answerLost: 0, twice: 0, torn: 0 };

export type Network = {
  weather: Weather;
  fetch(life: Life, url: string, init: RequestInit): Promise<unknown>;
  /** What the phone's streams do when its line is cut. */
  cut(life: Life, isSilent: boolean): void;
};

const encoder = new TextEncoder();
const lostConnection = (): Error => new TypeError('the connection is lost');

/** Repeats of a request come within this time, ms. */
const latestRepeatMs = 6 * 60_000;

type Reader = { read(): Promise<{ done: boolean; value?: Uint8Array }> };
const bodyOf = (bytes: Uint8Array, isTorn: boolean): { getReader(): Reader } => {
  const parts = isTorn ? [bytes.subarray(0, bytes.length >> 1)] : [bytes];
  const read = async (): ReturnType<Reader['read']> => {
    const value = parts.shift();
    if (value !== undefined) return { done: false, value };
    if (isTorn) throw lostConnection();
    return { done: true };
  };
  return { getReader: () => ({ read }) };
};

const responseOf = ({ status, headers, body }: Answered, isTorn: boolean) => ({
  ...{ ok: status >= 200 && status < 300, status },
  headers: { get: (name: string) => headers[name.toLowerCase()] ?? null },
  body: bodyOf(body, isTorn),
  text: async () => Buffer.from(body).toString(),
});

export const createNetwork = (options: {
  clock: Clock;
  chance: () => number;
  server: Server;
  /** An answer is about to reach a phone. */
  onAnswer(life: Life, asked: Asked, answered: Answered): void;
}): Network => {
  const { clock, chance, server, onAnswer } = options;
  const streamsByLife = new Map<Life, Set<{ breakNow(): void; mute(): void }>>();
  const latency = (): number => 10 * (1 + Math.floor(chance() * 30));

  const askedOf = (url: string, init: RequestInit): Asked => ({
    method: init.method ?? 'GET',
    url,
    headers: init.headers as Record<string, string>,
    body: (init.body as Uint8Array | null | undefined) ?? null,
  });

  type Settle = { resolve(response: unknown): void; reject(error: Error): void };
  const arrive = (asked: Asked, atMs: number, then: (answered: Answered) => void): void => {
    const process = Math.floor(chance() * server.processes);
    clock.later(atMs, () => {
      void lives.run(undefined, () => server.answer(asked, process)).then(then);
    });
  };

  const send = (life: Life, asked: Asked, settle: Settle): void => {
    const { weather } = network;
    const [fate, how] = [chance(), chance()];
    const [there, back, repeat] = [latency(), latency(), chance() * latestRepeatMs];
    if (chance() < weather.twice) arrive(asked, there + repeat, () => undefined);
    if (!life.around.isConnected())
      return void clock.later(50, () => settle.reject(lostConnection()));
    if (fate < weather.lost) {
      // Some are told at once that the line broke; what they sent may still arrive, after newer ones.
      if (how < 0.3) arrive(asked, there + repeat, () => undefined);
      if (how < 0.6) clock.later(there, () => settle.reject(lostConnection()));
      return;
    }
    const isAnswerLost = fate > 1 - weather.answerLost;
    const isTorn = chance() < weather.torn;
    arrive(asked, there, (answered) => {
      if (isAnswerLost && how < 0.5) return;
      clock.later(back, () => {
        if (life.isDead) return;
        if (isAnswerLost || !life.around.isConnected()) return settle.reject(lostConnection());
        if (!isTorn) onAnswer(life, asked, answered);
        settle.resolve(responseOf(answered, isTorn));
      });
    });
  };

  const listen = (life: Life, asked: Asked, settle: Settle): (() => void) => {
    const queue: (Uint8Array | null)[] = [];
    let wake: (() => void) | null = null;
    let [isBroken, isMuted] = [false, false];
    const give = (part: Uint8Array | null): void => {
      if (isMuted) return;
      queue.push(part);
      wake?.();
    };
    const soon = (run: () => void): void => void clock.later(latency(), run);
    const line = {
      breakNow: () => {
        isBroken = true;
        wake?.();
      },
      mute: () => void (isMuted = true),
    };
    const read: Reader['read'] = async () => {
      while (queue.length === 0 && !isBroken) await new Promise<void>((go) => (wake = go));
      if (isBroken) throw lostConnection();
      const part = queue.shift();
      return part === null || part === undefined ? { done: true } : { done: false, value: part };
    };
    if (!life.around.isConnected()) {
      soon(() => settle.reject(lostConnection()));
      return () => undefined;
    }
    const of = streamsByLife.get(life) ?? new Set();
    streamsByLife.set(life, of.add(line));
    const to = {
      tell: (text: string) => soon(() => give(encoder.encode(text))),
      end: () => soon(() => give(null)),
    };
    soon(() => {
      const token = (asked.headers['authorization'] ?? '').slice(7);
      void lives
        .run(undefined, () => server.listen(token, to))
        .then(
          () => settle.resolve({ ok: true, status: 200, body: { getReader: () => ({ read }) } }),
          () =>
            void lives
              .run(undefined, () => server.answer({ ...asked, url: '/api/v1/session' }, 0))
              .then((answered) => settle.resolve(responseOf(answered, false))),
        );
    });
    return line.breakNow;
  };

  const network: Network = {
    weather: fairWeather,
    async fetch(life, url, init) {
      await betweenEffects(life);
      const asked = askedOf(url, init);
      return new Promise((resolve, reject) => {
        const settle = { resolve, reject };
        let giveUp = (): void => undefined;
        if (url.endsWith('/stream')) giveUp = listen(life, asked, settle);
        else send(life, asked, settle);
        init.signal?.addEventListener('abort', () => {
          reject(new Error('given up'));
          giveUp();
        });
      });
    },
    cut(life, isSilent) {
      for (const line of streamsByLife.get(life) ?? []) {
        if (isSilent) line.mute();
        else line.breakNow();
      }
    },
  };
  return network;
};
