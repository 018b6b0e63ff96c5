// Phone numbers that are plainly made up: eleven digits, the first seven always 1300000.

import type { Random } from '../random.ts';

export const demoPhoneStart = '1300000';

export const drawPhone = (random: Random): string =>
  demoPhoneStart + String(random.int(0, 9999)).padStart(4, '0');
