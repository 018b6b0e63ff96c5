// What a command knows when it makes its event: the view before the person's eyes, who they are and when it is. Commands
// are pure: they make an intention or say why not; saving is the outbox's.

import type { StaffId } from '#core/ids.ts';
import type { Patch } from '#core/merge/patch.ts';
import type { GridView } from '../view.ts';

/** `nowMs`: the phone's clock, ms. */
export type Scene = { view: GridView; staff: StaffId; nowMs: number };

/** Why an intention was not written down: the reasons of the reducer, and what the screens should not have let through. */
export class CommandRefused extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(`not recorded: ${reason}`);
    this.name = 'CommandRefused';
    this.reason = reason;
  }
}

export const nothingToUndo: Patch = { facts: {}, persons: [] };
