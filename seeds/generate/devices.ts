// Phones of the demo's staff: one each, with an id as the server would mint it (five characters, a letter first), and
// different for different staff without keeping a list.

import type { DeviceId, StaffId } from '#core/ids.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const digits = 'abcdefghijklmnopqrstuvwxyz234567';
const count = 26 * 32 ** 4;
/** Has no factor in common with `count`, so that multiplying by it permutes the ids. */
const spread = 10_368_889n;

/** The phone of a staff member, from the number in the id ('s012' → 12). */
export const deviceOf = (staff: StaffId): DeviceId => {
  let rest = Number((BigInt(staff.slice(1)) * spread) % BigInt(count));
  let id = letters[rest % 26] ?? '';
  rest = Math.floor(rest / 26);
  for (let at = 0; at < 4; at += 1) {
    id += digits[rest % 32] ?? '';
    rest = Math.floor(rest / 32);
  }
  return id;
};

const labels = ['Android · Chrome', 'HarmonyOS · 浏览器', 'Android · 微信', 'iPhone · Safari'];

/** By what people recognise the phone. */
export const deviceLabel = (staff: StaffId): string =>
  labels[Number(staff.slice(1)) % labels.length] ?? '';
