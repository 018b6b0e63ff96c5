// The server's pokes: server-sent events read from a fetch, because an EventSource cannot carry a bearer token. STREAM-1: a
// poke is a hint that a grid has moved on; whoever is poked fetches. STREAM-2: silence longer than the server's heartbeats
// allow means that the line is dead, whatever the browser believes. STREAM-3: a message named `grants` says that the
// grants are others now; whoever hears it asks at once.

import * as v from 'valibot';
import type { GridId } from '#core/ids.ts';
import type { Failure, Transport } from './transport.ts';

export type StreamEnd = Failure | { kind: 'closed' };
export type StreamEvents = {
  onOpen(): void;
  onPoke(grid: GridId, head: number): void;
  onGrants(): void;
  onEnd(end: StreamEnd): void;
};
export type PokeStream = { close(): void };

/** Heartbeats come every 15–25 s. */
const silentMs = 60_000;

const Heads = v.record(v.string(), v.number());

type Message = { name: string; data: string };

const valueOf = (line: string): string => line.slice(line.indexOf(':') + 1).replace(/^ /, '');

/** Splits the text of a stream into its messages; comments (heartbeats) give nothing. */
export const createEventParser = (
  onMessage: (message: Message) => void,
): ((text: string) => void) => {
  let rest = '';
  let name = '';
  let data: string[] = [];
  const takeLine = (line: string): void => {
    if (line === '') {
      if (data.length > 0 || name !== '') onMessage({ name, data: data.join('\n') });
      data = [];
      name = '';
    } else if (line.startsWith('data:')) data.push(valueOf(line));
    else if (line.startsWith('event:')) name = valueOf(line);
  };
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? '';
    lines.forEach(takeLine);
  };
};

const parseHeads = (data: string): Record<string, number> => {
  try {
    const parsed = v.safeParse(Heads, JSON.parse(data));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
};

/** Opens at once; `onEnd` is called exactly once, unless `close` was called before. */
export const openPokeStream = (transport: Transport, events: StreamEvents): PokeStream => {
  const controller = new AbortController();
  let isOver = false;
  const end = (how: StreamEnd): void => {
    if (isOver) return;
    isOver = true;
    events.onEnd(how);
  };
  void listen(transport, controller, events).then(end);
  return {
    close() {
      isOver = true;
      controller.abort();
    },
  };
};

const listen = async (
  transport: Transport,
  controller: AbortController,
  events: StreamEvents,
): Promise<StreamEnd> => {
  let watchdog = setTimeout(() => controller.abort(), silentMs);
  const alive = (): void => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => controller.abort(), silentMs);
  };
  const parse = createEventParser(({ name, data }) => {
    if (name === 'grants') events.onGrants();
    if (name !== '') return;
    for (const [grid, head] of Object.entries(parseHeads(data))) events.onPoke(grid, head);
  });
  try {
    const answer = await transport.open('/stream', controller.signal);
    if (answer.kind !== 'answered') return answer;
    alive();
    events.onOpen();
    const reader = answer.value.getReader();
    const decoder = new TextDecoder();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      alive();
      parse(decoder.decode(part.value, { stream: true }));
    }
    return { kind: 'closed' };
  } catch {
    return { kind: 'closed' };
  } finally {
    clearTimeout(watchdog);
  }
};
