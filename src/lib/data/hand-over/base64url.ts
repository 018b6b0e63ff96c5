// Bytes as text for JSON and QR codes: base64url without padding (RFC 4648, section 5).

/** Texts of this many bytes at a time: `fromCharCode` takes its bytes as arguments. */
const sliceBytes = 0x2000;

export const bytesToBase64Url = (bytes: Uint8Array): string => {
  let binary = '';
  for (let at = 0; at < bytes.length; at += sliceBytes)
    binary += String.fromCharCode(...bytes.subarray(at, at + sliceBytes));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};

/** @throws for a text that is none */
export const base64UrlToBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
    letter.charCodeAt(0),
  );
