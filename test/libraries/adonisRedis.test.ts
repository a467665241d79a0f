import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const header = (module: string, cache: string): string => `
import redis from '${module}';
import { loadUser } from './users';
const cache = ${cache};`;

const MAIN = header('@adonisjs/redis/services/main', 'redis');

const program = (shows: string, write: string, patterns: readonly string[], head = MAIN): LibraryCase => ({
  shows,
  dependencies: { '@adonisjs/redis': '^9.1.0' },
  code: readThrough(head, write, 'cache.del(key)'),
  patterns,
});

describeLibrary('@adonisjs/redis', [
  program('no expiry', 'cache.set(key, user)', reportedBelow(MAIN)),
  program('EX', "cache.set(key, user, 'EX', 60)", understoodAs('1m')),
  program('setex', 'cache.setex(key, 60, user)', understoodAs('1m')),
  program(
    'a connection by its name',
    'cache.setex(key, 60, user)',
    understoodAs('1m'),
    header('@adonisjs/redis/services/main', "redis.connection('users')"),
  ),
  program(
    'the service of version 7',
    'cache.setex(key, 60, user)',
    understoodAs('1m'),
    header('@ioc:Adonis/Addons/Redis', 'redis'),
  ),
]);
