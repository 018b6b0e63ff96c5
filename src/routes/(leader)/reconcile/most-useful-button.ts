// The one large button of Reconcile: its words and where it leads.

import type { MostUseful } from '#data/queries/next-step.ts';
import { tl } from '#ui/words/leader.svelte.ts';
import { t } from '#ui/words/words.svelte.ts';

const hourText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

export const mostUsefulButton = (useful: MostUseful): { text: string; href: string } => {
  const words = tl().reconcile.go;
  switch (useful.kind) {
    case 'assign-all':
      return { text: words.assignAll(useful.doors), href: '/assign' };
    case 'assign-evening': {
      const n = useful.doors.length;
      const text = useful.isNow ? words.eveningNow(n) : words.evening(hourText(useful.fromHour), n);
      return { text, href: '/reconcile/no-answer?only=evening&chosen=all' };
    }
    case 'resolve':
      return { text: words.resolve(useful.disputes), href: '/disputes' };
    case 'decide': {
      const only = useful.state === 'no-answer' ? '?only=ready' : '';
      const text = words.decide(useful.doors, t().standing[useful.state]);
      return { text, href: `/reconcile/${useful.state}${only}` };
    }
    case 'assign-unassigned':
      return { text: words.assignUnassigned(useful.doors), href: '/assign?only=nobody' };
    case 'look': {
      const text = words.look(useful.doors, t().standing[useful.state]);
      return { text, href: `/reconcile/${useful.state}` };
    }
    case 'nothing-open':
      return { text: words.done, href: '/reconcile/complete' };
  }
};
