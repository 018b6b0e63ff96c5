import { describe, expect, test } from 'vitest';
import type { Role } from '#core/access/grants.ts';
import type { Session } from '#session/app.ts';
import { deskRefusal, homeOf, tabAt, tabsOf } from './home.ts';

const sessionOf = (...roles: Role[]): Session => ({
  staff: { id: 's001', name: '演示' },
  grants: roles.map((role) => ({ role, scope: 'g001' })),
  grids: [],
  isDemo: true,
});

describe('the first screen', () => {
  test.each<[string, Role[]]>([
    ['/reconcile', ['member', 'leader', 'desk']],
    ['/today', ['member', 'desk']],
    ['/desk', ['desk', 'auditor']],
    ['/desk', ['auditor']],
    ['/today', []],
  ])('%s for %j', (home, roles) => {
    expect(homeOf(sessionOf(...roles))).toBe(home);
  });

  test.each<Role[][]>([[['auditor']], [['member']], [['leader', 'auditor']], [[]]])(
    'who may not see the desk (%j) is led away from it, never in a circle',
    (roles) => {
      const refusal = deskRefusal(sessionOf(...roles));
      expect(refusal?.href).toMatch(/^\/(today|reconcile|settings)$/);
    },
  );

  test('a desk user is not refused', () => {
    expect(deskRefusal(sessionOf('desk', 'auditor'))).toBeNull();
  });

  test("an auditor's screen has the tab of the settings", () => {
    const tabs = tabsOf(sessionOf('auditor'));
    expect(tabAt(tabs, '/settings')).toEqual({ href: '/settings', isTop: true });
  });
});
