// `test` of the journeys: servers and phones are made by asking, and whatever the journey did not end itself is ended after it.
// A journey fails when any of its phones wrote an error, broke the content security policy or asked another host.

import { test as base, expect } from '@playwright/test';
import { createPhone, type Look, type Phone } from './phone.ts';
import { createServer, type Server } from './server.ts';
import { seededFolder, type Seed } from './seeded-folder.ts';

export type Field = {
  /** A server with seeded data, started. */
  server(seed: Seed, options?: { app?: string }): Promise<Server>;
  /** A phone with an empty profile, started. */
  phone(server: Server, look?: Look): Promise<Phone>;
};

export const test = base.extend<{ field: Field }>({
  field: async ({}, use) => {
    const phones: Phone[] = [];
    const servers: Server[] = [];
    await use({
      server: async (seed, options = {}) => {
        const server = await createServer({ folder: await seededFolder(seed), ...options });
        servers.push(server);
        await server.start();
        return server;
      },
      phone: async (server, look) => {
        const phone = createPhone(server.origin, look);
        phones.push(phone);
        await phone.start();
        return phone;
      },
    });
    const faults = phones.flatMap((phone) => phone.faults.found());
    const unwatched = phones.filter((phone) => phone.faults.requests() === 0);
    for (const phone of phones) await phone.close();
    for (const server of servers) await server.kill();
    expect(faults, 'errors of the pages').toEqual([]);
    expect(unwatched, 'phones that asked nothing').toEqual([]);
  },
});

export { expect };
