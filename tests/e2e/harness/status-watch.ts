// Everything that the line of sync has said, however briefly.

import type { Page } from '@playwright/test';

/** From now on, also over reloads. */
export async function watchStatus(page: Page): Promise<void> {
  const watch = () => {
    const said: string[] = [];
    Object.assign(window, { statusSaid: said });
    const look = () => {
      const text = document.querySelector('.line-of-status [role="status"]')?.textContent?.trim();
      if (text && said.at(-1) !== text) said.push(text);
    };
    look();
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  };
  await page.addInitScript(watch);
  await page.evaluate(watch);
}

/** What was said since the page was loaded, or since the last time this was asked. */
export const statusSaid = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const said = (window as unknown as { statusSaid: string[] }).statusSaid;
    return said.splice(0, said.length);
  });
