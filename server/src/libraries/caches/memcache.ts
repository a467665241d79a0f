/** memcache: promises, and a lifetime in seconds as the third argument; zero is "for ever". */
import type { CacheLibrary, CommandForm } from '../library.js';

const WRITE: CommandForm = {
  operation: 'write',
  key: 0,
  value: 1,
  ttl: [{ at: 'argument', argument: 2, unit: 'seconds' }],
};

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  gets: { operation: 'read', key: 0 },
  set: WRITE,
  add: WRITE,
  replace: WRITE,
  append: { operation: 'write-part', key: 0, value: 1 },
  prepend: { operation: 'write-part', key: 0, value: 1 },
  incr: { operation: 'counter', key: 0 },
  decr: { operation: 'counter', key: 0 },
  touch: { operation: 'expire', key: 0, ttl: [{ at: 'argument', argument: 1, unit: 'seconds' }] },
  delete: { operation: 'invalidate', key: 0 },
  flush: { operation: 'invalidate-all', key: 'none' },
};

export const memcache: CacheLibrary = {
  id: 'memcache',
  packages: ['memcache'],
  newestMajor: 1,
  instances: [
    { path: ['Memcache'], by: 'new', options: 0 },
    { path: ['default'], by: 'new', options: 0 },
  ],
  types: ['Memcache', 'default'],
  onMemcached: true,
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (/^(set|add|replace)$/.test(command) ? 'seconds-argument' : undefined),
};
