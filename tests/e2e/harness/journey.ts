// `test` of the journeys: servers and phones are made by asking, and whatever the journey did not end itself is ended after it.
// A journey fails when any of its phones wrote an error, broke the content security policy or asked another host.

import { test as base, expect } from '@playwright/test';
import { createPhone, type Look, type Phone } from './phone.ts';
import { createProxy, type Proxy } from './proxy.ts';
import { createServer, type Server } from './server.ts';
import { seededFolder, type Seed } from './seeded-folder.ts';

export type Field = {
  /** A server with seeded data, started. */
  server(seed: Seed, options?: { app?: string }): Promise<Server>;
  /** A line to a server that can be disturbed. */
  proxy(server: Server): Promise<Proxy>;
  /** A phone with an empty profile, started. @param at the server or proxy that it may ask */
  phone(at: { origin: string }, look?: Look): Promise<Phone>;
};

export const test = base.extend<{ field: Field }>({
  field: async ({}, use) => {
    const phones: Phone[] = [];
    const servers: Server[] = [];
    const proxies: Proxy[] = [];
    await use({
      server: async (seed, options = {}) => {
        const server = await createServer({ folder: await seededFolder(seed), ...options });
        servers.push(server);
        await server.start();
        return server;
      },
      proxy: async (server) => {
        const proxy = await createProxy(server);
        proxies.push(proxy);
        return proxy;
      },
      phone: async ({ origin }, look) => {
        const phone = createPhone(origin, look);
        phones.push(phone);
        await phone.start();
        return phone;
      },
    });
    const faults = phones.flatMap((phone) => phone.faults.found());
    const unwatched = phones.filter((phone) => phone.faults.requests() === 0);
    for (const phone of phones) await phone.close();
    for (const proxy of proxies) await proxy.stop();
    for (const server of servers) await server.kill();
    expect(faults, 'errors of the pages').toEqual([]);
    expect(unwatched, 'phones that asked nothing').toEqual([]);
  },
});

export { expect };
