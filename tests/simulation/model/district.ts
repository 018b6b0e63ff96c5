// The district of every simulated world: two grids, four people. s003 belongs to both teams.

import type { Grant } from '#core/access/grants.ts';
import type { DistrictData } from '#server/services/import-district.ts';
import { makeHousehold, makeSheet } from '#testing/builders.ts';

export const gridIds = ['g001', 'g002'] as const;

export const people: readonly { staff: string; grants: readonly Grant[]; opens: string }[] = [
  { staff: 's001', grants: [{ role: 'leader', scope: 'g001' }], opens: 'g001' },
  { staff: 's002', grants: [{ role: 'member', scope: 'g001' }], opens: 'g001' },
  {
    staff: 's003',
    grants: [
      { role: 'member', scope: 'g001' },
      { role: 'member', scope: 'g002' },
    ],
    opens: 'g001',
  },
  { staff: 's004', grants: [{ role: 'leader', scope: 'g002' }], opens: 'g002' },
];

const householdCounts = { g001: 8, g002: 3 };

const householdsOf = (grid: (typeof gridIds)[number]) =>
  Array.from({ length: householdCounts[grid] }, (_, k) =>
    makeHousehold({
      id: `h${k + 1}`,
      grid,
      seq: k + 2,
      door: { building: '2', unit: '1', floor: k + 1, room: `${k + 1}01`, suffix: '' },
    }),
  );

export const makeDistrict = (): DistrictData => {
  const team = [
    { id: 's001', name: '演示组长', role: 'leader' as const },
    { id: 's002', name: '演示甲', role: 'member' as const },
    { id: 's003', name: '演示乙', role: 'member' as const },
  ];
  const sheet = makeSheet({ team });
  const other = makeSheet({
    grid: 'g002',
    team: [
      { id: 's004', name: '演示丁', role: 'leader' },
      { id: 's003', name: '演示乙', role: 'member' },
    ],
  });
  return {
    isDemo: true,
    areas: sheet.areas,
    staff: [...team.map(({ id, name }) => ({ id, name })), { id: 's004', name: '演示丁' }],
    grants: people.flatMap(({ staff, grants }) => grants.map((grant) => ({ staff, ...grant }))),
    devices: [],
    grids: [
      { sheet, households: householdsOf('g001'), events: [] },
      { sheet: other, households: householdsOf('g002'), events: [] },
    ],
  };
};
