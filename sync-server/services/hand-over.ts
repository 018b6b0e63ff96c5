// Events that another phone carries. HAND-4: a bundle is taken from anybody who is signed in, and judged as if its own
// device had pushed it, by the grants of the device's person at that moment. HAND-5: the device's signature and the chain
// prove every event; a bundle in which anything does not fit is refused whole, nothing of it is stored. HAND-6: a device
// that was signed out or wiped may still be handed over for. HAND-7: twice is once. HAND-8: a log with a hole before it
// stores nothing and says which number is expected, unless its phone holds nothing of the hole either (GAP-1).

import * as v from 'valibot';
import { isShallow } from '#schema/shallow.ts';
import { BundleContent, type Bundle, type HandOverResponse } from '#schema/bundle.ts';
import type { Context } from './context.ts';
import { chainEvents } from './device-log.ts';
import { pushCarried } from './push.ts';
import { Refused } from './refused.ts';
import { isSigned, unseal } from './seal.ts';
import type { Session } from './sessions.ts';

/** Events of a log that are stored in one transaction. */
const stepEvents = 500;

type Log = BundleContent['logs'][number];

const bad = (where: string): Refused => new Refused('bad-bundle', where);

/**
 * Opens a bundle, proves it, and stores what it holds.
 *
 * @throws Refused `other-server`, `no-device-key`, `bad-bundle`
 */
export const handOver = async (context: Context, bundle: Bundle): Promise<HandOverResponse> => {
  const { label } = bundle;
  if (label.server !== context.server) throw new Refused('other-server', 'label.server');
  const content = parseContent(await unseal(context.sealKey.privateJwk, bundle));
  const found = await context.storage.readDevice(label.device);
  if (found === undefined || found.device.publicKey === '') {
    throw new Refused('no-device-key', 'label.device');
  }
  if (!(await isSigned(found.device.publicKey, label, content))) throw bad('signature');
  requireProven(bundle, content);
  const { device, staff, grants } = found;
  const session = { device: device.id, staff, grants, expiresAt: 0, tokenHash: '' };
  const logs: HandOverResponse['logs'] = [];
  for (const log of content.logs) logs.push(await takeLog(context, session, log));
  return { device: device.id, logs };
};

const parseContent = (text: string): BundleContent => {
  const value = parseJson(text);
  if (!isShallow(value)) throw bad('content');
  const parsed = v.safeParse(BundleContent, value);
  if (parsed.success) return parsed.output;
  throw bad(`content.${v.getDotPath(parsed.issues[0]) ?? ''}`.slice(0, 200));
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw bad('content');
  }
};

/** Everything is looked at before anything is stored. */
const requireProven = ({ label }: Bundle, { logs }: BundleContent): void => {
  const count = logs.reduce((sum, { events }) => sum + events.length, 0);
  if (count !== label.events) throw bad('label.events');
  logs.forEach(({ grid, from, prevHash, hash, events }, k) => {
    const isOwn = events.every(
      (event, step) =>
        event.device === label.device && event.grid === grid && event.n === from + step,
    );
    if (!isOwn) throw bad(`content.logs.${k}.events`);
    if (chainEvents(events, prevHash).at(-1)?.hash !== hash) throw bad(`content.logs.${k}.hash`);
  });
};

/** In steps, so that a long log does not keep its grid's other phones waiting. */
const takeLog = async (
  context: Context,
  session: Session,
  { grid, from, prevHash, events, heldBefore, epoch }: Log,
): Promise<HandOverResponse['logs'][number]> => {
  const hashes = [prevHash, ...chainEvents(events, prevHash).map(({ hash }) => hash)];
  const verdicts: HandOverResponse['logs'][number]['verdicts'] = [];
  for (let done = 0; ; done += stepEvents) {
    const request = {
      grid,
      from: from + done,
      prevHash: hashes[done] ?? prevHash,
      events: events.slice(done, done + stepEvents),
      heldBefore,
      ...(epoch === undefined ? {} : { epoch }),
    };
    const { expected, last, hash, ...step } = await pushCarried(context, session, request);
    if (expected !== undefined) return { grid, expected, verdicts: [], last, hash };
    verdicts.push(...step.verdicts);
    if (done + stepEvents >= events.length) return { grid, verdicts, last, hash };
  }
};
