// Test vectors of a bundle, layer by layer, with keys that are used for nothing else. The signature and the gzip file are
// given and not made: a signature holds a random number, and packers differ.

import { webcrypto } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { canonicalJson } from '#core/merge/canonical.ts';
import type { Bundle, BundleContent, BundleLabel } from '#schema/bundle.ts';
import { isSigned, sealPointOf, unseal } from '#server/services/seal.ts';
import { deriveSecret, logOf, sealWith, signedTextOf } from './bundle-fixture.ts';
import { createDeviceLog } from './server-fixture.ts';

const curve = { kty: 'EC', crv: 'P-256' };
/** Private halves, as JWK. */
const keys = {
  server: {
    ...curve,
    x: 'hCnbcxGZmWutMqWsHzZG98VlvYpjzSV1c6UvVgP6Y8c',
    y: 'dJk7sleUn4miG5xYvzQjH0OFEO45LiKc_Jo1zdryn68',
    d: 'rxKXlbrNdE2lfAswwu1ynJN7QBH4rs53W1u08P2Q_T4',
  },
  ephemeral: {
    ...curve,
    x: '6G5PQrBxDXvaDDjDUdi1z8N0AZ3ul9YQ0cUApQUGV1A',
    y: '0vtprPCm5pmJr2UBIGAFcKVFkUO2bdZ8vHS7G5J1hgM',
    d: '0-3JV3bf6LNyPv56i8imZ8i9WrC6M9VcX_FHRkTNtuU',
  },
  device: {
    ...curve,
    x: 'l0Q_yyN7q1AvwcwYXo_pQQAmTucDZnSaBIAnDYxusbs',
    y: 'AgxpFmsKH6HRr6UNzbaBhs14la8AsCRXwrfvKy_3Wxg',
    d: 'bz6dQkKl3NaCddf1pWbDB2U7bP7Kzb_dzYsimQeBKK4',
  },
};
const signature =
  'B6rUv6fTZ824_gNc6DyQS2e7uMal3ernZpiB0xVtxRcdokIXFZ-or1pHLH95uwZUXnkkLfNwRB8gxbreeY18XA';
const packed =
  'H4sIAAAAAAAAA92RT4_TMBDFv8ucvcj50zT1bSuEirSsxMKiblcVcuxJasWxg-2krap-d-Q0HOAAB04wJ8sz895v9C6gbeOBvV4ARzTh9qysPAO7QM1F_LlcCfTovDWxvScwKq9CHODGH9HdloQ1gYsADIwFAgfkOhyAwRG1BgJ2CMpEq1v7pgcM-gQI-HPXB9vN8gG7Hh0Pg0NgZtCaQHCqn7rXPQHBta64aO_Dj7ZUvrdeBTVJCtv1GgNGCjt4PFgtgcEhOnVWIjBQ5m4mIGBsiF9AwNnBxEk3MWGYiZP5YpTRMVmUSUbnIjBaJeNVcL0SkDgqEcXabxmvgEDjVBRsKI2SBy2Avf4sQPcEpplp5U0ca9VEMXneORTWSZQRdELxiAZYSsAHXtfAwFOaAoERWHIl_2146T8QXvr78NI_hLcnUDvbTcy_eHMf01iJqqgLQXOaFWJBy7TOZU7L5bLMaUaLupLLMq0kxzKlWZ6LYlXmRSoWiyLjdFWKGJ3DcXNTo39ZEIG9aswcNqwL9zwW9eddmeZfm0dRvD1__JTicvjAdYbO7Hq1pqcv4fQkpG3fb9_t7qxL-s3DZrUYjrvnrWnbh_rx-LQum1PlEF-ScnsP1-8L66D5pQQAAA';

const label: BundleLabel = {
  format: 'gridsweep-bundle',
  v: 1,
  server: 'd8a3f0c2b1e47965',
  epoch: '5f2c81d09a6be347',
  device: 'kq3ab',
  madeAt: 1_581_300_060_000,
  events: 2,
};

const makeLogs = (): BundleContent['logs'] => {
  const log = createDeviceLog({ device: 'kq3ab', staff: { id: 's002' } });
  log.visit('h1');
  log.visit('h2');
  return [logOf(log)];
};

const pointOf = (key: object): string => sealPointOf(JSON.stringify(key));

const findSecret = async (): Promise<Uint8Array<ArrayBuffer>> => {
  const kind = { name: 'ECDH', namedCurve: 'P-256' };
  const jwk = keys.ephemeral;
  const own = await webcrypto.subtle.importKey('jwk', jwk, kind, false, ['deriveBits']);
  return deriveSecret(own, pointOf(keys.server));
};

/** Each layer from the inside out, and whether the server's own code opens it again. */
export const makeBundleVectors = async (): Promise<object> => {
  const logs = makeLogs();
  const content = canonicalJson({ logs, signature });
  const secret = await findSecret();
  const { key, sealed, sum } = await sealWith(secret, label, Buffer.from(packed, 'base64url'));
  const bundle: Bundle = { label, ephemeral: pointOf(keys.ephemeral), sealed, sum };
  const opened = await unseal(JSON.stringify(keys.server), bundle);
  return {
    keys,
    sealKey: pointOf(keys.server),
    deviceKey: pointOf(keys.device),
    label,
    signedText: signedTextOf(label, logs),
    signature,
    content,
    packed,
    secret: Buffer.from(secret).toString('hex'),
    key,
    associatedData: canonicalJson(label),
    bundle: canonicalJson(bundle),
    checks: {
      packedIsContent: gunzipSync(Buffer.from(packed, 'base64url')).toString('utf8') === content,
      opensToContent: opened === content,
      isSigned: await isSigned(pointOf(keys.device), label, { logs, signature }),
      isSignedAfterAChange: await isSigned(
        pointOf(keys.device),
        { ...label, madeAt: label.madeAt + 1 },
        { logs, signature },
      ),
    },
  };
};
