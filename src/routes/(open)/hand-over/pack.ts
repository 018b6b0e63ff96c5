// A bundle is text; squeezed it needs a quarter fewer codes.

/** More than any bundle is long: a sequence that unpacks to more is nobody's. */
const mostBytes = 9_000_000;

const through = async (
  bytes: Uint8Array<ArrayBuffer>,
  by: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(by).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    length += next.value.length;
    if (length <= mostBytes) continue;
    await reader.cancel();
    return null;
  }
  const whole = new Uint8Array(length);
  chunks.reduce((at, chunk) => (whole.set(chunk, at), at + chunk.length), 0);
  return whole;
};

export const squeeze = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  (await through(bytes, new CompressionStream('gzip'))) ?? bytes;

/** Null when it cannot be unpacked, or is far too long. */
export const unsqueeze = async (
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> =>
  through(bytes, new DecompressionStream('gzip')).catch(() => null);
