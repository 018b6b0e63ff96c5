// Who plays in a journey, and in which building: the people of one grid and its doors, as an independent client reads them.

import {
  createClient,
  type Client,
  type LedgerEntry,
  type WholeGrid,
  type WireHousehold,
} from './client.ts';
import { openDoors } from './recount.ts';
import type { Server } from './server.ts';

/** The seeds number their staff so: the district's desk, then the leader and the members of the first team. */
export const staff = { desk: 's001', leader: 's002', members: ['s003', 's004'] } as const;

export type Building = { compound: string; number: string };
export type Cast = {
  client: Client;
  /** Documents and events as they were before the journey. */
  grid: WholeGrid;
  ledger: LedgerEntry[];
  /** The largest building, and its doors in the order of the roster. */
  building: Building;
  doors: WireHousehold[];
};

const buildingOf = ({ compound, door }: WireHousehold): string => `${compound}/${door.building}`;

export async function castOf(server: Server): Promise<Cast> {
  const client = await createClient(server, staff.leader);
  const grid = await client.pull();
  const doorsByBuilding = new Map<string, WireHousehold[]>();
  for (const household of grid.households) {
    const key = buildingOf(household);
    doorsByBuilding.set(key, [...(doorsByBuilding.get(key) ?? []), household]);
  }
  const [doors = []] = [...doorsByBuilding.values()].sort((a, b) => b.length - a.length);
  const [first] = doors;
  if (first === undefined) throw new Error('The grid has no doors.');
  return {
    client,
    grid,
    ledger: await client.ledger(),
    building: { compound: first.compound, number: first.door.building },
    doors,
  };
}

/** Doors of the building without a visit in this round. */
export const unvisited = ({ grid, doors }: Cast): WireHousehold[] => {
  const visited = new Set(grid.visits.map(({ household }) => household));
  return doors.filter(({ id }) => !visited.has(id));
};

/** Whether everybody behind the door was registered before, so that one tap can say that all are well. */
export const isKnown = ({ persons, facts, disputes }: WireHousehold): boolean => {
  const here = persons.filter(({ gone }) => gone === '');
  const isAnybodyHome = here.some(({ residence }) => residence !== 'away');
  return isAnybodyHome && here.length >= (facts.residents ?? 1) && disputes.length === 0;
};

/** Open doors of the grid by the journey's own count. */
export const recountOpen = async ({ client }: Cast): Promise<string[]> =>
  openDoors(await client.pull(), await client.ledger());
