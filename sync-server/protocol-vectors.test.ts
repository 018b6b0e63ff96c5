import { format } from 'prettier';
import { expect, test } from 'vitest';
import { makeProtocolVectors } from '#testing/protocol-vectors.ts';

test('docs/protocol-vectors.json is what the code says (vitest -u writes it anew)', async () => {
  const text = JSON.stringify(await makeProtocolVectors(), null, 2);
  const formatted = await format(text, { parser: 'json', printWidth: 100 });
  await expect(formatted).toMatchFileSnapshot('../docs/protocol-vectors.json');
});
