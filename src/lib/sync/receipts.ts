// Telling the server that nothing of a grid is left on this phone. RECEIPT-3: a receipt is sent until it was answered, over
// restarts; a refusal is an answer too, because there is nothing here any more that could be sent instead.

import type { DeviceId } from '#core/ids.ts';
import { deleteReceipt, finishForgetting, readReceipts } from '#data/outbox/forget-grid.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { ReceiptResponse } from '#schema/protocol.ts';
import type { ErrandEnd } from './errand.ts';
import { failureKindOf } from './failure-kind.ts';
import type { Transport } from './transport.ts';

export const sendReceipts = async (owing: {
  database: OutboxDatabase;
  transport: Transport;
  device(): DeviceId | null;
  onExpired(): void;
}): Promise<ErrandEnd> => {
  const { database, transport } = owing;
  const isClean = await finishForgetting(database);
  const device = owing.device();
  if (device === null) return { kind: 'idle' };
  for (const { grid, last, hash, deletedAt } of await readReceipts(database, device)) {
    const body = { grid, last, hash, deletedAt };
    const answer = await transport.call({ path: '/receipts', schema: ReceiptResponse, body });
    const failure = answer.kind === 'answered' ? { kind: 'no' as const } : failureKindOf(answer);
    if (failure.kind === 'expired') owing.onExpired();
    if (failure.kind === 'later') return failure;
    if (failure.kind !== 'no') return { kind: 'idle' };
    await deleteReceipt(database, { device, grid });
  }
  return isClean ? { kind: 'idle' } : { kind: 'later', inMs: null };
};
