/**
 * cacheable: TTLs as a number of milliseconds or a text such as `1h`. Zero is "for ever" in a Cacheable; a
 * number as the third argument of `getOrSet` is ignored.
 */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';

const UNIT = 'milliseconds-or-text';
const OPTION: TtlSlot = { at: 'option', argument: 2, options: { ttl: UNIT } };
const SET: readonly TtlSlot[] = [{ at: 'argument', argument: 2, unit: UNIT }, OPTION];

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  getRaw: { operation: 'read', key: 0 },
  getMany: { operation: 'read', key: 0 },
  has: { operation: 'read', key: 0 },
  hasMany: { operation: 'read', key: 0 },
  set: { operation: 'write', key: 0, value: 1, ttl: SET },
  setMany: { operation: 'write', key: 'properties', ttl: [{ at: 'entries', option: 'ttl', unit: UNIT }] },
  getOrSet: { operation: 'wrap', key: 0, loader: 1, ttl: [OPTION] },
  delete: { operation: 'invalidate', key: 0 },
  deleteMany: { operation: 'invalidate', key: 0 },
  take: { operation: 'invalidate', key: 0 },
  takeMany: { operation: 'invalidate', key: 0 },
  clear: { operation: 'invalidate-all', key: 'none' },
};

export const cacheable: CacheLibrary = {
  id: 'cacheable',
  packages: ['cacheable', '@cacheable/memory'],
  newestMajor: 2,
  instances: [
    { path: ['Cacheable'], by: 'new', options: 0 },
    { path: ['CacheableMemory'], by: 'new', options: 0 },
    { path: ['KeyvCacheableMemory'], by: 'new', options: 0 },
    { path: ['Cacheable', 'getStaticInstance'], by: 'call' },
  ],
  types: ['Cacheable', 'CacheableMemory'],
  prefixOptions: ['namespace'],
  prefixSeparator: () => '::',
  defaultTtl: () => ({ ttl: UNIT }),
  bounds: { options: ['lruSize'] },
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) =>
    command === 'set'
      ? 'milliseconds-argument'
      : command === 'getOrSet'
        ? 'ttl-milliseconds-option'
        : undefined,
};
