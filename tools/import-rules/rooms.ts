/**
 * Who may import whom: the table of the architecture as data. A room is a set of files; the first room whose pattern
 * fits a path is that file's room. What a room does not list it may not import, at run time or as a type;
 * `typesOnly` lists what it may name as a type alone.
 */
export interface Room {
  readonly name: string;
  readonly files: RegExp;
  readonly rooms: readonly string[];
  readonly packages: readonly RegExp[];
  readonly typesOnly?: readonly RegExp[];
}

const everything = /./;
const node = /^node:/;
const hashes = /^@noble\/hashes(\/|$)/;
const valibot = /^(valibot|@valibot\/to-json-schema)$/;
const rxdb = /^rxdb(\/|$)/;
const svelte = /^svelte(\/|$)/;
const fastify = /^(fastify|@fastify\/.+)$/;

export const rooms: readonly Room[] = [
  room('tests', /\.test\.ts$|^tests\/|^bench\/|^src\/testing\/|^tools\/|^[^/]+$/, {
    rooms: ['*'],
    packages: [everything],
  }),
  room('core', /^src\/lib\/core\//, { rooms: ['core'] }),
  room('schema', /^src\/lib\/schema\//, {
    rooms: ['core', 'schema'],
    packages: [valibot],
    typesOnly: [rxdb],
  }),
  room('data', /^src\/lib\/data\//, {
    rooms: ['core', 'schema', 'data'],
    packages: [rxdb, /^dexie$/, /^rxjs(\/|$)/, hashes, valibot, /^pinyin-match(\/|$)/],
  }),
  room('sync status', /^src\/lib\/sync\/status(\/|[-.])/, {
    rooms: ['core', 'schema', 'data', 'sync', 'sync status'],
  }),
  room('sync', /^src\/lib\/sync\//, {
    rooms: ['core', 'schema', 'data', 'sync', 'sync status'],
    packages: [/^rxjs(\/|$)/, hashes, valibot],
  }),
  room('session', /^src\/lib\/session\//, {
    rooms: ['core', 'schema', 'data', 'sync', 'sync status', 'session'],
    packages: [hashes, valibot, /^dexie$/],
  }),
  room('ui', /^src\/lib\/ui\//, {
    rooms: ['core', 'ui'],
    packages: [svelte, /^bits-ui$/],
  }),
  room('routes', /^src\/(routes\/|app\.d\.ts$|hooks)/, {
    rooms: ['core', 'data', 'sync status', 'session', 'ui', 'routes'],
    packages: [svelte, /^bits-ui$/, /^\$app\//, /^virtual:pwa-/, /^workbox-window$/, /^qr(\/|$)/],
    typesOnly: [/^@sveltejs\/kit$/],
  }),
  room('server http', /^sync-server\/http\//, {
    rooms: ['core', 'schema', 'server services', 'server http'],
    packages: [fastify, valibot, node, /^prom-client$/],
  }),
  room('server services', /^sync-server\/services\//, {
    rooms: ['core', 'schema', 'server storage port', 'server services'],
    packages: [node, hashes, valibot],
  }),
  room('server storage port', /^sync-server\/storage\/(port|seal-key)\.ts$/, {
    rooms: ['core', 'schema', 'server storage port'],
    packages: [node],
  }),
  room('server storage contract', /^sync-server\/storage\/[^/]+\.ts$/, {
    rooms: ['core', 'schema', 'server storage port', 'server storage contract'],
    packages: [node, /^vitest$/],
  }),
  room('server storage adapter', /^sync-server\/storage\/[^/]+\//, {
    rooms: ['core', 'schema', 'server storage port', 'server storage adapter'],
    packages: [node, /^postgres$/],
  }),
  room('server', /^sync-server\//, {
    rooms: ['core', 'schema', 'server', 'server http', 'server services', ...storageRooms()],
    packages: [node, fastify],
  }),
  room('seeds', /^seeds\//, {
    rooms: ['core', 'schema', 'seeds', 'server services', ...storageRooms()],
    packages: [node, hashes],
  }),
];

/** Rooms that are divided once more: the files of one part may not import those of another. */
export const partitions: readonly { room: string; part: RegExp; called: string }[] = [
  { room: 'routes', part: /^src\/routes\/(\([^)]+\))\//, called: "another role's group" },
  {
    room: 'server storage adapter',
    part: /^sync-server\/storage\/([^/]+)\//,
    called: 'another storage adapter',
  },
];

/** What core may not name, because its answers follow from its arguments alone. */
export const forbiddenInCore = {
  globals: [
    'crypto',
    'fetch',
    'console',
    'performance',
    'process',
    'globalThis',
    'navigator',
    'localStorage',
    'setTimeout',
    'setInterval',
    'queueMicrotask',
  ],
  members: ['Date.now', 'Math.random'],
} as const;

function storageRooms(): string[] {
  return ['server storage port', 'server storage contract', 'server storage adapter'];
}

function room(
  name: string,
  files: RegExp,
  allowed: {
    rooms: readonly string[];
    packages?: readonly RegExp[];
    typesOnly?: readonly RegExp[];
  },
): Room {
  return {
    name,
    files,
    rooms: allowed.rooms,
    packages: allowed.packages ?? [],
    typesOnly: allowed.typesOnly ?? [],
  };
}
