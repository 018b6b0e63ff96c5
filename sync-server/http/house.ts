import type { Context } from '../services/context.ts';
import type { Protection } from './load/protection.ts';
import type { Meters } from './meters.ts';

/** What every call stands in: the services' context, what protects the process, and its figures. */
export type House = {
  context: Context;
  protection: Protection;
  meters: Meters;
  /** Phones reach this server by https. */
  isSecure: boolean;
};
