import { format } from 'prettier';
import { expect, test } from 'vitest';
import { makeBundleVectors } from '#testing/bundle-vectors.ts';
import { makeProtocolVectors } from '#testing/protocol-vectors.ts';

test('docs/protocol-vectors.json is what the code says (vitest -u writes it anew)', async () => {
  const text = JSON.stringify(await makeProtocolVectors(), null, 2);
  const formatted = await format(text, { parser: 'json', printWidth: 100 });
  await expect(formatted).toMatchFileSnapshot('../docs/protocol-vectors.json');
});

test('SEAL-2 SEAL-3 the bundle of the vectors opens to its content, is signed, and not after a change', async () => {
  expect(await makeBundleVectors()).toMatchObject({
    checks: {
      packedIsContent: true,
      opensToContent: true,
      isSigned: true,
      isSignedAfterAChange: false,
    },
  });
});
