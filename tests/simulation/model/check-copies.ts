// SIM-8: every phone that may read the grid and has it open holds the server's documents, bit for bit, and shows them. SIM-9: a
// phone that may not read a grid holds nothing of it: no copy, no event, no draft, no note. SIM-10: the status says so.

import type { Household } from '#core/household/household.ts';
import { canonicalJson } from '#core/merge/canonical.ts';
import { collections, type CollectionName } from '#schema/protocol.ts';
import type { GridPhone, WholeGrid } from '#server/storage/port.ts';
import type { Row } from '../browser/disk.ts';
import { mayStillRead, noteOf } from './peace.ts';
import { outboxRows, type Phone } from './phone.ts';
import type { World } from './world.ts';

const rowsOf = (phone: Phone, database: string, name: CollectionName): Row[] => {
  const found = phone.disk.databases.get(`rxdb-dexie-${database}--0--${name}`);
  return [...(found?.tables.get('docs')?.rows.values() ?? [])];
};

const checkCopy = (world: World, phone: Phone, whole: WholeGrid): void => {
  const note = noteOf(phone);
  const at = `phone ${phone.index} ${phone.grid}`;
  if (note === undefined) return void world.broken.push(`${at} has no copy`);
  if (note.applied !== whole.head)
    world.broken.push(`${at} stands at ${note.applied}, the server at ${whole.head}`);
  for (const name of collections) {
    const held = new Map(rowsOf(phone, note.database, name).map(({ id, doc }) => [id, doc]));
    const stored = whole.documents[name];
    const isSame =
      held.size === stored.length && stored.every(({ id, json }) => held.get(id) === json);
    if (!isSame) world.broken.push(`${at} holds other ${name} than the server`);
  }
};

const checkView = (world: World, phone: Phone, whole: WholeGrid): void => {
  const at = `phone ${phone.index} ${phone.grid}`;
  const view = phone.shop?.grid.store()?.current();
  if (view === undefined) return void world.broken.push(`${at} shows nothing`);
  const stored = whole.documents.households
    .map(({ json }) => JSON.parse(json) as Household)
    .filter(({ withdrawn }) => !withdrawn);
  const isSame =
    view.households.size === stored.length &&
    stored.every(
      (one) => canonicalJson(view.households.get(one.id) ?? null) === canonicalJson(one),
    );
  if (!isSame) world.broken.push(`${at} shows other households than the server holds`);
  if (view.unsent.size > 0) world.broken.push(`${at} shows something as unsent`);
};

const checkStatus = (world: World, phone: Phone): void => {
  const { status } = phone;
  const at = `phone ${phone.index}`;
  if (status === null || phone.shop === null) return void world.broken.push(`${at} does not stand`);
  const { pending, problem, isRepairing, digestAgreedAt } = status;
  if (pending > 0 || isRepairing || digestAgreedAt === null)
    world.broken.push(
      `${at} says pending ${pending}, repairing ${isRepairing}, agreed ${digestAgreedAt}`,
    );
  if (problem !== null) world.broken.push(`${at} has a problem: ${problem}`);
};

/** SIM-9. */
const checkNothingLeft = (world: World, phone: Phone, grid: string): void => {
  const at = `phone ${phone.index} lost ${grid}`;
  const rows = [...outboxRows(phone, 'events'), ...outboxRows(phone, 'drafts')];
  const left = rows.filter((row) => row['grid'] === grid).length;
  if (left > 0) world.broken.push(`${at} and keeps ${left} rows of it`);
  if (
    outboxRows(phone, 'meta').some(
      ({ key }) => String(key).endsWith(`:${grid}`) && String(key).startsWith('replica'),
    )
  )
    world.broken.push(`${at} and keeps a note of its copy`);
  if ([...phone.disk.databases.keys()].some((name) => name.includes(`replica-${grid}-`)))
    world.broken.push(`${at} and keeps its copy`);
};

/** SIM-11: the server was told that nothing is left, as far as it knows of the phone in this grid. */
const checkReceipt = (world: World, phone: Phone, phones: readonly GridPhone[]): void => {
  const device = phone.shop?.session.get()?.deviceId;
  const known = phones.find((one) => one.device === device);
  const hasRecorded = phone.promised.some(
    (one) => one.grid === known?.grid && one.disk === phone.disk,
  );
  if (!hasRecorded || known === undefined || known.returnedAt !== null || world.restores > 0)
    return;
  world.broken.push(`phone ${phone.index} lost ${known.grid} and gave no receipt`);
};

export const checkCopies = (
  world: World,
  { grid, whole, phones }: { grid: string; whole: WholeGrid; phones: readonly GridPhone[] },
): void => {
  for (const phone of world.phones) {
    if (!mayStillRead(world, phone, grid)) {
      checkNothingLeft(world, phone, grid);
      checkReceipt(world, phone, phones);
    }
    if (mayStillRead(world, phone, grid) && phone.grid === grid) {
      checkCopy(world, phone, whole);
      checkView(world, phone, whole);
      checkStatus(world, phone);
    }
  }
};
