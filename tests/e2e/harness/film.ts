// What a camera sees of another phone's screen: its codes, taken from the canvas, as a film that a fake camera plays.

import { openSync, writeSync, closeSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { emptyFolder } from './seeded-folder.ts';

/** The dots of one code, row by row: '1' is dark. */
type Code = { part: number; width: number; dots: string };

/** Watches the screen until so many different parts were shown. */
export const codesOn = (page: Page, parts: number): Promise<Code[]> =>
  page.evaluate(async (wanted) => {
    const seen = new Map<number, { part: number; width: number; dots: string }>();
    while (seen.size < wanted) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const canvas = document.querySelector('canvas');
      const part = Number(canvas?.dataset['part']);
      const { data, width } =
        canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      if (data === undefined || width === undefined || seen.has(part)) continue;
      let dots = '';
      for (let at = 0; at < data.length; at += 4) dots += (data[at] ?? 255) < 128 ? '1' : '0';
      seen.set(part, { part, width, dots });
    }
    return [...seen.values()];
  }, parts);

const side = 480;
/** Of each code so many pictures: a camera sees more often than the screen changes. */
const pictures = 3;

const pictureOf = ({ width, dots }: Code): Uint8Array => {
  const dark = 20;
  const light = 230;
  const luma = new Uint8Array(side * side).fill(light);
  const scale = Math.floor(side / width);
  const edge = Math.floor((side - scale * width) / 2);
  for (let at = 0; at < dots.length; at += 1) {
    if (dots[at] !== '1') continue;
    const top = edge + Math.floor(at / width) * scale;
    const left = edge + (at % width) * scale;
    for (let y = top; y < top + scale; y += 1)
      luma.fill(dark, y * side + left, y * side + left + scale);
  }
  return luma;
};

/** @returns the file, removed when the worker ends */
export function filmOf(codes: readonly Code[]): string {
  const file = path.join(emptyFolder(), 'codes.y4m');
  const film = openSync(file, 'w');
  const grey = new Uint8Array((side * side) / 2).fill(128);
  writeSync(film, `YUV4MPEG2 W${side} H${side} F10:1 Ip A1:1 C420jpeg\n`);
  for (const code of codes) {
    const luma = pictureOf(code);
    for (let at = 0; at < pictures; at += 1) {
      writeSync(film, 'FRAME\n');
      writeSync(film, luma);
      writeSync(film, grey);
    }
  }
  closeSync(film);
  return file;
}
