import { describe, expect, test } from 'vitest';
import { violationsIn, type Violation } from '../../tools/import-rules/check.ts';

const subpaths = {
  '#core/*': './src/lib/core/*',
  '#data/*': './src/lib/data/*',
  '#schema/*': './src/lib/schema/*',
  '#sync/*': './src/lib/sync/*',
  '#server/*': './sync-server/*',
};

/** What the checker says of planted files; targets that are not planted exist all the same. */
function violationsOf(planted: Record<string, string>): Violation[] {
  return violationsIn({
    files: Object.keys(planted),
    read: (file) => planted[file] ?? '',
    exists: (file) => !file.includes('missing'),
    subpaths,
  });
}

const rulesOf = (file: string, text: string) =>
  violationsOf({ [file]: text }).map(({ rule }) => rule);

describe('a planted violation is caught', () => {
  test('with its file, line and rule', () => {
    const planted = "import a from './a.ts';\n\nimport { b } from '#schema/b.ts';\n";
    expect(violationsOf({ 'src/lib/core/visit/x.ts': planted })).toEqual([
      {
        file: 'src/lib/core/visit/x.ts',
        line: 3,
        rule: 'core may not import schema ("#schema/b.ts")',
      },
    ]);
  });

  test('in a component, on the line of its script', () => {
    const planted =
      '<h1>x</h1>\n<script lang="ts">\n  import { q } from \'#data/q.ts\';\n</script>\n';
    expect(violationsOf({ 'src/lib/ui/Door.svelte': planted })).toEqual([
      { file: 'src/lib/ui/Door.svelte', line: 3, rule: 'ui may not import data ("#data/q.ts")' },
    ]);
  });

  test.each([
    ['src/lib/core/x.ts', "import 'node:fs'", 'core may not import the package "node:fs"'],
    ['src/lib/core/x.ts', "export * from 'rxjs'", 'core may not import the package "rxjs"'],
    ['src/lib/core/x.ts', "import './missing.ts'", '"./missing.ts" names no file'],
    ['src/lib/core/x.ts', 'const now = Date.now()', 'core may not use Date.now'],
    ['src/lib/core/x.ts', 'const now = new Date()', 'core may not use new Date() without a time'],
    ['src/lib/core/x.ts', 'const n = Math.random()', 'core may not use Math.random'],
    ['src/lib/core/x.ts', 'crypto.randomUUID()', 'core may not use crypto'],
    ['src/lib/core/x.ts', 'await fetch("/")', 'core may not use fetch'],
    ['src/lib/core/x.ts', 'console.log(1)', 'core may not use console'],
    [
      'src/lib/schema/x.ts',
      "import { addRxPlugin } from 'rxdb'",
      'schema may not import the package "rxdb"',
    ],
    ['src/lib/data/x.ts', "await import('../ui/x.ts')", 'data may not import ui ("../ui/x.ts")'],
    [
      'src/routes/(member)/+page.ts',
      "import x from '../(leader)/board/x.ts'",
      "routes may not import another role's group ((leader))",
    ],
    [
      'src/routes/(member)/+page.ts',
      "import type { Row } from '#schema/records.ts'",
      'routes may not import schema ("#schema/records.ts")',
    ],
    [
      'src/routes/(member)/+page.ts',
      "import { machine } from '#sync/machine.ts'",
      'routes may not import sync ("#sync/machine.ts")',
    ],
    [
      'sync-server/http/push.ts',
      "import { store } from '../storage/sqlite/store.ts'",
      'server http may not import server storage adapter ("../storage/sqlite/store.ts")',
    ],
    [
      'sync-server/services/push.ts',
      "import { store } from '../storage/sqlite/store.ts'",
      'server services may not import server storage adapter ("../storage/sqlite/store.ts")',
    ],
    [
      'sync-server/storage/postgres/store.ts',
      "import { sql } from '../sqlite/sql.ts'",
      'server storage adapter may not import another storage adapter (sqlite)',
    ],
    ['seeds/main.ts', "import '#data/x.ts'", 'seeds may not import data ("#data/x.ts")'],
    ['src/lib/core/index.ts', '', 'no index.ts barrels: import the file that says it'],
    ['src/lib/utils/x.ts', '', 'this place belongs to no room'],
  ])('%s: %s', (file, text, rule) => {
    expect(rulesOf(file, text)).toEqual([rule]);
  });
});

describe('what is allowed passes', () => {
  test.each([
    ['src/lib/core/visit/x.ts', "import type { Day } from '#core/time/day.ts'"],
    ['src/lib/core/visit/x.ts', 'const at = new Date(recordedAt)'],
    ['src/lib/core/visit/x.ts', 'const { fetch: taken } = device.console'],
    ['src/lib/core/visit/x.test.ts', "import fc from 'fast-check'; Date.now()"],
    ['src/lib/schema/x.ts', "import type { RxJsonSchema } from 'rxdb'"],
    ['src/routes/(member)/+page.ts', "import type { PageLoad } from './$types'"],
    ['src/routes/(member)/+page.ts', "import { syncStatus } from '#sync/status.svelte.ts'"],
    ['src/routes/(member)/door/+page.ts', "import x from '../matrix/x.ts'"],
    ['sync-server/http/push.ts', "import { push } from '#server/services/push.ts'"],
    ['sync-server/main.ts', "import { store } from './storage/sqlite/store.ts'"],
    ['seeds/main.ts', "import { store } from '#server/storage/sqlite/store.ts'"],
  ])('%s: %s', (file, text) => {
    expect(rulesOf(file, text)).toEqual([]);
  });
});
