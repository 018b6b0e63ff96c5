// Draws the app's icons into static/: nine doors of a grid, one of them ticked.
// Run by hand when the drawing changes: node tools/icons/draw.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { ensureChromium } from '../chromium.mjs';

const folder = path.resolve(import.meta.dirname, '../../static');
const size = 512;
const columns = 3;
const door = { width: 92, height: 108, gap: 26, radius: 14 };
const ticked = { row: 1, column: 1 };

/**
 * @param {{ corner: number, scale: number }} shape the rounding of the ground, and how much of it the doors fill
 */
function iconSvg({ corner, scale }) {
  const width = columns * door.width + (columns - 1) * door.gap;
  const height = columns * door.height + (columns - 1) * door.gap;
  const place = `translate(${size / 2} ${size / 2}) scale(${scale}) translate(${-width / 2} ${-height / 2})`;
  const cells = Array.from({ length: columns ** 2 }, (_, index) =>
    doorSvg(Math.floor(index / columns), index % columns),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}">
  <linearGradient id="ground" x2="0" y2="1"><stop stop-color="#0d6bb5"/><stop offset="1" stop-color="#07406f"/></linearGradient>
  <rect width="${size}" height="${size}" rx="${corner}" fill="url(#ground)"/>
  <g transform="${place}">
    ${[...cells, tickedDoorSvg()].join('\n    ')}
  </g>
</svg>
`;
}

/** @param {number} row @param {number} column */
function doorSvg(row, column) {
  if (row === ticked.row && column === ticked.column) return '';
  const { x, y } = corner(row, column);
  return `<rect x="${x}" y="${y}" width="${door.width}" height="${door.height}" rx="${door.radius}" fill="#fff" fill-opacity="0.92"/><circle cx="${x + door.width - 20}" cy="${y + door.height / 2 + 4}" r="7" fill="#0a5c9e"/>`;
}

/** The one door that is done stands a little forward of the others. */
function tickedDoorSvg() {
  const { x, y } = corner(ticked.row, ticked.column);
  const forward = 14;
  const [width, height] = [door.width + 2 * forward, door.height + 2 * forward];
  const [middleX, middleY] = [x + door.width / 2, y + door.height / 2];
  return `<rect x="${x - forward}" y="${y - forward}" width="${width}" height="${height}" rx="${door.radius + 8}" fill="#46c07a" stroke="#095490" stroke-width="12"/><path d="M${middleX - 32} ${middleY + 2}l23 25 42-52" fill="none" stroke="#fff" stroke-width="18" stroke-linecap="round" stroke-linejoin="round"/>`;
}

/** @param {number} row @param {number} column */
const corner = (row, column) => ({
  x: column * (door.width + door.gap),
  y: row * (door.height + door.gap),
});

/** @param {import('@playwright/test').Page} page @param {string} svg @param {number} pixels */
async function toPng(page, svg, pixels) {
  await page.setViewportSize({ width: pixels, height: pixels });
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  await page.setContent(
    `<style>*{margin:0}img{display:block;width:${pixels}px}</style><img src="${source}">`,
  );
  return page.screenshot({ omitBackground: true });
}

const rounded = iconSvg({ corner: 112, scale: 1 });
// A launcher may cut a maskable icon to a circle of four fifths of its width.
const maskable = iconSvg({ corner: 0, scale: 0.8 });

const browser = await chromium.launch({ executablePath: ensureChromium(), chromiumSandbox: false });
const page = await browser.newPage();
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'favicon.svg'), rounded.replaceAll(/\n\s*/g, ''));
for (const [name, svg, pixels] of /** @type {const} */ ([
  ['icon-192.png', rounded, 192],
  ['icon-512.png', rounded, 512],
  ['icon-maskable-512.png', maskable, 512],
  ['apple-touch-icon.png', iconSvg({ corner: 0, scale: 0.9 }), 180],
])) {
  writeFileSync(path.join(folder, name), await toPng(page, svg, pixels));
}
await browser.close();
