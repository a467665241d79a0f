/** memory-cache: the module itself is a cache in the memory of the process, and makes others. Life in milliseconds. */
import type { CacheLibrary, CommandForm } from '../library.js';

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  put: {
    operation: 'write',
    key: 0,
    value: 1,
    ttl: [{ at: 'argument', argument: 2, unit: 'milliseconds' }],
  },
  del: { operation: 'invalidate', key: 0 },
  clear: { operation: 'invalidate-all', key: 'none' },
  keys: { operation: 'scan', key: 'none' },
};

export const memoryCache: CacheLibrary = {
  id: 'memory-cache',
  packages: ['memory-cache'],
  miss: () => 'null',
  givesStored: true,
  newestMajor: 0,
  // `require('memory-cache')` and its default import.
  values: ['', 'default'],
  instances: [
    { path: ['Cache'], by: 'new' },
    { path: ['default', 'Cache'], by: 'new' },
  ],
  types: [],
  defaultTtl: () => ({}),
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (command === 'put' ? 'milliseconds-argument' : undefined),
};
