// The rules of core and the tests that prove them name each other: ids stand at the head of a test's title, or, where a
// fixture is a list of cases, at the head of the section of the fixture that its titles repeat.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const filesIn = (...folders: string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  );

const title = /(?:\b(?:test|it|describe)(?:\.\w+)?|\))\(\s*(['"`])(.*?)\1/gs;
const headIds = /^[A-Z]+-\d+(?:(?:, | and | to | )[A-Z]+-\d+)*/;

/** The ids at the head of a text: 'STAND-7 VISIT-6 a proxy …' → STAND-7, VISIT-6. */
const idsAtHead = (text: string): string[] => headIds.exec(text)?.[0].match(/[A-Z]+-\d+/g) ?? [];

const citedIn = (file: string): string[] =>
  file.endsWith('.txt')
    ? [...read(file).matchAll(/^# (.*)$/gm)].flatMap(([, head = '']) => idsAtHead(head))
    : [...read(file).matchAll(title)].flatMap(([, , text = '']) => idsAtHead(text));

const isTest = (file: string): boolean => /\.(?:test|e2e)\.ts$|\/fixtures\/[^/]*\.txt$/.test(file);

const rules = [...read('src/lib/core/RULES.md').matchAll(/^- ([A-Z]+-\d+) /gm)].map(
  ([, id = '']) => id,
);

test('no rule has two texts', () => {
  expect(rules).toEqual([...new Set(rules)]);
});

test('every rule is cited by a test', () => {
  const cited = new Set(filesIn('src', 'sync-server', 'tests').filter(isTest).flatMap(citedIn));
  expect(rules.filter((id) => !cited.has(id))).toEqual([]);
});

test('every rule that a test of core cites exists', () => {
  const cited = filesIn('src/lib/core').filter(isTest).flatMap(citedIn);
  expect([...new Set(cited)].filter((id) => !rules.includes(id))).toEqual([]);
});
