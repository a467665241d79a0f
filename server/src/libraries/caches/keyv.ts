/**
 * Keyv 4 to 6 over any backend: TTLs in milliseconds, of the call, else of the instance. Zero is "for ever",
 * also over the instance's default. Over a database it is storage and no cache.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

const SET: CommandForm = {
  operation: 'write',
  key: 0,
  value: 1,
  ttl: [{ at: 'argument', argument: 2, unit: 'milliseconds' }],
};

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  getMany: { operation: 'read', key: 0 },
  getRaw: { operation: 'read', key: 0 },
  has: { operation: 'read', key: 0 },
  set: SET,
  setRaw: SET,
  setMany: {
    operation: 'write',
    key: 'properties',
    ttl: [{ at: 'entries', option: 'ttl', unit: 'milliseconds' }],
  },
  delete: { operation: 'invalidate', key: 0 },
  deleteMany: { operation: 'invalidate', key: 0 },
  clear: { operation: 'invalidate-all', key: 'none' },
  iterator: { operation: 'scan', key: 'none' },
};

const OVER_REDIS = { takesDatabaseOf: ['@keyv/redis', '@keyv/valkey'] };

export const keyv: CacheLibrary = {
  id: 'keyv',
  packages: ['keyv', '@keyv/redis', '@keyv/valkey', '@keyv/memcache', '@keyvhq/core'],
  miss: () => 'undefined',
  newestMajor: 6,
  instances: [
    // Up to 5 it has a namespace of its own accord.
    { path: ['default'], by: 'new', options: [0, 1], packages: ['keyv'], majors: [6], ...OVER_REDIS },
    { path: ['Keyv'], by: 'new', options: [0, 1], packages: ['keyv'], majors: [6], ...OVER_REDIS },
    { path: ['default'], by: 'new', options: [0, 1], packages: ['keyv', '@keyvhq/core'] },
    { path: ['Keyv'], by: 'new', options: [0, 1] },
    {
      path: ['createKeyv'],
      by: 'call',
      options: 1,
      overServer: true,
      packages: ['@keyv/redis'],
      takesDatabase: 1,
    },
    {
      path: ['createKeyvNonBlocking'],
      by: 'call',
      options: 1,
      overServer: true,
      packages: ['@keyv/redis'],
      takesDatabase: 1,
    },
    { path: ['createKeyv'], by: 'call', options: 1, overServer: true },
    { path: ['createKeyvNonBlocking'], by: 'call', options: 1, overServer: true },
  ],
  types: ['default', 'Keyv'],
  prefixOptions: ['namespace'],
  prefixSeparator: (major) => (major < 5 ? ':' : '::'),
  storeOptions: ['store'],
  writesJson: {
    stores: ['store'],
    over: /^@keyv\/(redis|valkey|memcache)$/,
    unless: ['serialize', 'deserialize', 'serialization'],
  },
  // `clear` spares what another namespace has put there, by the `::` in its name.
  sends: (command) => (command === 'clear' ? 'unlink-all' : undefined),
  defaultTtl: () => ({ ttl: 'milliseconds' }),
  stateBackends: {
    addresses: /^(sqlite|postgres(ql)?|mysql|mongodb(\+srv)?|etcd|dynamodb):/,
    packages: [
      '@keyv/sqlite',
      '@keyv/postgres',
      '@keyv/mysql',
      '@keyv/mongo',
      '@keyv/etcd',
      '@keyv/dynamo',
      'keyv-file',
    ],
  },
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (command === 'set' ? 'milliseconds-argument' : undefined),
};
