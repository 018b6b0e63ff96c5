// HTTP as the phone sees it: every call ends in a value. NET-1: what the server refused, what never arrived and what took
// too long are three different things; none of them is thrown. NET-2: a call is given up after 10 s without a byte, longer
// for a long body. NET-3: answers are checked before anybody acts on them; documents of pages only as far as they are used.
// NET-4: once ended, nothing is asked any more, and what is under way ends as unreachable. NET-5: what only our server can
// know counts only in its own words, the time too.

import * as v from 'valibot';
import { Refusal } from '#schema/protocol.ts';

export type Failure =
  | { kind: 'unreachable' }
  | { kind: 'timeout' }
  /** The server's answer was not of the protocol: a proxy's page, another version. */
  | { kind: 'garbled' }
  | {
      kind: 'refused';
      status: number;
      code: string;
      zh: string;
      en: string;
      retryAfterMs: number | null;
    };
export type Answer<Value> = { kind: 'answered'; value: Value } | Failure;

export type Call<Schema extends v.GenericSchema> = {
  path: string;
  schema: Schema;
  /** Sent as JSON by POST; undefined is a GET. */
  body?: unknown;
  method?: 'DELETE';
  /** Instead of the session's own token; null for none. */
  token?: string | null;
  /** NET-4, for this call alone. */
  ended?: AbortSignal;
  /** Called while the answer arrives. @param bytes so far @param total null when the server does not say */
  onProgress?: (bytes: number, total: number | null) => void;
};
/** A file in pieces. Whatever its handlers throw is thrown by the call: it is the caller's own. */
export type DownloadCall = {
  path: string;
  headers: Record<string, string>;
  ended?: AbortSignal;
  /** Of a good answer, before its bytes. `from`: the first byte's place in the file. `tag`: its ETag, '' for none. */
  onHead(head: { tag: string; from: number; total: number | null }): Promise<void>;
  /** One after another, in order. */
  onPart(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
};
export type Transport = {
  call<Schema extends v.GenericSchema>(call: Call<Schema>): Promise<Answer<v.InferOutput<Schema>>>;
  /** An open GET whose body is read by the caller; the signal ends it. */
  open(path: string, signal: AbortSignal): Promise<Answer<ReadableStream<Uint8Array>>>;
  /** 'answered' when the body came to its end. */
  download(call: DownloadCall): Promise<Answer<null>>;
};

/** Whoever speaks another version is told to update (426). */
const spoken = { 'gridsweep-protocol': '1' };
const quietMs = 10_000;
/** Slowest line that is waited for: 4 bytes a millisecond. */
const bytesPerMs = 4;
const worthPacking = 600;

/**
 * @param options.token the session's token of the moment, or null
 * @param options.onServerTime told with every good answer what time the server says it is, ms
 * @param options.ended NET-4: once it is aborted, calls under way end as `unreachable`, and no other begins
 */
export const createTransport = (options: {
  base: string;
  token: () => string | null;
  ended?: AbortSignal;
  onServerTime?: (ms: number) => void;
  fetch?: typeof fetch;
}): Transport => {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  return {
    async call(call) {
      const packed = call.body === undefined ? null : await pack(JSON.stringify(call.body));
      const firstMs = quietMs + (packed?.body.length ?? 0) / bytesPerMs;
      const patience = createPatience(firstMs, [options.ended, call.ended]);
      try {
        const response = await send(options.base + call.path, {
          method: call.method ?? (packed === null ? 'GET' : 'POST'),
          headers: {
            ...spoken,
            ...authorization(call.token === undefined ? options.token() : call.token),
            ...packed?.headers,
          },
          body: packed?.body ?? null,
          // What a grid's people told is kept in the app's own databases and nowhere else.
          cache: 'no-store',
          signal: patience.signal,
        });
        const text = await readText(response, patience, call.onProgress);
        if (!response.ok) return refusal(response, text);
        const answer = parse(text, call.schema);
        const serverMs = Date.parse(response.headers.get('date') ?? '');
        if (answer.kind === 'answered' && serverMs > 0) options.onServerTime?.(serverMs);
        return answer;
      } catch {
        return { kind: patience.isOver() ? 'timeout' : 'unreachable' };
      } finally {
        patience.end();
      }
    },
    async download(call) {
      const patience = createPatience(quietMs, [options.ended, call.ended]);
      const own = createSequence();
      try {
        const response = await send(options.base + call.path, {
          headers: { ...spoken, ...authorization(options.token()), ...call.headers },
          cache: 'no-store',
          signal: patience.signal,
        });
        if (!response.ok) return refusal(response, await response.text());
        own.next(() => call.onHead(headOf(response)));
        const reader = (response.body ?? new Response('').body)?.getReader();
        // A body that breaks off throws away what was not read yet: nothing is waited for meanwhile.
        for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
          const bytes = part.value as Uint8Array<ArrayBuffer>;
          own.next(() => call.onPart(bytes));
          patience.renew();
        }
        await own.end();
        return { kind: 'answered', value: null };
      } catch {
        await own.end();
        return { kind: patience.isOver() ? 'timeout' : 'unreachable' };
      } finally {
        patience.end();
      }
    },
    async open(path, signal) {
      try {
        const response = await send(options.base + path, {
          headers: { ...spoken, ...authorization(options.token()), accept: 'text/event-stream' },
          cache: 'no-store',
          signal,
        });
        if (!response.ok) return refusal(response, await response.text());
        if (response.body === null) return { kind: 'garbled' };
        return { kind: 'answered', value: response.body };
      } catch {
        return { kind: 'unreachable' };
      }
    },
  };
};

const authorization = (token: string | null): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

/** Handlers one after another, beside the reading; `end` throws what the first of them threw that failed. */
const createSequence = () => {
  let work: Promise<void> = Promise.resolve();
  let fault: { error: unknown } | null = null;
  return {
    next(step: () => Promise<void>): void {
      work = work
        .then(() => (fault === null ? step() : undefined))
        .catch((error: unknown) => void (fault ??= { error }));
    },
    async end(): Promise<void> {
      await work;
      if (fault !== null) throw fault.error;
    },
  };
};

const headOf = ({ headers, status }: Response) => {
  const [, from = '0', total = ''] = /^bytes (\d+)-\d+\/(\d+)$/.exec(
    (status === 206 && headers.get('content-range')) || '',
  ) ?? ['', '0', headers.get('content-length') ?? ''];
  return { tag: headers.get('etag') ?? '', from: Number(from), total: Number(total) || null };
};

type Packed = { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> };

const pack = async (text: string): Promise<Packed> => {
  const plain = new TextEncoder().encode(text);
  const headers = { 'content-type': 'application/json' };
  if (plain.length < worthPacking || typeof CompressionStream === 'undefined') {
    return { body: plain, headers };
  }
  const zipped = new Blob([plain]).stream().pipeThrough(new CompressionStream('gzip'));
  const body = new Uint8Array(await new Response(zipped).arrayBuffer());
  return { body, headers: { ...headers, 'content-encoding': 'gzip' } };
};

type Patience = { signal: AbortSignal; renew(): void; isOver(): boolean; end(): void };

/** NET-2: each byte that arrives renews it. */
const createPatience = (firstMs: number, ends: (AbortSignal | undefined)[] = []): Patience => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const ended of ends) ended?.addEventListener('abort', abort);
  if (ends.some((ended) => ended?.aborted === true)) abort();
  let isOver = false;
  const giveUp = (): void => {
    isOver = true;
    controller.abort();
  };
  let timer = setTimeout(giveUp, firstMs);
  return {
    signal: controller.signal,
    renew() {
      clearTimeout(timer);
      timer = setTimeout(giveUp, quietMs);
    },
    isOver: () => isOver,
    end() {
      clearTimeout(timer);
      for (const ended of ends) ended?.removeEventListener('abort', abort);
    },
  };
};

const readText = async (
  response: Response,
  patience: Patience,
  onProgress?: (bytes: number, total: number | null) => void,
): Promise<string> => {
  patience.renew();
  if (response.body === null) return '';
  const total = Number(response.headers.get('x-size') ?? 0) || null;
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = '';
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    patience.renew();
    bytes += part.value.length;
    text += decoder.decode(part.value, { stream: true });
    onProgress?.(bytes, total);
  }
  return text + decoder.decode();
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const parse = <Schema extends v.GenericSchema>(
  text: string,
  schema: Schema,
): Answer<v.InferOutput<Schema>> => {
  const parsed = v.safeParse(schema, parseJson(text));
  return parsed.success ? { kind: 'answered', value: parsed.output } : { kind: 'garbled' };
};

/** Seconds or a date; null when absent or not understood. */
const retryAfterMs = (header: string | null): number | null => {
  if (header === null || header === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
};

/** What anybody on the way may rightly say, too: too large, no such range, too much at once, not now. */
const isAnybodys = (status: number): boolean => status >= 500 || [413, 416, 429].includes(status);

/** NET-5: who is signed in, what they may see and what exists is said by our server alone, never by a page on the way. */
const refusal = (response: Response, text: string): Failure => {
  const parsed = v.safeParse(Refusal, parseJson(text));
  const { status } = response;
  if (!parsed.success && !isAnybodys(status)) return { kind: 'garbled' };
  const error = parsed.success ? parsed.output.error : { code: 'server-error', zh: '', en: '' };
  return {
    kind: 'refused',
    status,
    ...{ code: error.code, zh: error.zh, en: error.en },
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  };
};
