// Scenarios that once failed, as small as they went, each with what was wrong. They are run with every `npm test`.

import type { Scenario } from './model/operations.ts';

export type Kept = { name: string; wrong: string; scenario: Scenario };

export const keptSeeds: readonly Kept[] = [];
