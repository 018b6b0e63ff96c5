// Hand-over without network: what a phone could not send, carried by another phone of the team. The carrier reads the
// label and nothing else: the content is sealed for the server. Layers, from the inside out:
//
//   content   canonical JSON of `BundleContent`, UTF-8, gzip
//   sealed    ECDH of a fresh P-256 key with the server's `sealKey` → HKDF-SHA-256 (salt: none, info `gridsweep-bundle-1`) →
//             AES-256-GCM, 12 zero bytes as nonce (the key is used once), the label's canonical JSON as associated data
//   bundle    canonical JSON of `Bundle`, UTF-8: the bytes of the file, and of the sequence of QR codes
//
// The signature is ECDSA P-256 with SHA-256 (raw, 64 bytes) by the device's key, over the UTF-8 bytes of
// `gridsweep-bundle-1\n` + canonical JSON of `{label, logs: [{grid, from, prevHash, hash}]}`; with the chain it proves every event.

import * as v from 'valibot';
import { DeviceIdText, Envelope } from './events.ts';
import { Count, Id, Ms } from './records.ts';
import { EpochText, HeldBefore, Verdict } from './protocol.ts';

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Base64Url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/));

/** What the carrier may know. `server`: the district's id. `epoch`: under which the phone last heard of it. */
export const BundleLabel = v.strictObject({
  format: v.literal('gridsweep-bundle'),
  v: v.literal(1),
  server: Id,
  epoch: v.string(),
  device: DeviceIdText,
  /** The phone's clock, ms. */
  madeAt: Ms,
  /** How many events it holds. */
  events: v.pipe(Count, v.minValue(1)),
});
/** Small enough for one request, gzipped. `ephemeral`: raw point of the fresh key. `sum`: SHA-256 of the sealed bytes, so that damage is found before delivery. */
export const Bundle = v.strictObject({
  label: BundleLabel,
  ephemeral: Base64Url,
  sealed: v.pipe(Base64Url, v.maxLength(1_300_000)),
  sum: Hash,
});
/** All pending events of the device, a log a grid. `hash`: the chain's hash after the last of its events. */
export const BundleContent = v.strictObject({
  logs: v.pipe(
    v.array(
      v.strictObject({
        grid: Id,
        from: v.pipe(Count, v.minValue(1)),
        prevHash: Hash,
        hash: Hash,
        heldBefore: HeldBefore,
        events: v.pipe(v.array(Envelope), v.minLength(1), v.maxLength(5000)),
        /** As in a push. */
        epoch: v.optional(EpochText),
      }),
    ),
    v.minLength(1),
    v.maxLength(50),
  ),
  signature: Base64Url,
});
/**
 * `POST /hand-over` takes a `Bundle` from anybody who is signed in, and judges it by the grants of the person whose phone made
 * it. Per log what a push would answer; nothing of the grid's state. `expected`: earlier events are missing, nothing of this
 * log was stored, the carrier keeps the bundle.
 */
export const HandOverResponse = v.object({
  device: Id,
  logs: v.array(
    v.object({
      grid: Id,
      expected: v.optional(Count),
      verdicts: v.array(Verdict),
      last: Count,
      hash: v.string(),
    }),
  ),
});

export type BundleLabel = v.InferOutput<typeof BundleLabel>;
export type Bundle = v.InferOutput<typeof Bundle>;
export type BundleContent = v.InferOutput<typeof BundleContent>;
export type HandOverResponse = v.InferOutput<typeof HandOverResponse>;
