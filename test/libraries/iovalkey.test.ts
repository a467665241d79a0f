import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const header = (imports: string, construction: string): string => `
${imports}
import { loadUser } from './users';
const cache = ${construction};`;

const DEFAULT = header("import Valkey from 'iovalkey';", 'new Valkey(6379)');

const program = (shows: string, write: string, patterns: readonly string[], head = DEFAULT): LibraryCase => ({
  shows,
  dependencies: { iovalkey: '^0.4.0' },
  code: readThrough(head, write, 'cache.del(key)'),
  patterns,
});

describeLibrary('iovalkey', [
  program('no expiry', 'cache.set(key, user)', reportedBelow(DEFAULT)),
  program('EX', "cache.set(key, user, 'EX', 60)", understoodAs('1m')),
  program('setex', 'cache.setex(key, 60, user)', understoodAs('1m')),
  program(
    'the class by its name',
    "cache.set(key, user, 'PX', 60)",
    understoodAs('60ms'),
    header("import { Valkey } from 'iovalkey';", 'new Valkey()'),
  ),
  program(
    'the class by its old name',
    "cache.set(key, user, 'EX', 60)",
    understoodAs('1m', 'shop:'),
    header("import { Redis } from 'iovalkey';", "new Redis({ keyPrefix: 'shop:' })"),
  ),
]);
