// Where somebody belongs after signing in, and the tabs of each role.

import type { Role } from '#core/access/grants.ts';
import type { Session } from '#session/app.ts';
import type { IconName } from '#ui/icons.ts';
import { t } from '#ui/words/words.svelte.ts';

export const hasRole = (session: Session, role: Role): boolean =>
  session.grants.some((grant) => grant.role === role);

/** The first screen by role: a leader's before a member's, a desk's for who has no grid. */
export const homeOf = (session: Session): string => {
  if (hasRole(session, 'leader')) return '/reconcile';
  return hasRole(session, 'member') ? '/today' : '/desk';
};

type Tab = { href: string; label: string; icon: IconName };

export const tabsOf = (session: Session): Tab[] => {
  const words = t().tabs;
  const settings: Tab = { href: '/settings', label: words.settings, icon: 'settings' };
  const desk: Tab[] = hasRole(session, 'desk')
    ? [{ href: '/desk', label: words.desk, icon: 'chart' }]
    : [];
  const walk: Tab[] = [
    { href: '/today', label: words.today, icon: 'home' },
    { href: '/search', label: words.search, icon: 'search' },
    { href: '/mine', label: words.mine, icon: 'list' },
  ];
  if (hasRole(session, 'leader')) {
    const reconcile: Tab = { href: '/reconcile', label: words.reconcile, icon: 'flag' };
    return [reconcile, ...walk, ...desk, settings];
  }
  return hasRole(session, 'member') ? [...walk, ...desk, settings] : [...desk, settings];
};
