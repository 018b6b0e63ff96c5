// What can happen in a simulated world. Every operation is plain data, so that a failing run can be printed, shrunk and kept.

import fc from 'fast-check';
import { dispositionCodes } from '#core/visit/disposition.ts';
import { fairWeather, type Weather } from './network.ts';

/** `phone`: 0 leads g001, 1 and 2 are its members, 2 also one of g002, which 3 leads. */
export type Operation =
  | {
      kind: 'record';
      phone: number;
      door: number;
      disposition: number;
      tail: number;
      voids: boolean;
    }
  | {
      kind: 'undo' | 'list' | 'withdraw' | 'decide' | 'undecide' | 'resolve';
      phone: number;
      door: number;
    }
  | { kind: 'assign'; phone: number; door: number; member: number }
  | { kind: 'settle'; phone: number; door: number; decision: 'accepted' | 'rejected' | 'another' }
  | { kind: 'hand-over'; from: number; by: number; times: number }
  | { kind: 'open'; phone: number; grid: 0 | 1 }
  | { kind: 'cut'; phone: number; isTold: boolean; isSilent: boolean }
  | { kind: 'heal'; phone: number }
  | { kind: 'kill'; phone: number; steps: number; downSeconds: number; isPowerCut: boolean }
  | { kind: 'wipe' | 'lose-copies'; phone: number }
  | {
      kind: 'full-disk';
      phone: number;
      where: 'outbox' | 'replica';
      after: number;
      part: number;
      isStalling: boolean;
    }
  | { kind: 'skew'; phone: number; days: number }
  | { kind: 'grants'; person: number; grid: 0 | 1; isGiven: boolean }
  | { kind: 'close-round'; grid: 0 | 1 }
  | { kind: 'server-down'; seconds: number }
  | { kind: 'store-fails'; how: 'aborts' | 'refuses'; after: number }
  | { kind: 'restore'; share: number }
  | { kind: 'wait'; seconds: number };

export type Scenario = {
  seed: number;
  weather: Weather;
  processes: number;
  operations: readonly Operation[];
};

const phone = fc.nat({ max: 3 });
const door = fc.nat({ max: 8 });
const grid = fc.constantFrom(0 as const, 1 as const);
const seconds = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 400 }));
type Of<Kind extends Operation['kind']> = Operation extends infer One
  ? One extends { kind: infer Kinds }
    ? Kind extends Kinds
      ? One
      : never
    : never
  : never;
type Parts<Kind extends Operation['kind']> = {
  [Key in Exclude<keyof Of<Kind>, 'kind'>]: fc.Arbitrary<Of<Kind>[Key]>;
};

const operation = <Kind extends Operation['kind']>(
  weight: number,
  kind: Kind,
  parts: Parts<Kind>,
): fc.WeightedArbitrary<Operation> => ({
  weight,
  arbitrary: fc.record({
    kind: fc.constant(kind),
    ...parts,
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<Operation>,
});

const operations: fc.Arbitrary<Operation> = fc.oneof(
  operation(34, 'record', {
    ...{ phone, door, disposition: fc.nat({ max: dispositionCodes.length - 1 }) },
    ...{ tail: fc.nat({ max: 3 }), voids: fc.boolean() },
  }),
  operation(3, 'undo', { phone, door }),
  operation(3, 'list', { phone, door }),
  operation(1, 'withdraw', { phone, door }),
  operation(3, 'assign', { phone, door, member: fc.nat({ max: 3 }) }),
  operation(2, 'decide', { phone, door }),
  operation(1, 'undecide', { phone, door }),
  operation(4, 'resolve', { phone, door }),
  operation(8, 'settle', {
    ...{ phone: fc.constantFrom(0, 0, 3), door },
    decision: fc.constantFrom('accepted' as const, 'rejected' as const, 'another' as const),
  }),
  operation(1, 'hand-over', { from: phone, by: phone, times: fc.constantFrom(1, 2) }),
  operation(2, 'open', { phone, grid }),
  operation(6, 'cut', { phone, isTold: fc.boolean(), isSilent: fc.boolean() }),
  operation(5, 'heal', { phone }),
  operation(7, 'kill', {
    phone,
    steps: fc.nat({ max: 40 }),
    downSeconds: seconds,
    isPowerCut: fc.boolean(),
  }),
  operation(1, 'wipe', { phone }),
  operation(1, 'lose-copies', { phone }),
  operation(3, 'full-disk', {
    ...{
      phone,
      where: fc.constantFrom('outbox' as const, 'replica' as const),
      after: fc.nat({ max: 12 }),
    },
    ...{ part: fc.constantFrom(0, 0.5, 0.9), isStalling: fc.constantFrom(false, false, true) },
  }),
  operation(2, 'skew', { phone, days: fc.constantFrom(-1, 0, 1, 365) }),
  operation(4, 'grants', {
    ...{ person: fc.constantFrom(1, 2, 2, 3), grid },
    isGiven: fc.constantFrom(false, false, true),
  }),
  operation(1, 'close-round', { grid }),
  operation(1, 'server-down', { seconds }),
  operation(3, 'store-fails', {
    how: fc.constantFrom('aborts' as const, 'refuses' as const),
    after: fc.nat({ max: 3 }),
  }),
  operation(1, 'restore', { share: fc.constantFrom(0, 0.3, 0.6, 0.9, 1) }),
  operation(20, 'wait', { seconds }),
);

const share = (most: number): fc.Arbitrary<number> => fc.constantFrom(0, 0, most / 2, most);

export const scenarios = (most = 36): fc.Arbitrary<Scenario> =>
  fc.record({
    seed: fc.nat({ max: 2 ** 31 - 1 }),
    weather: fc.oneof(
      { weight: 1, arbitrary: fc.constant(fairWeather) },
      {
        weight: 3,
        arbitrary: fc.record({
          lost: share(0.2),
          answerLost: share(0.3),
          twice: share(0.3),
          torn: share(0.1),
        }),
      },
    ),
    processes: fc.constantFrom(1, 1, 2),
    operations: fc.array(operations, { minLength: 4, maxLength: most, size: 'max' }),
  });
