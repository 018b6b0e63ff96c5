import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split("[data-theme='dark']");

const coloursOf = (block: string): Map<string, string> =>
  new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [
      name,
      hex,
    ]),
  );

/** WCAG 2.2, relative luminance of an sRGB colour. */
const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: string, other: string): number => {
  const [dim = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
};

const tints = ['todo', 'done', 'part', 'wait', 'stop', 'none', 'clash'];
const texts: [ink: string, ground: string][] = [
  ...['page', 'surface', 'sunken'].flatMap((ground): [string, string][] => [
    ['ink', ground],
    ['muted', ground],
  ]),
  ['on-action', 'action'],
  ['action', 'surface'],
  ['action-deep', 'action-tint'],
  ['page', 'ink'],
  ...tints.map((tint): [string, string] => [`${tint}-ink`, tint]),
];
const bounds: [line: string, ground: string][] = [
  ['edge', 'surface'],
  ['edge', 'page'],
  ['todo-edge', 'page'],
  ['key', 'done'],
  ['key', 'todo'],
];

describe.each([
  ['light', coloursOf(light)],
  ['dark', coloursOf(dark)],
])('tokens of the %s theme', (_, colours) => {
  const between = (one: string, other: string): number =>
    contrast(colours.get(one) ?? '', colours.get(other) ?? '');

  it.each(texts)('%s is legible on %s (4.5:1)', (ink, ground) => {
    expect(between(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(bounds)('%s can be made out on %s (3:1)', (line, ground) => {
    expect(between(line, ground)).toBeGreaterThanOrEqual(3);
  });
});
