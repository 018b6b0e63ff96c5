// What must hold on every screen as it stands: axe finds nothing in the light and in the dark theme, and with the text at 200 % the page
// does not scroll sideways, no label is cut and no two things to tap lie over each other.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export type Finding = string;

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const builderOf = (page: Page) => new AxeBuilder({ page }).options({ resultTypes: ['violations'] });

/** A theme changes colours and nothing else: everything is looked at in the light, contrast in the dark, too. */
const builders = {
  light: (page: Page) => builderOf(page).withTags(tags),
  dark: (page: Page) => builderOf(page).withRules(['color-contrast']),
};

async function axeFindings(page: Page, where: string, theme: 'light' | 'dark') {
  await page.emulateMedia({ colorScheme: theme });
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  const { violations, passes } = await builders[theme](page).analyze();
  if (passes.length === 0) return [`${where}, ${theme}: axe found nothing to look at`];
  return violations.map(({ id, nodes }) => {
    const shown = nodes.slice(0, 3).map(({ target }) => String(target));
    const more = nodes.length > 3 ? ` and ${nodes.length - 3} more` : '';
    return `${where}, ${theme}: ${id} at ${shown.join(', ')}${more}`;
  });
}

/** Runs in the page. Lists what is wrong with the layout as it is drawn at this moment. */
function layoutFaults(): string[] {
  const faults: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + 1)
    faults.push(`the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth}`);

  const nameOf = (element: Element): string =>
    (element.getAttribute('aria-label') ?? element.textContent ?? element.tagName)
      .trim()
      .replaceAll(/\s+/g, ' ')
      .slice(0, 40);
  const isShown = (element: Element): boolean =>
    element.checkVisibility({
      contentVisibilityAuto: true,
      opacityProperty: true,
      visibilityProperty: true,
    }) && element.getClientRects().length > 0;
  /** The box inside which things may not overlap: each layer that floats over the page is one of its own. */
  const layerOf = (element: Element): Element => {
    for (let at: Element | null = element; at !== null; at = at.parentElement)
      if (/^(fixed|sticky)$/.test(getComputedStyle(at).position)) return at;
    return document.body;
  };
  const tapped = [
    ...document.querySelectorAll('button, a[href], select, textarea, input, [role="button"]'),
  ].filter((element) => isShown(element) && element.closest('.hidden') === null);

  for (const element of tapped) {
    const { overflowX, overflowY } = getComputedStyle(element);
    const cutsX =
      /^(hidden|clip)$/.test(overflowX) && element.scrollWidth > element.clientWidth + 1;
    const cutsY =
      /^(hidden|clip)$/.test(overflowY) && element.scrollHeight > element.clientHeight + 1;
    if (cutsX || cutsY) faults.push(`cut: ${nameOf(element)}`);
  }

  const boxes = tapped
    .filter(
      (element) =>
        !(element instanceof HTMLInputElement && /^(radio|checkbox)$/.test(element.type)),
    )
    .map((element) => ({ element, layer: layerOf(element), box: element.getBoundingClientRect() }));
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      if (one.layer !== other.layer) continue;
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const width =
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const height =
        Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (width > 2 && height > 2)
        faults.push(`over each other: ${nameOf(one.element)} and ${nameOf(other.element)}`);
    }
  });
  return faults;
}

const setTextPx = (page: Page, px: number | null) =>
  page.evaluate((value) => {
    const { style } = document.documentElement;
    if (value === null) style.removeProperty('font-size');
    else style.fontSize = `${value}px`;
  }, px);

/** Twice the 18 px of the default. */
const doubledPx = 36;

async function layoutFindings(page: Page, where: string): Promise<Finding[]> {
  const asIs = await page.evaluate(layoutFaults);
  await setTextPx(page, doubledPx);
  const doubled = await page.evaluate(layoutFaults);
  await setTextPx(page, null);
  return [
    ...asIs.map((fault) => `${where}: ${fault}`),
    ...doubled.map((fault) => `${where}, text at 200 %: ${fault}`),
  ];
}

/** Runs `look` in a window so high that nothing is scrolled under a bar at its foot. */
async function inHighWindow<Result>(page: Page, look: () => Promise<Result>): Promise<Result> {
  const size = page.viewportSize() ?? { width: 360, height: 640 };
  await page.setViewportSize({ width: size.width, height: highPx });
  const result = await look();
  await page.setViewportSize(size);
  return result;
}
const highPx = 6000;

/** Looks at the screen that is open. The theme must follow the system, so that both are seen without a reload. */
export const auditScreen = (page: Page, where: string): Promise<Finding[]> =>
  inHighWindow(page, async () => [
    ...(await axeFindings(page, where, 'dark')),
    ...(await axeFindings(page, where, 'light')),
    ...(await layoutFindings(page, where)),
  ]);
