import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const required = (options: string): string => `
const LRU = require('lru-cache');
const { loadUser } = require('./users');
const cache = new LRU(${options});`;

const imported = (options: string): string => `
import { LRUCache } from 'lru-cache';
import { loadUser } from './users';
const cache = new LRUCache<string, string>(${options});`;

const old = (
  range: string,
  shows: string,
  options: string,
  write: string,
  patterns: readonly string[],
): LibraryCase => ({
  shows,
  dependencies: { 'lru-cache': range },
  file: 'cache.js',
  code: readThrough(required(options), write, 'cache.del(key)'),
  patterns,
});

const recent = (
  range: string,
  shows: string,
  options: string,
  write: string,
  patterns: readonly string[],
): LibraryCase => ({
  shows,
  dependencies: { 'lru-cache': range },
  code: readThrough(imported(options), write),
  patterns,
});

const REPORTED = reportedBelow(required(''));
const IGNORED = reportedBelow(required(''), 'ttl-ignored');

describeLibrary('lru-cache', [
  old('^5.1.1', 'a maximum bounds memory', '{ max: 500 }', 'cache.set(key, user)', understoodAs('for ever')),
  old('^5.1.1', 'a plain maximum bounds memory', '500', 'cache.set(key, user)', understoodAs('for ever')),
  old('^6.0.0', 'neither maximum nor age', '', 'cache.set(key, user)', REPORTED),
  old(
    '^6.0.0',
    'maxAge in milliseconds',
    '{ maxAge: 1000 * 60 }',
    'cache.set(key, user)',
    understoodAs('1m'),
  ),
  // `ttl-ignored` says so where the cache is made.
  old('^6.0.0', 'ttl is no option yet', '{ ttl: 60000 }', 'cache.set(key, user)', understoodAs('for ever')),
  old(
    '^7.18.3',
    'maxAge is an option still',
    '{ maxAge: 60000 }',
    'cache.set(key, user)',
    understoodAs('1m'),
  ),
  old('^6.0.0', 'the third argument', '{ maxAge: 60000 }', 'cache.set(key, user, 5000)', understoodAs('5s')),
  old('^6.0.0', 'zero asks for maxAge', '{ maxAge: 60000 }', 'cache.set(key, user, 0)', understoodAs('1m')),
  old('^7.18.3', 'ttl in milliseconds', '{ ttl: 60000 }', 'cache.set(key, user)', understoodAs('1m')),
  old('^7.18.3', 'a number is ignored', '', 'cache.set(key, user, 5000)', IGNORED),
  recent('^10.4.3', 'a maximum', '{ max: 500 }', 'cache.set(key, user)', understoodAs('for ever')),
  recent('^10.4.3', 'a size', '{ maxSize: 5000 }', 'cache.set(key, user)', understoodAs('for ever')),
  recent(
    '^10.4.3',
    'ttl of one entry',
    '{ max: 9 }',
    'cache.set(key, user, { ttl: 500 })',
    understoodAs('500ms'),
  ),
  recent('^11.0.0', 'ttl of all', '{ ttl: 1000 * 60 * 60 }', 'cache.set(key, user)', understoodAs('1h')),
  recent('^11.0.0', 'zero over the default', '{ ttl: 60_000 }', 'cache.set(key, user, { ttl: 0 })', REPORTED),
  recent(
    '^11.0.0',
    'options made elsewhere',
    'cacheOptions()',
    'cache.set(key, user)',
    understoodAs('some time'),
  ),
  {
    shows: 'fetch reads and fills',
    dependencies: { 'lru-cache': '^11.0.0' },
    code: `import { LRUCache } from 'lru-cache';
import { loadUser } from './users';
const cache = new LRUCache<string, string>({ ttl: 30_000, fetchMethod: (key) => loadUser(key) });
export const getUser = (id: string) => cache.fetch(\`user:\${id}\`);
export const forgetUsers = () => cache.clear();
`,
    patterns: ['user:{id}: 30s, 1 write, 1 read, 0 invalidations'],
  },
]);
