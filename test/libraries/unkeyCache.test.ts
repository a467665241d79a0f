import { describeLibrary, type LibraryCase } from './reviewed.js';

const program = (shows: string, stale: string, fill: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { '@unkey/cache': '^1.5.0' },
  code: `import { createCache, DefaultStatefulContext, Namespace } from '@unkey/cache';
import { MemoryStore } from '@unkey/cache/stores';
import { loadUser } from './users';
const stores = [new MemoryStore({ persistentMap: new Map() })];
const cache = createCache({
  user: new Namespace<object>(new DefaultStatefulContext(), { stores, fresh: 60_000, stale: ${stale} }),
});
export const getUser = async (id: string) => {
  ${fill}
};
export const forgetUser = (id: string) => cache.user.remove(\`user:\${id}\`);
`,
  patterns,
});

const BY_HAND = (options: string): string => `const { val } = await cache.user.get(\`user:\${id}\`);
  if (val) return val;
  const user = await loadUser(id);
  await cache.user.set(\`user:\${id}\`, user${options});
  return user;`;

const SWR = `return cache.user.swr(\`user:\${id}\`, () => loadUser(id));`;

const kept = (ttl: string): readonly string[] => [`user:{id}: ${ttl}, 1 write, 1 read, 1 invalidation`];

describeLibrary('@unkey/cache', [
  program('until it is stale', '900_000', SWR, kept('15m')),
  program('filled by hand', '300_000', BY_HAND(''), kept('5m')),
  program('another life for one', '300_000', BY_HAND(', { fresh: 1_000, stale: 120_000 }'), kept('2m')),
]);
