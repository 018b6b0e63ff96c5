// Deliberate damage to the product, each of which the simulation has to notice. MUTATION-1: the text is found exactly once, or
// the test fails: the list stays true to the source. MUTATION-2: each is noticed within 2,000 runs.

export type Mutation = { name: string; file: string; text: string; instead: string };

const services = 'sync-server/services';

export const mutations: readonly Mutation[] = [
  {
    name: 'a repeated event is no duplicate',
    file: `${services}/verdicts.ts`,
    text: 'if (entry !== undefined && entry.json === chained.json) {',
    instead: 'if (entry !== undefined && entry.json === `${chained.json} `) {',
  },
  {
    name: 'answered although the transaction failed',
    file: `${services}/push.ts`,
    text: `  const taken = await context.storage.inGrid(request.grid, (transaction) =>
    takeIn(transaction, { ...given, chained, receivedAt, epoch: context.epoch }),
  );`,
    instead: `  let early: Taken | undefined;
  const taken = await context.storage
    .inGrid(request.grid, async (transaction) => {
      early = await takeIn(transaction, { ...given, chained, receivedAt, epoch: context.epoch });
      return early;
    })
    .catch((error: unknown) => {
      if (early === undefined) throw error;
      return early;
    });`,
  },
  {
    name: 'the digest is not compared',
    file: 'src/lib/sync/copy.ts',
    text: "return isSame ? 'proven' : { kind: 'different' };",
    instead: "return 'proven';",
  },
  {
    name: 'a sequence number is used twice',
    file: `${services}/grid-work.ts`,
    text: 'for (const document of documents) shelf.put({ ...document, seq: (head += 1) });',
    instead: `for (const document of documents) shelf.put({ ...document, seq: head + 1 });
    head += 1;`,
  },
  {
    name: 'the checkpoint goes ahead of the page',
    file: `${services}/pull.ts`,
    text: 'grids[grid] = isLast ? head : reached;',
    instead: 'grids[grid] = Math.max(head, reached);',
  },
  {
    name: 'settled because a request succeeded',
    file: 'src/lib/sync/push.ts',
    text: '  const settlement = await settle(database,',
    instead: `  const seq = answer.value.head;
  const done = { state: 'accepted' as const, seq, settledAt: sending.nowMs };
  await database.events.bulkPut(sending.pending.map((row) => ({ ...row, ...done })));
  const settlement = await settle(database,`,
  },
  {
    name: 'an accepted event leaves the screen before the copy holds it',
    file: 'src/lib/data/outbox/settle.ts',
    text: "return { ...settled, state: 'accepted', seq: verdict.seq };",
    instead: "return { ...settled, state: 'accepted', seq: 0 };",
  },
  {
    name: 'a restored server is not asked',
    file: 'src/lib/sync/engine.ts',
    text: "if (chain.epoch !== epoch) tell({ kind: 'recorded', grid: chain.grid });",
    instead: "if (chain.epoch === '-') tell({ kind: 'recorded', grid: chain.grid });",
  },
  {
    name: 'a restored server is not sent again what it lacks',
    file: 'src/lib/data/outbox/settle.ts',
    text: 'if (isBehind) await sendAgain(database, of, answer.last);',
    instead: '',
  },
  {
    name: 'what comes without a grant is taken',
    file: `${services}/push.ts`,
    text: "  if (!mayMake(session.grants, row, 'visit-recorded')) return undefined;\n  const sheet =",
    instead: '  const sheet =',
  },
  {
    name: 'what was seen under another epoch counts',
    file: `${services}/grid-work.ts`,
    text: 'const isKnown = row.restoredHead === null ||',
    instead: 'const isKnown = row.restoredHead !== -1 ||',
  },
  {
    name: 'a quarantined event is dropped',
    file: `${services}/push.ts`,
    text: 'await transaction.appendLedger([...repeats.entries, ...news.entries]);',
    instead: `const kept = news.entries.filter(({ verdict }) => verdict !== 'quarantined');
  await transaction.appendLedger([...repeats.entries, ...kept]);`,
  },
  {
    name: 'a kept event is settled twice',
    file: `${services}/settle.ts`,
    text: "if (settled !== undefined) return rejected('already-settled');",
    instead: '',
  },
  {
    name: 'what a leader accepts is not applied',
    file: `${services}/settle.ts`,
    text: 'const fate = await work.apply(taken, entry.receivedAt, { isAdmitted: true });',
    instead: 'const fate = await work.apply(event, entry.receivedAt, { isAdmitted: true });',
  },
  {
    name: 'the copy of a lost grid stays',
    file: 'src/lib/data/outbox/forget-grid.ts',
    text: 'await deleteOtherCopies(await notedCopies(database));',
    instead: '',
  },
  {
    name: 'grants are not asked when documents are given out',
    file: `${services}/pull.ts`,
    text: '.filter((row) => mayRead(grants, row));',
    instead: '.filter(() => grants.length >= 0);',
  },
  {
    name: 'a hole is not counted',
    file: `${services}/push.ts`,
    text: 'if (isHole(request, chain)) return',
    instead: 'if (isHole(request, { ...chain, last: 1e9 })) return',
  },
  {
    name: 'a clock ahead is followed',
    file: 'src/lib/core/merge/hlc.ts',
    text: '  Math.min(hlc[0], receivedAt + maxAheadMs);',
    instead: '  Math.min(hlc[0], receivedAt + maxAheadMs * 1e9);',
  },
  {
    name: 'the last to arrive is shown',
    file: 'src/lib/core/merge/register.ts',
    text: 'compareStamps(right.stamp, left.stamp));',
    instead: '(right.stamp?.[3] ?? 0) - (left.stamp?.[3] ?? 0));',
  },
  {
    name: 'a dispute is dropped',
    file: 'src/lib/core/merge/register.ts',
    text: 'return shown([{ value: register.value, stamp: register.stamp }, written]);',
    instead: 'return shown([written]);',
  },
  {
    name: 'a long page loses its tail',
    file: 'sync-server/storage/memory/memory-reads.ts',
    text: 'if (found.length > left[collection]) isLast[collection] = false;',
    instead: '',
  },
  {
    name: 'pokes go out before the commit, with what is not there yet',
    file: `${services}/push.ts`,
    text: 'if (taken.isChanged) context.pokes.publish(request.grid, taken.head);',
    instead: 'if (taken.isChanged) context.pokes.publish(request.grid, 0);',
  },
  {
    name: 'counts forget what a household was before',
    file: `${services}/grid-work.ts`,
    text: 'return stored ? subtractCounts(added, countHousehold(stored, settings)) : added;',
    instead: 'return stored ? added : subtractCounts(added, countHousehold(now, settings));',
  },
  {
    name: 'a push begins at the wrong place of the chain',
    file: 'src/lib/sync/push.ts',
    text: ': { from: first.n, prevHash: first.prev };',
    instead: ': { from: first.n, prevHash: chain.hash };',
  },
  {
    name: 'numbers begin anew after a restart',
    file: 'src/lib/data/outbox/outbox.ts',
    text: 'chains.put({ ...head, n: row.n, hash: row.hash }),',
    instead: 'chains.put({ ...head, n: head.acknowledged + 1, hash: row.hash }),',
  },
  {
    name: 'a server that knows less is taken for one that knows all',
    file: 'src/lib/data/outbox/settle.ts',
    text: 'const isBehind = answer.last < acknowledged;',
    instead: 'const isBehind = answer.last < 0;',
  },
  {
    name: 'a head that never comes is asked for for ever',
    file: 'src/lib/sync/machine-ends.ts',
    text: 'const reached = { applied: end.head, poked: end.head };',
    instead: 'const reached = { applied: end.head };',
  },
  {
    name: 'what a given-up copy had stored is never shown',
    file: 'src/lib/sync/grid-copies.ts',
    text: 'if (isViewBehind || end.epoch !== note.epoch) await show(active, end.head);\n    else if (!isClosed)',
    instead: 'if (!isClosed)',
  },
];
