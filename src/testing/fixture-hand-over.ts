// What the fixture app shows of the hand-over: invented, without a server.

import { canonicalJson } from '#core/merge/canonical.ts';
import { bytesToBase64Url } from '#data/hand-over/base64url.ts';
import type { BundleRefusal } from '#data/hand-over/take.ts';
import { readBundle } from '#data/hand-over/take.ts';
import { sumOf } from '#data/hand-over/seal.ts';
import { createWritable } from '#data/readable.ts';
import type { BundleLabel } from '#schema/bundle.ts';
import type { App, CarriedBundle } from '#session/app.ts';

const server = 'demo';

type HandOver = Pick<App, 'packPending' | 'takeBundle' | 'carried'>;

const labelOf = (device: string, events: number, madeAt: number): BundleLabel => ({
  ...{ format: 'gridsweep-bundle', v: 1, server, epoch: 'e1' },
  ...{ device, madeAt, events },
});

/** @param pending how many events wait */
export const fixtureHandOver = (moment: string, pending: () => number): HandOver => {
  const carried = createWritable<CarriedBundle[]>(moment === 'carrying' ? someCarried() : []);
  return {
    carried,
    async packPending() {
      if (pending() === 0) return null;
      const label = labelOf('zz', pending(), Date.now());
      // As many bytes as a real one has: about 180 an event.
      const sealed = crypto.getRandomValues(new Uint8Array(400 + 180 * pending()));
      const sum = await sumOf(crypto.subtle, sealed);
      const ephemeral = bytesToBase64Url(crypto.getRandomValues(new Uint8Array(65)));
      const bundle = { label, ephemeral, sealed: bytesToBase64Url(sealed), sum };
      const bytes = new TextEncoder().encode(canonicalJson(bundle));
      return { label, bytes, fileName: 'gridsweep-zz-2020-02-10-1.gsw' };
    },
    async takeBundle(bytes) {
      const read = await readBundle(bytes, { device: 'aa', server });
      if (read.kind === 'refused') return read satisfies BundleRefusal;
      const { label } = read.bundle;
      const isNew = !carried.get().some((one) => one.label.madeAt === label.madeAt);
      const taken: CarriedBundle = { label, takenAt: Date.now(), fate: { kind: 'waiting' } };
      if (isNew) carried.set([taken, ...carried.get()]);
      return { kind: 'taken', label, isNew };
    },
  };
};

const someCarried = (): CarriedBundle[] => {
  const now = Date.now();
  const one = (device: string, minutes: number, fate: CarriedBundle['fate']): CarriedBundle => ({
    label: labelOf(device, 4 + minutes, now - (minutes + 5) * 60_000),
    takenAt: now - minutes * 60_000,
    fate,
  });
  return [
    one('ab', 1, { kind: 'waiting' }),
    one('ac', 12, { kind: 'missing', at: now - 60_000 }),
    one('ad', 40, { kind: 'delivered', at: now - 30 * 60_000, refused: 2 }),
    one('ae', 90, {
      kind: 'refused',
      code: 'bad-bundle',
      zh: '这份文件被改动过或不完整，服务器没有接收。请让同事重新导出。',
      en: 'The file was changed or cut; the server did not take it. Export it again.',
    }),
  ];
};
