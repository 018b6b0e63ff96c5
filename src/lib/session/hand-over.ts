// Handing over without network, as screens ask for it: pack what waits here, take what a colleague's phone packed.

import { putCarried } from '#data/hand-over/carried-rows.ts';
import { packPending } from '#data/hand-over/pack.ts';
import { readBundle } from '#data/hand-over/take.ts';
import { CommandRefused } from '#data/commands/scene.ts';
import type { App, TakenBundle } from './app.ts';
import type { Workshop } from './workshop.ts';

type HandOver = Pick<App, 'packPending' | 'takeBundle'>;

const signedOut: TakenBundle = {
  kind: 'refused',
  code: 'signed-out',
  zh: '请先登录，再接收同事的记录。',
  en: 'Sign in before taking over a colleague’s records.',
};

export const createHandOver = (ready: () => Promise<Workshop>, now: () => number): HandOver => ({
  async packPending() {
    const { database, session } = await ready();
    const known = session.get();
    if (known === null) throw new CommandRefused('no-grant');
    const { deviceId: device, server, epoch, sealKey } = known;
    // Whoever signed in before there were such keys has none.
    return packPending(database, { device, server, epoch, sealKey: sealKey ?? '' }, now());
  },
  async takeBundle(bytes) {
    const { database, session, courier } = await ready();
    const known = session.get();
    if (known === null) return signedOut;
    const here = { device: known.deviceId, server: known.server ?? '' };
    const read = await readBundle(bytes, here);
    if (read.kind === 'refused') return read;
    const isNew = await putCarried(database, read.bundle, now());
    await courier.refresh();
    courier.wake();
    return { kind: 'taken', label: read.bundle.label, isNew };
  },
});
