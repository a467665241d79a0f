import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const required = (shows: string, write: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { 'memory-cache': '^0.2.0' },
  file: 'cache.js',
  code: readThrough(HEADER, write, 'cache.del(key)'),
  patterns,
});

const HEADER = `
const cache = require('memory-cache');
const { loadUser } = require('./users');`;

const OF_ITS_OWN = `
import { Cache } from 'memory-cache';
import { loadUser } from './users';
const cache = new Cache();`;

describeLibrary('memory-cache', [
  required('no life at all', 'cache.put(key, user)', reportedBelow(HEADER)),
  required('a life in milliseconds', 'cache.put(key, user, 60_000)', understoodAs('1m')),
  {
    shows: 'a cache of its own',
    dependencies: { 'memory-cache': '^0.2.0' },
    code: readThrough(OF_ITS_OWN, 'cache.put(key, user, 10 * 60 * 1000)', 'cache.del(key)'),
    patterns: understoodAs('10m'),
  },
]);
