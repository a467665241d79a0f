import { describeLibrary, type LibraryCase } from './reviewed.js';

const program = (shows: string, options: string, call: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { bentocache: '^1.6.1' },
  code: `import { BentoCache, bentostore } from 'bentocache';
import { loadUser } from './users';
const cache = new BentoCache({ default: 'multi', ${options}stores: { multi: bentostore() } });
export const getUser = (id: string) => cache.${call};
export const forgetUser = (id: string) => cache.delete({ key: \`user:\${id}\` });
`,
  patterns,
});

const KEY = `key: \`user:\${id}\`, factory: () => loadUser(id)`;
const wrapped = (ttl: string): readonly string[] => [`user:{id}: ${ttl}, 1 write, 1 read, 1 invalidation`];
const REPORTED = wrapped('for ever').map((line) => `${line}, missing-ttl in line 4`);

const NAMESPACES: LibraryCase = {
  shows: 'a namespace, and one inside it',
  dependencies: { bentocache: '^1.6.1' },
  code: `import { BentoCache, bentostore } from 'bentocache';
import { loadUser } from './users';
const cache = new BentoCache({ default: 'multi', stores: { multi: bentostore() } });
const users = cache.namespace('users');
const guests = users.namespace('guests');
export const getUser = (id: string) => users.getOrSet({ key: id, ttl: '5m', factory: () => loadUser(id) });
export const getGuest = (id: string) => guests.getOrSet({ key: id, ttl: '1m', factory: () => loadUser(id) });
export const forgetUser = (id: string) => users.delete({ key: id });
`,
  patterns: [
    'users:guests:{id}: 1m, 1 write, 1 read, 0 invalidations',
    'users:{id}: 5m, 1 write, 1 read, 1 invalidation',
  ],
};

describeLibrary('bentocache', [
  NAMESPACES,
  program('thirty seconds of its own', '', `getOrSet({ ${KEY} })`, wrapped('30s')),
  program('a text', '', `getOrSet({ ${KEY}, ttl: '5m' })`, wrapped('5m')),
  program('a number of milliseconds', '', `getOrSet({ ${KEY}, ttl: 5000 })`, wrapped('5s')),
  program('a default', "ttl: '1h', ", `getOrSet({ ${KEY} })`, wrapped('1h')),
  program('null is for ever', "ttl: '1h', ", `getOrSet({ ${KEY}, ttl: null })`, REPORTED),
  program('for ever by name', '', `getOrSetForever({ ${KEY} })`, REPORTED),
]);
