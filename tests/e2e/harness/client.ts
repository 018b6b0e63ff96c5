// A client of the wire that shares no code with the product: plain fetch, plain JSON, only what docs/protocol.md says.
// Journeys ask it what the server holds.

import { runScript } from './process.ts';
import type { Server } from './server.ts';

export type WirePerson = { id: string; name: string; gone: string; residence: string };
export type WireHousehold = {
  id: string;
  compound: string;
  door: { building: string; unit: string; floor: number | null; room: string; suffix: string };
  facts: { head: string; residents: number | null; phones: string[] };
  persons: WirePerson[];
  disputes: { field: string; claims: { value: unknown }[] }[];
  assignee: string;
  last: { disposition: string } | null;
  listed: unknown;
  withdrawn: boolean;
};
export type WireVisit = {
  id: string;
  household: string;
  disposition: string;
  member: string;
  voidedBy: string;
};
export type WireSheet = {
  name: string;
  team: { id: string; name: string; role: 'leader' | 'member' }[];
  round: { id: string };
  settings: { utcOffsetMinutes: number; asks: string[] };
};
export type WholeGrid = {
  sheet: WireSheet;
  households: WireHousehold[];
  visits: WireVisit[];
};
export type LedgerEntry = {
  device: string;
  n: number;
  fork: string;
  verdict: string;
  event: { id: string; kind: string; staff: string; body: Record<string, unknown> };
};

export type Client = {
  grid: string;
  /** All documents, by pages of /pull. */
  pull(): Promise<WholeGrid>;
  /** All events of the grid, by SQL. */
  ledger(): Promise<LedgerEntry[]>;
};

type Documents = { grids: WireSheet[]; households: WireHousehold[]; visits: WireVisit[] };
type Page = { documents: never[]; checkpoint: unknown; isLast: boolean };

async function call<Answer>(url: string, body: unknown, token?: string): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}.`);
  return (await response.json()) as Answer;
}

/** Enrols by a one-time link of its own. @param staff somebody with a right to read a grid */
export async function createClient(server: Server, staff: string): Promise<Client> {
  const api = `${server.origin}/api/v1`;
  const code = codeOf(await server.invite(staff));
  const { token, epoch, grids } = await call<{
    token: string;
    epoch: string;
    grids: { id: string }[];
  }>(`${api}/enrol`, { code, device: 'test' });
  const grid = grids[0]?.id;
  if (grid === undefined) throw new Error('The client may read no grid.');

  const pull = async (): Promise<WholeGrid> => {
    const all: Documents = { grids: [], households: [], visits: [] };
    let checkpoints: Record<string, unknown> = Object.fromEntries(
      Object.keys(all).map((name) => [name, { epoch, grids: { [grid]: 0 } }]),
    );
    while (Object.keys(checkpoints).length > 0) {
      const answer = await call<Record<string, Page>>(
        `${api}/pull`,
        { checkpoints, limit: 500 },
        token,
      );
      const names = Object.keys(checkpoints) as (keyof Documents)[];
      for (const name of names) all[name].push(...(answer[name]?.documents ?? []));
      checkpoints = Object.fromEntries(
        names.flatMap((name) =>
          answer[name]?.isLast === false ? [[name, answer[name].checkpoint]] : [],
        ),
      );
    }
    const [sheet] = all.grids;
    if (sheet === undefined) throw new Error('The grid has no sheet.');
    return { sheet, households: all.households, visits: all.visits };
  };

  const ledger = async (): Promise<LedgerEntry[]> => {
    const printed = await runScript('tests/e2e/harness/read-ledger.ts', [server.folder, grid]);
    return printed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LedgerEntry);
  };

  return { grid, pull, ledger };
}

/** The code in a sign-in link: the last part of its fragment, or of its path. */
export const codeOf = (link: string): string => {
  const { hash, pathname } = new URL(link);
  const place = hash === '' ? pathname : hash;
  return decodeURIComponent(place.slice(place.search(/[^/#=]*$/)));
};
