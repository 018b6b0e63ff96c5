// A phone without network gives what waits there to another phone of the district, which carries it to the server: once or
// twice, before or after it was sent by the phone itself, to somebody who may not even read the grid.

import { putCarried } from '#data/hand-over/carried-rows.ts';
import { packPending } from '#data/hand-over/pack.ts';
import { readBundle } from '#data/hand-over/take.ts';
import type { Operation } from './operations.ts';
import { atPhone, type Phone } from './phone.ts';
import type { World } from './world.ts';

type HandOver = Extract<Operation, { kind: 'hand-over' }>;

export const handOver = async (world: World, { from, by, times }: HandOver): Promise<void> => {
  const now = world.clock.now();
  const packed = await atPhone(world.phones[from] as Phone, async ({ database, session }) => {
    const known = session.get();
    if (known === null) return null;
    const { deviceId: device, server, epoch, sealKey } = known;
    return packPending(database, { device, server, epoch, sealKey }, now);
  }).catch(() => null);
  if (packed === null || packed === undefined) return;
  for (let time = 0; time < times; time += 1) {
    await atPhone(world.phones[by] as Phone, async ({ database, session, courier }) => {
      const known = session.get();
      if (known === null) return;
      const here = { device: known.deviceId, server: known.server };
      const read = await readBundle(packed.bytes, here);
      if (read.kind === 'refused') return;
      await putCarried(database, read.bundle, now);
      await courier.refresh();
      courier.wake();
    }).catch(() => undefined);
  }
};
