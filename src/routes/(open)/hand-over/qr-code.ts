// Bytes as a QR code and back. Bytes travel as they are, in the code's byte mode: the text in between is one character a byte.

import { decodeQR } from 'qr/decode.js';
import { encodeQR } from 'qr';

const toText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
const toBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** The dots, row by row, with the quiet border that a reader needs; true is dark. */
export const qrDots = (bytes: Uint8Array): boolean[][] =>
  encodeQR(toText(bytes), 'raw', {
    encoding: 'byte',
    textEncoder: toBytes,
    ecc: 'low',
    border: 4,
  });

/** How long one picture may take, ms: a phone looks at several a second. */
const patienceMs = 120;

/** What the code in the picture says; null when there is none, or none that can be read. */
export const readQr = (image: ImageData): Uint8Array | null => {
  try {
    const text = decodeQR(image, { textDecoder: toText, timeLimit: patienceMs });
    return toBytes(text);
  } catch {
    return null;
  }
};

/** One pixel a dot: the screen enlarges it without smoothing. */
export const drawDots = (canvas: HTMLCanvasElement, dots: readonly boolean[][]): void => {
  const width = dots.length;
  const image = new ImageData(width, width);
  image.data.fill(255);
  dots.forEach((row, y) =>
    row.forEach((isDark, x) => {
      if (isDark) image.data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }),
  );
  [canvas.width, canvas.height] = [width, width];
  canvas.getContext('2d')?.putImageData(image, 0, 0);
};
