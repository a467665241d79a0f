/**
 * cachified and @epic-web/cachified: one options object says the key, how to load, and for how many milliseconds. Where it
 * keeps what was loaded is given as well, and may have a limit of its own.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

const KEY = { argument: 0, option: 'key' };

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  cachified: {
    operation: 'wrap',
    key: KEY,
    loader: { argument: 0, option: 'getFreshValue' },
    ttl: [{ at: 'option', argument: 0, options: { ttl: 'milliseconds', cache: 'keep' } }],
  },
  softPurge: { operation: 'invalidate', key: KEY },
};

export const cachified: CacheLibrary = {
  id: 'cachified',
  packages: ['@epic-web/cachified', 'cachified'],
  newestMajor: 5,
  instances: [],
  types: [],
  functions: Object.keys(COMMANDS),
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (command === 'cachified' ? 'own-ttl-milliseconds' : undefined),
};
