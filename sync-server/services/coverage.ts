// How far an area has come: sums over counters that every push keeps up to date, so that a district of 100,000 households
// costs a few hundred rows. COVERAGE-1: read by desks at or above the area. COVERAGE-2: rows are the area's children;
// their counts sum to the area's.

import { mayReadCounts } from '#core/access/grants.ts';
import { addCounts, emptyCounts } from '#core/coverage/counts.ts';
import type { Area, AreaLevel } from '#core/grid/sheet.ts';
import type { AreaCode } from '#core/ids.ts';
import type { CoverageResponse, CoverageRow } from '#schema/protocol.ts';
import type { GridRow, GridSilence } from '../storage/port.ts';
import type { Context } from './context.ts';
import { hourLengthMs, hourOfMs } from './hours.ts';
import { Refused } from './refused.ts';
import type { Session } from './sessions.ts';

/** A phone that was not heard of for longer is silent, ms. */
const silentAfterMs = 3 * hourLengthMs;
const hoursShown = 24;

type Scene = { grids: GridRow[]; silenceByGrid: Map<string, GridSilence> };

/** @param code an area; '' for the topmost one that the grants cover @throws Refused `no-grant`, `not-found` */
export const coverage = async (
  { storage, now, isDemo }: Context,
  { grants }: Session,
  code: AreaCode,
): Promise<CoverageResponse> => {
  const areas = await storage.readAreas();
  const areaCode = code === '' ? topmost(areas, grants) : code;
  if (!mayReadCounts(grants, areaCode)) throw new Refused('no-grant', 'area');
  const area = areas.find((one) => one.code === areaCode);
  if (area === undefined) throw new Refused('not-found', 'area');
  const at = now();
  const grids = await storage.readGridsIn(area.code);
  const silence = await storage.readSilence(area.code, at - silentAfterMs);
  const scene: Scene = { grids, silenceByGrid: new Map(silence.map((one) => [one.grid, one])) };
  const round = grids[0]?.round ?? null;
  return {
    at,
    area: rowOf(area, scene),
    path: pathTo(area, areas).filter((one) => mayReadCounts(grants, one.code)),
    rows: childRows(area, areas, scene),
    round,
    hours: await recentHours(storage, area.code, at),
    isDemo,
  };
};

const topmost = (areas: readonly Area[], grants: Session['grants']): AreaCode =>
  areas
    .filter(({ code }) => mayReadCounts(grants, code))
    .sort((left, right) => left.code.length - right.code.length)[0]?.code ?? '';

const pathTo = (area: Area, areas: readonly Area[]): { code: string; name: string }[] => {
  const parent = areas.find(({ code }) => code === area.parent);
  return [...(parent ? pathTo(parent, areas) : []), { code: area.code, name: area.name }];
};

const childRows = (area: Area, areas: readonly Area[], scene: Scene): CoverageRow[] =>
  area.level === 'community'
    ? scene.grids.map((grid) => summed([grid], scene, { ...grid, code: grid.grid, level: 'grid' }))
    : areas.filter(({ parent }) => parent === area.code).map((child) => rowOf(child, scene));

const rowOf = (area: Area, scene: Scene): CoverageRow =>
  summed(
    scene.grids.filter(({ community }) => community.startsWith(area.code)),
    scene,
    area,
  );

const summed = (
  grids: readonly GridRow[],
  { silenceByGrid }: Scene,
  { code, name, level }: { code: string; name: string; level: AreaLevel | 'grid' },
): CoverageRow => {
  const silence = grids.map(({ grid }) => silenceByGrid.get(grid));
  const heard = silence.map((one) => one?.heardAt ?? 0);
  return {
    code,
    name,
    level,
    grids: grids.length,
    counts: grids.reduce((sum, { counts }) => addCounts(sum, counts), emptyCounts()),
    heardAt: Math.max(0, ...heard) || null,
    silentPhones: silence.reduce((sum, one) => sum + (one?.silentPhones ?? 0), 0),
  };
};

/** The last 24 hours by the clock, the running one included, oldest first; hours without a visit are 0. */
const recentHours = async (
  storage: Context['storage'],
  area: AreaCode,
  at: number,
): Promise<CoverageResponse['hours']> => {
  const first = hourOfMs(at) - (hoursShown - 1) * hourLengthMs;
  const found = await storage.readHours(area, first);
  const visitsByHour = new Map(found.map(({ hourMs, visits }) => [hourMs, visits]));
  return Array.from({ length: hoursShown }, (_, k) => {
    const fromMs = first + k * hourLengthMs;
    return { fromMs, visits: visitsByHour.get(fromMs) ?? 0 };
  });
};
