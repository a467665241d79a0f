/** memcached: callbacks come last, and the lifetime in seconds is required; zero is "for ever". */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';

const lifetime = (argument: number): readonly TtlSlot[] => [
  { at: 'argument', argument, unit: 'memcached-seconds' },
];
const WRITE: CommandForm = { operation: 'write', key: 0, value: 1, ttl: lifetime(2) };

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  gets: { operation: 'read', key: 0 },
  getMulti: { operation: 'read', key: 0 },
  set: WRITE,
  add: WRITE,
  replace: WRITE,
  cas: { operation: 'write', key: 0, value: 1, ttl: lifetime(3) },
  append: { operation: 'write-part', key: 0, value: 1 },
  prepend: { operation: 'write-part', key: 0, value: 1 },
  incr: { operation: 'counter', key: 0 },
  decr: { operation: 'counter', key: 0 },
  touch: { operation: 'expire', key: 0, ttl: lifetime(1) },
  del: { operation: 'invalidate', key: 0 },
  delete: { operation: 'invalidate', key: 0 },
  flush: { operation: 'invalidate-all', key: 'none' },
};

export const memcached: CacheLibrary = {
  id: 'memcached',
  packages: ['memcached'],
  newestMajor: 2,
  instances: [
    { path: ['default'], by: 'new', options: 1 },
    { path: ['default'], by: 'call', options: 1 },
  ],
  types: ['default'],
  prefixOptions: ['namespace'],
  onMemcached: true,
  command(name) {
    const plain = name.replace(/Async$/, '');
    return Object.hasOwn(COMMANDS, plain) ? COMMANDS[plain] : undefined;
  },
  ttlForm: (command) => (/^(set|add|replace)(Async)?$/.test(command) ? 'seconds-argument' : undefined),
};
