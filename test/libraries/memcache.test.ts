import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const HEADER = `
import { Memcache } from 'memcache';
import { loadUser } from './users';
const cache = new Memcache('localhost:11211');`;

const program = (shows: string, write: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { memcache: '^1.10.0' },
  code: readThrough(HEADER, write),
  patterns,
});

describeLibrary('memcache', [
  program('no lifetime', 'cache.set(key, user)', reportedBelow(HEADER)),
  program('zero is for ever', 'cache.set(key, user, 0)', reportedBelow(HEADER)),
  program(
    'an object is for ever',
    'cache.set(key, user, { expires: 60 })',
    reportedBelow(HEADER, 'ttl-ignored'),
  ),
  program('seconds', 'cache.set(key, user, 60)', understoodAs('1m')),
  program('add and replace alike', 'cache.replace(key, user, 120)', understoodAs('2m')),
  program('touch afterwards', 'cache.set(key, user); await cache.touch(key, 15)', understoodAs('15s')),
]);
