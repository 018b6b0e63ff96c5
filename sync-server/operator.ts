// What an operator does to the staff from a terminal: invite, grant, revoke, sign out, list. OPERATOR-1: a right is given only to
// somebody on the staff and for a grid or an area that exists. OPERATOR-2: a server that runs meanwhile acts on it with
// the next request, and ends the person's streams within a heartbeat.

import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { Grant } from '#core/access/grants.ts';
import { ConfigRefused, type Config } from './config.ts';
import type { Context } from './services/context.ts';
import { Refused } from './services/refused.ts';
import { createInvitation, endSessionsOf, replaceGrants } from './services/sessions.ts';

/** `print` gets what the command has to say, line by line. */
export type OperatorCommand = (
  context: Context,
  given: { config: Config; args: string[]; print: (line: string) => void },
) => Promise<void>;

const roles = ['member', 'leader', 'desk', 'auditor'] as const;
/** The scope of everywhere, as it is written on a command line. */
const everywhere = 'all';

const valuesOf = <Options extends ParseArgsOptionsConfig>(args: string[], options: Options) =>
  parseArgs({ args, options }).values;

const required = (value: string | undefined, name: string): string => {
  if (value) return value;
  throw new ConfigRefused(`--${name} is missing.`);
};

const unknownPerson = (staff: string): ConfigRefused =>
  new ConfigRefused(`Nobody on the staff has the id ${staff}.`);

export const invite: OperatorCommand = async (context, { config, args, print }) => {
  const values = valuesOf(args, { staff: { type: 'string' }, url: { type: 'string' } });
  const staff = required(values.staff, 'staff');
  try {
    const code = await createInvitation(context, staff);
    print(`${(values.url ?? config.publicUrl).replace(/\/+$/, '')}/enrol#${code}`);
  } catch (error) {
    const isUnknown = error instanceof Refused && error.code === 'not-found';
    throw isUnknown ? unknownPerson(staff) : error;
  }
};

const sentenceOf = ({ role, scope }: Grant): string =>
  `${role} of ${scope === '' ? everywhere : scope}`;

const report = (staff: string, grants: readonly Grant[]): string =>
  `${staff}: ${grants.length === 0 ? 'no rights' : grants.map(sentenceOf).sort().join(', ')}`;

const isSame = (left: Grant, right: Grant): boolean =>
  left.role === right.role && left.scope === right.scope;

const parseRole = (text: string): Grant['role'] => {
  const role = roles.find((one) => one === text);
  if (role !== undefined) return role;
  throw new ConfigRefused(`--role must be one of ${roles.join(', ')}, not "${text}".`);
};

const scopeOf = (text: string): string => (text === everywhere ? '' : text);

/** OPERATOR-1. */
const requireScope = async ({ storage }: Context, { role, scope }: Grant): Promise<void> => {
  if (role === 'member' || role === 'leader') {
    if ((await storage.readGrids([scope])).length > 0) return;
    throw new ConfigRefused(`There is no grid ${scope === '' ? everywhere : scope}.`);
  }
  const areas = await storage.readAreas();
  if (scope === '' || areas.some(({ code }) => code === scope)) return;
  throw new ConfigRefused(`There is no area ${scope}; write "${everywhere}" for everywhere.`);
};

const grantOptions = {
  staff: { type: 'string' },
  role: { type: 'string' },
  scope: { type: 'string' },
  name: { type: 'string' },
} as const;

export const grant: OperatorCommand = async (context, { args, print }) => {
  const values = valuesOf(args, grantOptions);
  const staff = required(values.staff, 'staff');
  const given: Grant = {
    role: parseRole(required(values.role, 'role')),
    scope: scopeOf(required(values.scope, 'scope')),
  };
  await requireScope(context, given);
  if (values.name) await context.storage.putStaff([{ id: staff, name: values.name }]);
  const found = await context.storage.readStaff(staff);
  if (found === undefined) throw unknownPerson(`${staff}; with --name somebody new is put on it`);
  const grants = [...found.grants.filter((one) => !isSame(one, given)), given];
  await replaceGrants(context, staff, grants);
  print(report(staff, grants));
};

export const revoke: OperatorCommand = async (context, { args, print }) => {
  const { name: _, ...options } = grantOptions;
  const values = valuesOf(args, options);
  const staff = required(values.staff, 'staff');
  const role = values.role === undefined ? undefined : parseRole(values.role);
  const scope = values.scope === undefined ? undefined : scopeOf(values.scope);
  const found = await context.storage.readStaff(staff);
  if (found === undefined) throw unknownPerson(staff);
  const isMeant = (one: Grant): boolean =>
    (role === undefined || one.role === role) && (scope === undefined || one.scope === scope);
  const grants = found.grants.filter((one) => !isMeant(one));
  if (grants.length === found.grants.length) {
    throw new ConfigRefused(`Nothing to take away. ${report(staff, grants)}.`);
  }
  await replaceGrants(context, staff, grants);
  print(report(staff, grants));
};

/** For a phone that was lost or stolen: it is not known which of a person's devices that is. */
export const signOut: OperatorCommand = async (context, { args, print }) => {
  const staff = required(valuesOf(args, { staff: { type: 'string' } }).staff, 'staff');
  if ((await context.storage.readStaff(staff)) === undefined) throw unknownPerson(staff);
  const ended = await endSessionsOf(context, staff);
  print(`${staff}: signed out on ${ended} ${ended === 1 ? 'device' : 'devices'}.`);
  print('What waits there unsent is kept, and sent after a new sign-in: invite.');
};

export const listStaff: OperatorCommand = async ({ storage }, { args, print }) => {
  valuesOf(args, {});
  for (const { staff, grants } of await storage.readAllStaff()) {
    print(`${report(staff.id, grants)}  ${staff.name}`);
  }
};
