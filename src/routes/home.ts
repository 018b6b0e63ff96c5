// Where somebody belongs after signing in, and the tabs of each role.

import type { Role } from '#core/access/grants.ts';
import type { Session } from '#session/app.ts';
import type { IconName } from '#ui/icons.ts';
import { t } from '#ui/words/words.svelte.ts';

export const hasRole = (session: Session, role: Role): boolean =>
  session.grants.some((grant) => grant.role === role);

/**
 * The first screen by role: a leader's before a member's, a desk's for who has no grid. An auditor's is the desk's, which
 * says that there is nothing for them yet; who has no grant at all is told under `/today` whom to ask for one.
 */
export const homeOf = (session: Session): string => {
  if (hasRole(session, 'leader')) return '/reconcile';
  if (hasRole(session, 'member') || session.grants.length === 0) return '/today';
  return '/desk';
};

/** Why somebody may not see the desk's figures, and the screen that they are led to instead; null when they may. */
export const deskRefusal = (
  session: Session,
): { reason: 'not-desk' | 'audit'; href: string } | null => {
  if (hasRole(session, 'desk')) return null;
  const home = homeOf(session);
  return home === '/desk'
    ? { reason: 'audit', href: '/settings' }
    : { reason: 'not-desk', href: home };
};

/** `covers`: first parts of the addresses that belong to the tab; those of `tops` are screens of their own rank. */
export type Tab = {
  href: string;
  label: string;
  icon: IconName;
  covers?: readonly string[];
  tops?: readonly string[];
};

const doorPages = ['/building', '/door', '/record'];

/** The tab that an address belongs to, and whether it is a screen of a tab's own rank (not one below it). */
export const tabAt = (tabs: readonly Tab[], path: string): { href: string; isTop: boolean } => {
  const first = /^\/[^/]*/.exec(path)?.[0] ?? '';
  const tab = tabs.find(({ href, covers = [], tops = [] }) =>
    [href, ...covers, ...tops].includes(first),
  );
  const isTop = tab !== undefined && [tab.href, ...(tab.tops ?? [])].includes(path);
  return { href: tab?.href ?? '', isTop };
};

export const tabsOf = (session: Session): Tab[] => {
  const words = t().tabs;
  const settings: Tab = { href: '/settings', label: words.settings, icon: 'settings' };
  const desk: Tab[] = hasRole(session, 'desk')
    ? [{ href: '/desk', label: words.desk, icon: 'chart' }]
    : [];
  const walk: Tab[] = [
    { href: '/today', label: words.today, icon: 'home', covers: doorPages },
    { href: '/search', label: words.search, icon: 'search' },
    { href: '/mine', label: words.mine, icon: 'list' },
  ];
  if (hasRole(session, 'leader')) {
    return [
      { href: '/reconcile', label: words.reconcile, icon: 'flag' },
      { href: '/board', label: words.board, icon: 'board', covers: ['/kept'] },
      { href: '/assign', label: words.assign, icon: 'assign' },
      { href: '/today', label: words.walk, icon: 'door', covers: doorPages },
      {
        href: '/more',
        label: words.more,
        icon: 'list',
        tops: ['/search', '/mine', '/settings', '/disputes', '/desk'],
      },
    ];
  }
  return hasRole(session, 'member') ? [...walk, ...desk, settings] : [...desk, settings];
};
