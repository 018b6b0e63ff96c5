// The pair of keys under which bundles are sealed for this district (schema/bundle.ts): made once with the database, by
// whichever adapter makes it.

import { generateKeyPairSync } from 'node:crypto';
import type { StoreFacts } from './port.ts';

/** A fresh ECDH pair on P-256, each half as the text of its JWK. */
export const newSealKey = (): StoreFacts['sealKey'] => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicJwk: JSON.stringify(publicKey.export({ format: 'jwk' })),
    privateJwk: JSON.stringify(privateKey.export({ format: 'jwk' })),
  };
};
