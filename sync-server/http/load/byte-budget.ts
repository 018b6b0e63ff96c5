import { Refused } from '../../services/refused.ts';

/** Bytes of bodies that the process holds at once, all requests together (LOAD-4). */
export type ByteBudget = {
  /** @throws Refused `overloaded` when it is spent */
  take(bytes: number): void;
  giveBack(bytes: number): void;
};

export const createByteBudget = (most: number): ByteBudget => {
  let taken = 0;
  return {
    take: (bytes) => {
      if (taken + bytes > most) throw new Refused('overloaded');
      taken += bytes;
    },
    giveBack: (bytes) => {
      taken -= bytes;
    },
  };
};
