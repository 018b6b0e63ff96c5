import { describe, expect, test } from 'vitest';
import { idleStatus } from '#sync/status.ts';
import { statusSentence } from './status-sentence.ts';

const now = Date.UTC(2026, 10, 23, 10);

describe('the status line', () => {
  test('a refusal does not hide what is not sent, nor why', () => {
    const status = { ...idleStatus, refused: 1, pending: 12, problem: 'offline' as const };
    const { strong, detail } = statusSentence({ ...status, oldestPendingAt: now }, now);
    expect(strong).toBe('1 条没被接受');
    expect(detail).toMatch(/^12 条未上传 · 最早 .* · 无网络.*点开查看原因$/);
    expect(statusSentence({ ...idleStatus, refused: 1 }, now).detail).toBe('点开查看原因');
  });

  test('offline, it says as of when the copy was proven', () => {
    const status = { ...idleStatus, digestAgreedAt: now, problem: 'offline' as const };
    const { strong, detail } = statusSentence(status, now);
    expect(strong).toBe('无网络');
    expect(detail).toMatch(/^核对一致 · \d\d:\d\d$/);
  });

  test('received and proven each say when, and the day when it was another one', () => {
    const status = { ...idleStatus, receivedAt: now - 86_400_000, digestAgreedAt: now };
    const { strong, detail } = statusSentence(status, now);
    expect(strong).toBe('全部已收到');
    expect(detail).toMatch(/^11月22日 \d\d:\d\d · 核对一致 \d\d:\d\d$/);
  });

  test('another log at the server is never shown as received', () => {
    const status = { ...idleStatus, receivedAt: now, problem: 'other-log' as const };
    const { strong, detail } = statusSentence(status, now);
    expect(strong).toBe('核对不上');
    expect(detail).toContain('拿给网格长看');
    expect(statusSentence({ ...status, pending: 3 }, now).detail).toContain('拿给网格长看');
  });
});
