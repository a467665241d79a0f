import { describeLibrary, type LibraryCase } from './reviewed.js';

const program = (shows: string, options: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { '@epic-web/cachified': '^5.2.0', 'lru-cache': '^11.0.0' },
  code: `import { cachified, softPurge, type CacheEntry } from '@epic-web/cachified';
import { LRUCache } from 'lru-cache';
import { loadUser } from './users';
const cache = new LRUCache<string, CacheEntry>({ max: 1000 });
export const getUser = (id: string) =>
  cachified({ key: \`user:\${id}\`, cache, getFreshValue: () => loadUser(id)${options} });
export const forgetUser = (id: string) => softPurge({ cache, key: \`user:\${id}\` });
export const dropUser = (id: string) => cache.delete(\`user:\${id}\`);
`,
  patterns,
});

const wrapped = (ttl: string): readonly string[] => [`user:{id}: ${ttl}, 1 write, 1 read, 2 invalidations`];

describeLibrary('@epic-web/cachified', [
  program('milliseconds', ', ttl: 300_000', wrapped('5m')),
  program('a stale copy is given out beside', ', ttl: 60_000, swr: 300_000', wrapped('1m')),
]);
