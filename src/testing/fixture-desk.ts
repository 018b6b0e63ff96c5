// What the server would answer to a desk and to a leader who asks for phones: real divisions of Fuxing, invented figures
// that follow from the codes, so that a picture taken twice is the same.

import { standingStates } from '#core/standing/standing.ts';
import type { CoverageResponse, CoverageRow, PhonesResponse } from '#schema/protocol.ts';
import { hourMs } from './builders.ts';

const townships = [
  ['130404001', '胜利桥街道', 16, 8067],
  ['130404002', '百家村街道', 21, 5289],
  ['130404003', '铁路大院街道', 21, 5164],
  ['130404004', '化林路街道', 12, 7028],
  ['130404005', '庞村街道', 12, 14_697],
  ['130404006', '二六七二街道', 15, 8945],
  ['130404007', '石化街道', 20, 9728],
  ['130404100', '户村镇', 21, 11_959],
  ['130404200', '彭家寨乡', 13, 13_577],
  ['130404201', '康庄乡', 17, 11_142],
] as const;
const communities = [
  '岭南一社区居民委员会',
  '岭南二社区居民委员会',
  '化林路社区居民委员会',
  '前郝村村民委员会',
];

const noise = (code: string, salt: number): number =>
  ([...code].reduce(
    (sum, sign) => (sum * 31 + sign.charCodeAt(0) * 7919) % 99_991,
    salt * 8191 + 7,
  ) %
    1000) /
  1000;

const rowOf = (
  code: string,
  name: string,
  grids: number,
  households: number,
  nowMs: number,
  level: CoverageRow['level'],
): CoverageRow => {
  const of = (share: number, salt: number) =>
    Math.round(households * share * (0.4 + noise(code, salt)));
  const states: Record<string, number> = Object.fromEntries(
    standingStates.map((state) => [state, 0]),
  );
  states['not-visited'] = of(0.018, 1);
  states['no-answer'] = of(0.04, 2);
  states['postponed'] = of(0.006, 3);
  states['partial'] = of(0.014, 4);
  states['unconfirmed'] = of(0.012, 5);
  states['refused'] = of(0.012, 6);
  states['no-access'] = of(0.004, 7);
  states['unable'] = of(0.001, 8);
  states['not-found'] = of(0.002, 9);
  states['disputed'] = of(0.003, 10);
  const open = Object.values(states).reduce((sum, count) => sum + count, 0);
  states['confirmed-empty'] = of(0.08, 11);
  states['decided'] = of(0.005, 12);
  states['complete'] = households - open - states['confirmed-empty'] - states['decided'];
  return {
    code,
    name,
    level,
    grids,
    counts: {
      households,
      open,
      residents: Math.round(households * 2.3),
      keyPersons: Math.round(noise(code, 13) * 9),
      states,
    },
    heardAt: nowMs - Math.round(noise(code, 14) * 900_000),
    silentPhones: Math.round(noise(code, 15) * 6),
  };
};

const summed = (
  code: string,
  name: string,
  level: CoverageRow['level'],
  rows: CoverageRow[],
): CoverageRow => {
  const sum = (value: (row: CoverageRow) => number) =>
    rows.reduce((total, row) => total + value(row), 0);
  return {
    code,
    name,
    level,
    grids: sum((row) => row.grids),
    counts: {
      households: sum((row) => row.counts.households),
      open: sum((row) => row.counts.open),
      residents: sum((row) => row.counts.residents),
      keyPersons: sum((row) => row.counts.keyPersons),
      states: Object.fromEntries(
        standingStates.map((state) => [state, sum((row) => row.counts.states[state] ?? 0)]),
      ),
    },
    heardAt: Math.max(...rows.map((row) => row.heardAt ?? 0)) || null,
    silentPhones: sum((row) => row.silentPhones),
  };
};

/** District 130404 by township, a township by community, a community by grid. @param area '' for the district */
export const fixtureCoverage = (area: string, nowMs: number): CoverageResponse => {
  const code = area === '' ? '130404' : area;
  const township = townships.find((one) => code.startsWith(one[0]));
  const rows =
    code.length === 6
      ? townships.map(([id, name, grids, households]) =>
          rowOf(id, name, grids, households, nowMs, 'township'),
        )
      : code.length === 9
        ? communities.map((name, index) =>
            rowOf(`${code}00${index + 1}`, name, 3, 700 + index * 311, nowMs, 'community'),
          )
        : [1, 2, 3].map((n) =>
            rowOf(
              `g00${n}`,
              `${communities[0]?.slice(0, 5) ?? ''} ${n} 网格`,
              1,
              240 + n * 37,
              nowMs,
              'grid',
            ),
          );
  const name =
    code.length === 6
      ? '复兴区'
      : code.length === 9
        ? (township?.[1] ?? '')
        : (communities[0] ?? '');
  const level = code.length === 6 ? 'district' : code.length === 9 ? 'township' : 'community';
  const path = [
    { code: '130404', name: '复兴区' },
    { code: code.slice(0, 9), name: township?.[1] ?? '' },
    { code, name },
  ];
  const first = Math.floor(nowMs / hourMs) * hourMs - 23 * hourMs;
  return {
    at: nowMs,
    area: summed(code, name, level, rows),
    path: path.filter(
      (one, index) =>
        one.code.length >= 6 && path.findIndex((other) => other.code === one.code) === index,
    ),
    rows,
    round: { number: 2, name: '第 2 轮' },
    hours: Array.from({ length: 24 }, (_, index) => {
      const hour = new Date(first + index * hourMs + 8 * hourMs).getUTCHours();
      const isDay = hour >= 8 && hour <= 21;
      return {
        fromMs: first + index * hourMs,
        visits: isDay ? Math.round(120 + 500 * noise(`${hour}`, 16)) : 0,
      };
    }),
    isDemo: true,
  };
};

export const fixturePhones = (nowMs: number): PhonesResponse => ({
  grid: 'g001',
  at: nowMs,
  phones: [
    {
      device: 'aa',
      staff: 's002',
      name: '演示甲',
      label: 'Android · Chrome',
      heardAt: nowMs - 120_000,
      pending: 0,
      oldestAt: null,
      skewMs: 1200,
      wipedAt: null,
      returnedAt: null,
    },
    {
      device: 'ab',
      staff: 's003',
      name: '演示乙',
      label: 'HarmonyOS · 浏览器',
      heardAt: nowMs - 3.4 * hourMs,
      pending: 12,
      oldestAt: nowMs - 4 * hourMs,
      skewMs: -420_000,
      wipedAt: null,
      returnedAt: null,
    },
    {
      device: 'ac',
      staff: 's001',
      name: '演示组长',
      label: 'iPhone · Safari',
      heardAt: nowMs - 60_000,
      pending: 0,
      oldestAt: null,
      skewMs: 0,
      wipedAt: null,
      returnedAt: null,
    },
    {
      device: 'ad',
      staff: 's003',
      name: '演示乙',
      label: 'Android · Edge',
      heardAt: nowMs - 5 * hourMs,
      pending: 3,
      oldestAt: nowMs - 5 * hourMs,
      skewMs: 0,
      wipedAt: null,
      returnedAt: null,
    },
    {
      device: 'ax',
      staff: 's003',
      name: '演示乙',
      label: 'Android · 旧手机',
      heardAt: nowMs - 26 * hourMs,
      pending: 5,
      oldestAt: nowMs - 27 * hourMs,
      skewMs: 0,
      wipedAt: nowMs - 25 * hourMs,
      returnedAt: null,
    },
    {
      device: 'ay',
      staff: 's005',
      name: '演示丁',
      label: 'Android · Chrome',
      heardAt: nowMs - 50 * hourMs,
      pending: 0,
      oldestAt: null,
      skewMs: 0,
      wipedAt: null,
      returnedAt: nowMs - 50 * hourMs,
    },
  ],
  quarantined: 11,
  rejected: 1,
});
