// Scenarios that once failed, as small as they went, each with what was wrong. They are run with every `npm test`.

import { fairWeather } from './model/network.ts';
import type { Scenario } from './model/operations.ts';

export type Kept = { name: string; wrong: string; scenario: Scenario };

const calm = { seed: 0, weather: fairWeather, processes: 1 };

export const keptSeeds: readonly Kept[] = [
  {
    name: 'an app that is killed after it heard of a restored server still asks what that lacks',
    wrong: 'the new epoch was noted before the logs were compared',
    scenario: {
      seed: 1435577700,
      weather: { lost: 0.2, answerLost: 0.15, twice: 0, torn: 0 },
      processes: 1,
      operations: [
        { kind: 'record', phone: 1, door: 4, disposition: 7, tail: 0, voids: true },
        { kind: 'wait', seconds: 256 },
        { kind: 'record', phone: 1, door: 8, disposition: 11, tail: 1, voids: true },
        { kind: 'kill', phone: 1, steps: 33, downSeconds: 14, isPowerCut: false },
        { kind: 'restore', share: 0.9 },
        { kind: 'wait', seconds: 10 },
      ],
    },
  },
  {
    name: 'a phone where nothing is open hears that a grid was taken away',
    wrong: 'rights were learnt from pushes and fetches alone',
    scenario: {
      ...calm,
      operations: [
        { kind: 'open', phone: 2, grid: 1 },
        { kind: 'wait', seconds: 20 },
        { kind: 'grants', person: 2, grid: 1, isGiven: false },
        { kind: 'grants', person: 2, grid: 0, isGiven: false },
        { kind: 'kill', phone: 2, steps: 0, downSeconds: 0, isPowerCut: false },
      ],
    },
  },
  {
    name: 'what was stored before the disk was full is shown once there is room',
    wrong: 'rows of a catch-up whose note could not be written never reached the view',
    scenario: {
      ...calm,
      operations: [
        { kind: 'full-disk', phone: 0, where: 'outbox', after: 7, part: 0, isStalling: false },
        { kind: 'record', phone: 0, door: 0, disposition: 0, tail: 0, voids: false },
        { kind: 'record', phone: 1, door: 2, disposition: 3, tail: 2, voids: false },
        { kind: 'full-disk', phone: 1, where: 'replica', after: 1, part: 0.5, isStalling: true },
        { kind: 'record', phone: 0, door: 3, disposition: 3, tail: 1, voids: false },
        { kind: 'wait', seconds: 200 },
      ],
    },
  },
  {
    name: 'a copy that lost its sheet in a power cut is shown again',
    wrong: 'a complete copy without a sheet stayed loading for ever',
    scenario: {
      ...calm,
      operations: [
        { kind: 'wait', seconds: 20 },
        { kind: 'kill', phone: 3, steps: 0, downSeconds: 20, isPowerCut: true },
        { kind: 'lose-copies', phone: 3 },
        { kind: 'close-round', grid: 1 },
        { kind: 'wait', seconds: 100 },
      ],
    },
  },
  {
    name: 'a head that a restored server never comes to again is no reason to ask for ever',
    wrong: 'a phone asked five times a second until the server had caught up',
    scenario: {
      ...calm,
      operations: [
        { kind: 'record', phone: 0, door: 0, disposition: 0, tail: 0, voids: false },
        { kind: 'record', phone: 1, door: 1, disposition: 0, tail: 0, voids: false },
        { kind: 'wait', seconds: 30 },
        { kind: 'restore', share: 0 },
        { kind: 'wait', seconds: 300 },
      ],
    },
  },
  {
    name: 'a phone that learns of a restored server while it repairs its copy sends what that lacks',
    wrong: 'only fetched pages told of the new epoch, not a snapshot or the digests of a repair',
    scenario: {
      seed: 2020091600,
      weather: { lost: 0.1, answerLost: 0.3, twice: 0, torn: 0 },
      processes: 1,
      operations: [
        { kind: 'record', phone: 2, door: 5, disposition: 4, tail: 1, voids: false },
        { kind: 'record', phone: 1, door: 3, disposition: 2, tail: 0, voids: false },
        { kind: 'wait', seconds: 100 },
        { kind: 'kill', phone: 2, steps: 0, downSeconds: 2, isPowerCut: true },
        { kind: 'lose-copies', phone: 2 },
        { kind: 'record', phone: 1, door: 1, disposition: 4, tail: 0, voids: true },
        { kind: 'wait', seconds: 5 },
        { kind: 'restore', share: 0.6 },
      ],
    },
  },
];
