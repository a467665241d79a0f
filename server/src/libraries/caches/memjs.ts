/** memjs: expiry as an option in seconds; a number in its place is ignored, and zero is the client's default. */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';

const EXPIRES: readonly TtlSlot[] = [
  // The order of version 0: `set(key, value, callback, expires)`.
  { at: 'argument', argument: 3, unit: 'memcached-seconds', forever: [] },
  { at: 'option', argument: 2, options: { expires: 'memcached-seconds' }, forever: [] },
];
const WRITE: CommandForm = { operation: 'write', key: 0, value: 1, ttl: EXPIRES };

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  set: WRITE,
  add: WRITE,
  replace: WRITE,
  append: { operation: 'write-part', key: 0, value: 1 },
  prepend: { operation: 'write-part', key: 0, value: 1 },
  increment: { operation: 'counter', key: 0, ttl: EXPIRES },
  decrement: { operation: 'counter', key: 0, ttl: EXPIRES },
  touch: { operation: 'expire', key: 0, ttl: [{ at: 'argument', argument: 1, unit: 'memcached-seconds' }] },
  delete: { operation: 'invalidate', key: 0 },
  flush: { operation: 'invalidate-all', key: 'none' },
};

export const memjs: CacheLibrary = {
  id: 'memjs',
  packages: ['memjs'],
  rejects: true,
  valueUnder: 'value',
  emptyAnswer: (command) => (command === 'get' ? '{ value: null }' : undefined),
  newestMajor: 1,
  instances: [
    { path: ['Client', 'create'], by: 'call', options: 1 },
    { path: ['default', 'Client', 'create'], by: 'call', options: 1 },
  ],
  types: ['Client', 'default.Client'],
  defaultTtl: () => ({ expires: 'memcached-seconds' }),
  onMemcached: true,
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (/^(set|add|replace)$/.test(command) ? 'expires-option' : undefined),
};
