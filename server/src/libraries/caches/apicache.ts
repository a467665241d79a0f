/**
 * apicache and apicache-plus: middleware that keeps whole responses in memory or in Redis, under their URL. The export is
 * one such cache. A `clear` is given a URL or the name of a group, or nothing.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  clear: { operation: 'invalidate-all', key: 'none' },
  options: { operation: 'client', key: 'none' },
  newInstance: { operation: 'client', key: 'none' },
  clone: { operation: 'client', key: 'none' },
};

export const apicache: CacheLibrary = {
  id: 'apicache',
  packages: ['apicache', 'apicache-plus'],
  newestMajor: 2,
  instances: [],
  types: [],
  values: ['', 'default'],
  ownDefaultTtl: 3_600_000,
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: () => undefined,
};
