// Whether the open grid is the signed-in person's to lead, by the grants of this moment.

import { mayLead } from '#core/access/grants.ts';
import { openSession, openView, type OnScreen } from '../app-context.ts';

/** Only below a GridGate. */
export const mayLeadOpenGrid = (onScreen: OnScreen): boolean => {
  const { sheet } = openView(onScreen);
  const community = sheet.areas.find(({ level }) => level === 'community')?.code ?? '';
  return mayLead(openSession(onScreen).grants, { grid: sheet.grid, community });
};
