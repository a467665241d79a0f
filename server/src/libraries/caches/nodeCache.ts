/**
 * node-cache, and @cacheable/node-cache which has the same methods. TTLs in seconds; zero is "for ever", also
 * over `stdTTL`. The newer package also takes texts such as `1h`.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  mget: { operation: 'read', key: 0 },
  has: { operation: 'read', key: 0 },
  getTtl: { operation: 'read', key: 0 },
  set: {
    operation: 'write',
    key: 0,
    value: 1,
    ttl: [{ at: 'argument', argument: 2, unit: 'seconds' }],
  },
  mset: {
    operation: 'write',
    key: 'properties',
    ttl: [{ at: 'entries', option: 'ttl', unit: 'seconds' }],
  },
  ttl: { operation: 'expire', key: 0, ttl: [{ at: 'argument', argument: 1, unit: 'seconds' }] },
  del: { operation: 'invalidate', key: 0 },
  mdel: { operation: 'invalidate', key: 0 },
  take: { operation: 'invalidate', key: 0 },
  flushAll: { operation: 'invalidate-all', key: 'none' },
  keys: { operation: 'scan', key: 'none' },
};

export const nodeCache: CacheLibrary = {
  id: 'node-cache',
  packages: ['node-cache', '@cacheable/node-cache'],
  miss: () => 'undefined',
  givesStored: { unless: 'useClones' },
  ownKeys: true,
  newestMajor: 5,
  instances: [
    { path: ['default'], by: 'new', options: 0 },
    { path: ['NodeCache'], by: 'new', options: 0 },
    { path: ['NodeCacheStore'], by: 'new', options: 0 },
  ],
  types: ['default', 'NodeCache', 'NodeCacheStore'],
  defaultTtl: () => ({ stdTTL: 'seconds' }),
  unreadTtl: () => ['ttl', 'maxAge'],
  bounds: { options: ['maxKeys'] },
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (command === 'set' ? 'seconds-argument' : undefined),
};
