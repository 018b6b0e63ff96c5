// What is said at a door when it is not simply that all are well.

import { nothingAsked } from '#core/visit/visit.ts';
import { keyAnswers, type KeyKind } from './answers.ts';
import { allSpoke, type Say, type Scene } from './scene.ts';

/** The last person was not there and nobody spoke for them. */
export const oneMissing =
  (scene: Scene): Say =>
  (people, atMs) => {
    const said = allSpoke(scene)(people, atMs);
    return { ...said, answers: said.answers.slice(0, -1) };
  };

/** Nobody could say whether somebody had contact. */
export const contactUnknown =
  (scene: Scene): Say =>
  (people, atMs) => {
    const said = allSpoke(scene)(people, atMs);
    return {
      ...said,
      answers: said.answers.map((one) => ({ ...one, contact: 'unknown' as const })),
    };
  };

/** More live there than gave their names. */
export const someUnnamed =
  (scene: Scene): Say =>
  (people, atMs) => {
    const said = allSpoke(scene)(people.slice(0, -1), atMs);
    return { ...said, facts: { ...scene.facts, residents: people.length } };
  };

/** Names, and no question answered. */
export const onlyNames =
  (scene: Scene): Say =>
  (people, atMs) => {
    const said = allSpoke(scene)(people, atMs);
    return { ...said, answers: said.answers.map(({ person }) => nothingAsked(person)) };
  };

/** One person of the household is a key person. */
export const withKey =
  (scene: Scene, kind: KeyKind): Say =>
  (people, atMs) => {
    const said = allSpoke(scene)(people, atMs);
    const at = scene.random.int(0, said.answers.length - 1);
    const answers = said.answers.map((one, index) =>
      index === at ? keyAnswers(scene.random, { person: one.person, atMs }, kind) : one,
    );
    return { ...said, answers };
  };

/** Everybody has a new first phone number. */
export const newPhone =
  (scene: Scene): Say =>
  (people, atMs) => {
    const said = allSpoke(scene)(people, atMs);
    const own = people.map(({ facts }) => facts.phone).find((phone) => phone !== '');
    return { ...said, facts: own === undefined ? said.facts : { ...said.facts, phones: [own] } };
  };
