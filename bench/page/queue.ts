// Sending what was recorded offline, as the page sees it. Runs in the page: nothing here may name anything outside its
// function.

import type { Gate } from './day.ts';

/** Opens the network; ms until every event is acknowledged by its number. */
export const sendQueue = (): Promise<number> =>
  new Promise((resolve) => {
    const { app } = window.phone;
    const { gate } = globalThis as unknown as { gate: Gate };
    gate.open();
    const begun = performance.now();
    app.status.subscribe((line) => line.pending === 0 && resolve(performance.now() - begun));
    app.syncNow();
  });

/** Own events that the server has acknowledged as received. */
export const countReceived = async (): Promise<number> =>
  (await window.phone.app.ownEvents(0)).filter(({ fate }) => fate.kind === 'received').length;

/** One compressed POST; ms until the answer has been read. */
export const postRows = async (rows: readonly { id: string }[]): Promise<number> => {
  const begun = performance.now();
  const plain = new Blob([JSON.stringify({ rows })]);
  const packed = plain.stream().pipeThrough(new CompressionStream('gzip'));
  const response = await fetch('/rows', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: await new Response(packed).arrayBuffer(),
  });
  const { stored } = (await response.json()) as { stored: number };
  if (stored !== rows.length) throw new Error('Not everything was stored.');
  return performance.now() - begun;
};
