import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const header = (options: string, name = 'Cacheable'): string => `
import { ${name} } from 'cacheable';
import { loadUser } from './users';
const cache = new ${name}(${options});`;

const program = (shows: string, head: string, write: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { cacheable: '^2.5.0' },
  code: readThrough(head, write),
  patterns,
});

const PLAIN = header('');

const wrapped = (options: string): string => `${PLAIN.trim()}
export const getUser = (id) => cache.getOrSet(\`user:\${id}\`, () => loadUser(id)${options});
`;

const wrapping = (shows: string, options: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { cacheable: '^1.10.4' },
  code: wrapped(options),
  patterns,
});

describeLibrary('cacheable', [
  program('no TTL', PLAIN, 'cache.set(key, user)', reportedBelow(PLAIN)),
  program('milliseconds', PLAIN, 'cache.set(key, user, 60_000)', understoodAs('1m')),
  program('a text', PLAIN, "cache.set(key, user, '1h')", understoodAs('1h')),
  program('an object', PLAIN, "cache.set(key, user, { ttl: '30m', tags: ['users'] })", understoodAs('30m')),
  program('a default', header("{ ttl: '15s' }"), 'cache.set(key, user)', understoodAs('15s')),
  program('a default number', header('{ ttl: 5000 }'), 'cache.set(key, user)', understoodAs('5s')),
  program('zero over the default', header("{ ttl: '15s' }"), 'cache.set(key, user, 0)', reportedBelow(PLAIN)),
  program(
    'in memory without a bound',
    header('', 'CacheableMemory'),
    'cache.set(key, user)',
    reportedBelow(PLAIN),
  ),
  program(
    'in memory with a bound',
    header('{ lruSize: 500 }', 'CacheableMemory'),
    'cache.set(key, user)',
    understoodAs('for ever'),
  ),
  program('a namespace', header("{ namespace: 'app', ttl: '1h' }"), 'cache.set(key, user)', [
    'app::user:{id}: 1h, 1 write, 1 read, 1 invalidation',
  ]),
  wrapping('getOrSet', ", { ttl: '10m' }", ['user:{id}: 10m, 1 write, 1 read, 0 invalidations']),
  wrapping('getOrSet without a TTL', '', [
    'user:{id}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 4',
  ]),
]);
