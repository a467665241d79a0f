import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const required = (construction: string): string => `
const cacheManager = require('cache-manager');
const { loadUser } = require('./users');
const cache = ${construction};`;

const old = (
  range: string,
  shows: string,
  construction: string,
  write: string,
  patterns: readonly string[],
): LibraryCase => ({
  shows,
  dependencies: { 'cache-manager': range },
  file: 'cache.js',
  code: readThrough(required(construction), write, 'cache.del(key)'),
  patterns,
});

const imported = (construction: string, imports = ''): string => `
import { caching, createCache } from 'cache-manager';
import { loadUser } from './users';${imports}
const cache = ${construction};`;

const recent = (
  range: string,
  shows: string,
  construction: string,
  write: string,
  patterns: readonly string[],
  imports = '',
): LibraryCase => ({
  shows,
  dependencies: { 'cache-manager': range },
  code: readThrough(imported(construction, imports), write, 'cache.del(key)'),
  patterns,
});

const MEMORY = "cacheManager.caching({ store: 'memory' })";
const WITH_TTL = "cacheManager.caching({ store: 'memory', max: 100, ttl: 10 })";
const REPORTED = reportedBelow(required(MEMORY));
const IGNORED = reportedBelow(required(MEMORY), 'ttl-ignored');
const KEYV = "\nimport { Keyv } from 'keyv';\nimport { createKeyv } from '@keyv/redis';";
const REPORTED_BELOW_KEYV = reportedBelow(imported('', KEYV));

const wrapping = (range: string, shows: string, rest: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { 'cache-manager': range },
  code: `import { caching, createCache } from 'cache-manager';
import { loadUser } from './users';
const cache = ${range.startsWith('^5') ? "await caching('memory')" : 'createCache()'};
export const getUser = (id: string) => cache.wrap(\`user:\${id}\`, () => loadUser(id)${rest});
`,
  patterns,
});
const wrapped = (ttl: string): readonly string[] => [`user:{id}: ${ttl}, 1 write, 1 read, 0 invalidations`];
const NOT_WRAPPED = ['user:{id}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 4'];

/** A Nest service over the injected cache, with the module that registers it. */
const nest = (
  shows: string,
  dependencies: Readonly<Record<string, string>>,
  registration: string,
  write: string,
  patterns: readonly string[],
): LibraryCase => ({
  shows,
  dependencies,
  file: 'users.module.ts',
  code: `import { CACHE_MANAGER, CacheModule } from '${'@nestjs/cache-manager' in dependencies ? '@nestjs/cache-manager' : '@nestjs/common'}';
import { Inject, Injectable, Module } from '@nestjs/common';
import type { Cache } from 'cache-manager';
import { createKeyv } from '@keyv/redis';
import { loadUser } from './users';

@Injectable()
export class Users {
  constructor(@Inject(CACHE_MANAGER) private readonly cache: Cache) {}
  async get(id: string) {
    const hit = await this.cache.get(\`user:\${id}\`);
    if (hit) return hit;
    const user = await loadUser(id);
    await this.${write};
    return user;
  }
}

@Module({ imports: [CacheModule.${registration}], providers: [Users] })
export class UsersModule {}
`,
  patterns,
});
const NEST_1 = { '@nestjs/cache-manager': '^1.0.0', 'cache-manager': '^5.7.6' };
const NEST_3 = { '@nestjs/cache-manager': '^3.1.3', 'cache-manager': '^7.2.9' };
const NEST_COMMON = { '@nestjs/common': '^9.4.3', 'cache-manager': '^4.1.0' };
const SET = `cache.set(\`user:\${id}\`, user)`;
const NEST_REPORTED = ['user:{id}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 14'];

const YET = "\nimport { redisStore } from 'cache-manager-redis-yet';";
const NEST_2_STORE = { '@nestjs/cache-manager': '^2.3.0', 'cache-manager': '^5.7.6' };
const registeredStore = (made: string, beside = ''): string =>
  `registerAsync({ useFactory: async () => ({ store: ${made}${beside} }) })`;

/** A Nest service whose module hands in a store that is made ready. */
const nestStore = (shows: string, registration: string, patterns: readonly string[]): LibraryCase => {
  const { code, ...rest } = nest(shows, NEST_2_STORE, registration, SET, patterns);
  return { ...rest, code: code.replace("import { createKeyv } from '@keyv/redis'", YET.trim().slice(0, -1)) };
};

describeLibrary('cache-manager', [
  old('^3.6.3', 'no TTL', MEMORY, 'cache.set(key, user)', REPORTED),
  old('^3.6.3', 'seconds in options', MEMORY, 'cache.set(key, user, { ttl: 300 })', understoodAs('5m')),
  old('^4.1.0', 'seconds as a number', MEMORY, 'cache.set(key, user, 60)', understoodAs('1m')),
  old('^4.1.0', 'a default in seconds', WITH_TTL, 'cache.set(key, user)', understoodAs('10s')),
  old(
    '^4.1.0',
    'zero over the default',
    'cacheManager.caching({ store: redisStore, ttl: 10 })',
    'cache.set(key, user, { ttl: 0 })',
    REPORTED,
  ),
  old(
    '^4.1.0',
    'a maximum in memory',
    "cacheManager.caching({ store: 'memory', max: 9 })",
    'cache.set(key, user)',
    understoodAs('for ever'),
  ),
  old(
    '^4.1.0',
    'mset with options behind',
    MEMORY,
    'cache.mset(key, user, { ttl: 20 })',
    understoodAs('20s'),
  ),
  recent(
    '^5.7.6',
    'milliseconds',
    "await caching('memory')",
    'cache.set(key, user, 60_000)',
    understoodAs('1m'),
  ),
  recent(
    '^5.7.6',
    'an object is ignored',
    "await caching('memory')",
    'cache.set(key, user, { ttl: 60 })',
    IGNORED,
  ),
  recent(
    '^5.7.6',
    'a default',
    "await caching('memory', { ttl: 5000 })",
    'cache.set(key, user)',
    understoodAs('5s'),
  ),
  recent(
    '^5.7.6',
    'a maximum in memory',
    "await caching('memory', { max: 9 })",
    'cache.set(key, user)',
    understoodAs('for ever'),
  ),
  recent(
    '^5.7.6',
    'its store',
    "await caching('memory')",
    'cache.store.mset([[key, user]], 7000)',
    understoodAs('7s'),
  ),
  recent('^6.4.3', 'no TTL', 'createCache()', 'cache.set(key, user)', REPORTED),
  recent('^6.4.3', 'a default', 'createCache({ ttl: 60_000 })', 'cache.set(key, user)', understoodAs('1m')),
  recent(
    '^6.4.3',
    'mset forgets the default',
    'createCache({ ttl: 60_000 })',
    'cache.mset([{ key, value: user }])',
    REPORTED,
  ),
  recent(
    '^6.4.3',
    'mset with its own',
    'createCache()',
    'cache.mset([{ key, value: user, ttl: 4000 }])',
    understoodAs('4s'),
  ),
  recent(
    '^7.2.9',
    'mset takes the default',
    'createCache({ ttl: 60_000 })',
    'cache.mset([{ key, value: user }])',
    understoodAs('1m'),
  ),
  recent(
    '^7.2.9',
    'the TTL of a Keyv',
    'createCache({ stores: [new Keyv({ ttl: 8000 })] })',
    'cache.set(key, user)',
    understoodAs('8s'),
    KEYV,
  ),
  recent(
    '^7.2.9',
    'a Keyv without',
    'createCache({ stores: [createKeyv(process.env.REDIS_URL)] })',
    'cache.set(key, user)',
    REPORTED_BELOW_KEYV,
    KEYV,
  ),
  wrapping('^5.7.6', 'wrap', ', 30_000', wrapped('30s')),
  wrapping('^5.7.6', 'wrap with a function', ', (user) => user.lifetime', wrapped('some time')),
  wrapping('^6.4.3', 'wrap with options', ', { ttl: 30_000 }', wrapped('30s')),
  wrapping('^7.2.9', 'wrap without a TTL', '', NOT_WRAPPED),
  nest('five seconds of Nest', NEST_1, 'register()', SET, wrapped('5s')),
  nest('five seconds of Nest 9', NEST_COMMON, 'register()', SET, wrapped('5s')),
  nest('none from version 3 on', NEST_3, 'register()', SET, NEST_REPORTED),
  nest('a default of the module', NEST_3, 'register({ ttl: 20_000, isGlobal: true })', SET, wrapped('20s')),
  nest(
    'a factory with a default',
    NEST_3,
    'registerAsync({ useFactory: () => ({ ttl: 9000 }) })',
    SET,
    wrapped('9s'),
  ),
  nest(
    'a factory without',
    NEST_3,
    'registerAsync({ useFactory: async () => ({ stores: [createKeyv(process.env.REDIS_URL)] }) })',
    SET,
    NEST_REPORTED,
  ),
  nest(
    'a class makes the options',
    NEST_3,
    'registerAsync({ useClass: CacheConfig })',
    SET,
    wrapped('some time'),
  ),
  recent(
    '^5.7.6',
    'a store that is made ready',
    "await caching(await redisStore({ url: 'redis://cache' }))",
    'cache.set(key, user)',
    reportedBelow(imported('', YET)),
    YET,
  ),
  recent(
    '^5.7.6',
    'the default of a store that is made ready',
    'await caching(await redisStore({ ttl: 60_000 }))',
    'cache.set(key, user)',
    understoodAs('1m'),
    YET,
  ),
  recent(
    '^5.7.6',
    'a default beside a store that is made ready is not read',
    'await caching(await redisStore({}), { ttl: 60_000 })',
    'cache.set(key, user)',
    reportedBelow(imported('', YET)),
    YET,
  ),
  nestStore('Nest with a store that is made ready', registeredStore('await redisStore({})'), NEST_REPORTED),
  nestStore(
    'Nest with a default beside a store that is made ready',
    registeredStore('await redisStore({})', ', ttl: 60_000'),
    NEST_REPORTED,
  ),
  nestStore('Nest with a store that has a default', registeredStore('await redisStore({ ttl: 60_000 })'), [
    'user:{id}: 1m, 1 write, 1 read, 0 invalidations',
  ]),
  nestStore('Nest with a store behind a function', registeredStore('() => redisStore({ ttl: 60_000 })'), [
    'user:{id}: 1m, 1 write, 1 read, 0 invalidations',
  ]),
]);
