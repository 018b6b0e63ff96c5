// The real divisions: Fuxing district, its townships and communities (see README.md for source and licence). Names are
// shortened to what people say: 岭南一社区 for 岭南一社区居民委员会, 霍北村 for 霍北村民委员会.

import { readFileSync } from 'node:fs';
import type { Area, AreaLevel } from '#core/grid/sheet.ts';
import type { AreaCode } from '#core/ids.ts';

const levels: readonly string[] = ['district', 'township', 'community'];

const isLevel = (level: string): level is AreaLevel => levels.includes(level);

const villageEnd = /[村庄屯]$/;

/** @param name as in the statistical codes */
export const shortNameOf = (name: string): string => {
  if (name.endsWith('居民委员会')) return name.slice(0, -'居民委员会'.length);
  if (!name.endsWith('村民委员会')) return name;
  const short = name.slice(0, -'村民委员会'.length);
  return villageEnd.test(short) ? short : `${short}村`;
};

const areaOf = (line: string): Area => {
  const [code = '', name = '', level = '', parent = ''] = line.split(',');
  if (!isLevel(level)) throw new Error(`The divisions hold an unknown level: ${level}`);
  // The district is the top of what is held here: what lies above it is not an area of the product.
  return { code, name: shortNameOf(name), level, parent: level === 'district' ? '' : parent };
};

/** The areas of the district, in the order of their codes. */
export const readDivisions = (): Area[] => {
  const csv = readFileSync(new URL('divisions-fuxing-130404.csv', import.meta.url), 'utf8');
  return csv.trim().split('\n').slice(1).map(areaOf);
};

/** From the district down to the community. */
export const pathTo = (areas: readonly Area[], community: AreaCode): Area[] =>
  areas.filter(({ code }) => community.startsWith(code));

/** Whether a community is a village committee: the statistical codes count those from 200 on inside their township. */
export const isVillage = (community: AreaCode): boolean => Number(community.slice(9)) >= 200;
