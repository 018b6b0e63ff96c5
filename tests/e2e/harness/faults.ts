// What no journey may do: write an error to the console, break the content security policy, throw, or ask anybody but its
// own server. Everything of the kind is collected and fails the journey at its end.

import type { BrowserContext, ConsoleMessage } from '@playwright/test';

/** What Chromium itself writes when the journey has cut the network or ended the server. */
const cutNetwork =
  /net::ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|INTERNET_DISCONNECTED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH|NETWORK_CHANGED|NETWORK_IO_SUSPENDED|SOCKET_NOT_CONNECTED)/;

/** Errors of a library may come without a stack, and values that are no errors without anything but a text. */
const describe = (error: Error): string =>
  error.stack || [error.name, error.message, String(error)].filter(Boolean).join(': ');

const refused = /the server responded with a status of (\d{3})/;

export type Faults = {
  watch(context: BrowserContext): Promise<void>;
  /** Refusals of the server that this journey provokes; Chromium writes each to the console. */
  expectStatus(status: number): void;
  found(): string[];
  /** Requests seen so far: a journey in which nothing was watched proves nothing. */
  requests(): number;
};

/** @param origin the only one that may be asked */
export function createFaults(origin: string): Faults {
  const found: string[] = [];
  const statuses = new Set<string>();
  let requests = 0;

  const isExpected = (message: ConsoleMessage): boolean => {
    const text = message.text();
    const isOwn = message.location().url.startsWith(origin);
    if (isOwn && cutNetwork.test(text)) return true;
    return isOwn && statuses.has(refused.exec(text)?.[1] ?? '');
  };

  return {
    watch: async (context) => {
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`),
        );
      });
      context.on('console', (message) => {
        if (message.type() !== 'error' || isExpected(message)) return;
        found.push(`console: ${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => found.push(`thrown: ${describe(error.error())}`));
      context.on('request', (request) => {
        requests += 1;
        const { protocol, origin: asked } = new URL(request.url());
        if (/^(data|blob|about|chrome-error):$/.test(protocol) || asked === origin) return;
        found.push(`asked another host: ${asked}`);
      });
    },
    expectStatus: (status) => void statuses.add(String(status)),
    found: () => found,
    requests: () => requests,
  };
}
