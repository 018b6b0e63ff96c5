import type { Storage, StoreFacts } from '../storage/port.ts';
import type { Pokes } from './pokes.ts';

/** What every service is given. `now`: the server's clock, ms since 1970. */
export type Context = {
  storage: Storage;
  now: () => number;
  pokes: Pokes;
  /** Changes when a backup is restored. */
  epoch: string;
  /** The district's id, for ever. */
  server: string;
  sealKey: StoreFacts['sealKey'];
  isDemo: boolean;
};
