// A phone of the torture: a plain client that numbers its events, sends them until each is acknowledged, and remembers
// what it was told. What it was told is what the store must still hold after every fault.

import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { PushResponse } from '#schema/protocol.ts';
import type { Random } from '#testing/random.ts';
import { createDeviceLog, type DeviceLog } from '#testing/server-fixture.ts';

export type TorturePhone = {
  readonly device: string;
  readonly token: string;
  readonly log: DeviceLog;
  /** Sequence numbers by event number, as acknowledged. */
  readonly told: ReadonlyMap<number, number>;
  /** The last number of which this phone knows that the server has it, like all before it. */
  acknowledged(): number;
  /** Makes some events and tries once to send some of what waits. False: no answer that could be used. */
  work(url: string): Promise<boolean>;
  /** Sends events that were acknowledged once more and expects to be told the same. */
  repeat(url: string, from: number, to: number): Promise<void>;
  /** Tries until nothing waits. */
  sendAll(url: string): Promise<void>;
};

export type Enrolled = { device: string; staff: string; token: string };
/** `mostAtOnce`: events in one push. */
export type PhoneOptions = {
  random: Random;
  households: number;
  patienceMs?: number;
  mostAtOnce?: number;
};

export const createTorturePhone = (
  { device, staff, token }: Enrolled,
  { random, households, patienceMs = 4000, mostAtOnce = 40 }: PhoneOptions,
): TorturePhone => {
  const log = createDeviceLog({ device, staff: { id: staff } });
  const told = new Map<number, number>();
  let acknowledged = 0;

  const post = async (url: string, from: number, to: number): Promise<PushResponse | undefined> => {
    try {
      const response = await fetch(`${url}/api/v1/push`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(log.request(from, to)),
        signal: AbortSignal.timeout(patienceMs),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as PushResponse;
      assert.ok([429, 500, 503].includes(response.status), `${response.status} ${text}`);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      // Cut somewhere: nothing may be concluded, and the same is sent again.
    }
    return undefined;
  };

  const note = ({ verdicts, last, hash }: PushResponse): void => {
    assert.equal(hash, log.hashAt(last), `${device}: the server holds another log up to ${last}`);
    assert.ok(last >= acknowledged, `${device}: acknowledged ${acknowledged}, now only ${last}`);
    for (const verdict of verdicts) {
      const isTaken = verdict.verdict === 'accepted' || verdict.verdict === 'duplicate';
      assert.ok(isTaken && verdict.seq !== null, `${device}.${verdict.n} was not taken`);
      const before = told.get(verdict.n);
      assert.ok(before === undefined || before === verdict.seq, `${device}.${verdict.n} moved`);
      told.set(verdict.n, verdict.seq);
    }
    acknowledged = last;
  };

  /** Now and then from further back than needed, as after an answer that was lost. */
  const sendSome = async (url: string): Promise<boolean> => {
    const back = random.chance(0.2) ? random.int(0, 5) : 0;
    const from = Math.max(1, acknowledged + 1 - back);
    const answer = await post(url, from, from + random.int(0, mostAtOnce - 1));
    if (answer === undefined) return false;
    note(answer);
    return true;
  };

  const repeat = async (url: string, from: number, to: number): Promise<void> => {
    for (let tries = 0; tries < 20; tries += 1) {
      const answer = await post(url, from, to);
      if (answer !== undefined) {
        assert.ok(
          answer.verdicts.every(({ verdict }) => verdict === 'duplicate'),
          `${device}: what was acknowledged was taken again`,
        );
        return note(answer);
      }
      await wait(50);
    }
    assert.fail(`${device}: no answer to what was sent again`);
  };

  return {
    ...{ device, token, log, told, repeat },
    acknowledged: () => acknowledged,
    work: async (url) => {
      const isFar = log.events.length - acknowledged > mostAtOnce;
      const made = isFar ? 0 : random.int(1, 4);
      for (let k = 0; k < made; k += 1) log.visit(`h${random.int(1, households)}`);
      return sendSome(url);
    },
    sendAll: async (url) => {
      const until = Date.now() + 60_000;
      while (acknowledged < log.events.length) {
        assert.ok(Date.now() < until, `${device}: not all was taken within a minute`);
        if (!(await sendSome(url))) await wait(random.int(5, 60));
      }
    },
  };
};
