import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { withoutMachine } from './report.ts';

const root = path.resolve(import.meta.dirname, '../..');

test.each([
  ['the place of the checkout', `${root}/src/app.html:3`, 'src/app.html:3'],
  ['folders for temporary files', `wrote ${os.tmpdir()}/x1`, 'wrote <tmp>/x1'],
  ['free ports', 'connect 127.0.0.1:40123', 'connect 127.0.0.1:<port>'],
  ['colours', '\u001b[31mred\u001b[39m', 'red'],
  ['frames of the tools themselves', 'bad\n    at run (node_modules/v/x.js:1:2)\nend', 'bad\nend'],
])('a report leaves out %s', (_what, output, expected) => {
  expect(withoutMachine(output)).toBe(expected);
});
