// The seeded random numbers of the seeds, for tests that draw: the same text gives the same numbers on every machine.

export { createRandom, type Random } from '#seeds/generate/random.ts';
