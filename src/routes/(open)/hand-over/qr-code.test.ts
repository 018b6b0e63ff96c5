import { describe, expect, test } from 'vitest';
import { squeeze, unsqueeze } from './pack.ts';
import { createSequence } from './parts.ts';
import { qrDots, readQr } from './qr-code.ts';

/** As a camera sees it: so many pixels a dot. */
const picture = (dots: boolean[][], scale: number): ImageData => {
  const width = dots.length * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let at = 0; at < width * width; at += 1) {
    const [x, y] = [Math.floor((at % width) / scale), Math.floor(at / width / scale)];
    if (dots[y]?.[x]) data.fill(0, at * 4, at * 4 + 3);
  }
  return { data, width, height: width, colorSpace: 'srgb' } as ImageData;
};

describe('parts as QR codes', () => {
  test('every byte comes back as it was', async () => {
    const message = new Uint8Array(400).map((_, at) => (at * 73 + (at >> 8)) & 255);
    const { partAt } = await createSequence(message);
    for (const number of [0, 1, 77]) {
      const part = partAt(number);
      const dots = qrDots(part);
      expect(dots.length).toBe(69 + 8);
      expect(readQr(picture(dots, 3))).toEqual(new Uint8Array(part));
    }
  });

  test('a picture without a code says nothing', () => {
    expect(
      readQr(
        picture(
          [
            [false, true],
            [true, false],
          ],
          100,
        ),
      ),
    ).toBeNull();
  });

  test('what is squeezed comes back; what is not does not', async () => {
    const text = new TextEncoder().encode('gridsweep '.repeat(500));
    const small = await squeeze(text);
    expect(small.length).toBeLessThan(200);
    expect(await unsqueeze(small)).toEqual(text);
    expect(await unsqueeze(text)).toBeNull();
    expect(await unsqueeze(await squeeze(new Uint8Array(10_000_000)))).toBeNull();
  });
});
