// Ids of persons written down on this phone: the device's prefix makes them unique among phones, a time that never repeats
// and two random characters among the phone's own, also when its clock was set back between two starts.

import type { DeviceId, PersonId } from '#core/ids.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

const randomLetters = (): string =>
  [...crypto.getRandomValues(new Uint8Array(2))].map((byte) => letters[byte % 32]).join('');

/** Makes the maker of ids. @param now ms */
export const createPersonIds = (device: () => DeviceId, now: () => number): (() => PersonId) => {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now());
    return `${device()}.p${last.toString(36)}${randomLetters()}`;
  };
};
