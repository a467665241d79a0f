import { describeLibrary, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const V4 = { keyv: '^4.5.4', '@keyv/redis': '^2.8.5' };
const V5 = { keyv: '^5.6.0', '@keyv/redis': '^5.1.6' };
const V6 = { keyv: '^6.1.0' };

const required = (options: string): string => `const Keyv = require('keyv');
const { loadUser } = require('./users');
const cache = new Keyv(${options});`;

const imported = (options: string): string => `import { Keyv } from 'keyv';
import KeyvRedis from '@keyv/redis';
import { loadUser } from './users.js';
const cache = new Keyv(${options});`;

describeLibrary('keyv', [
  {
    shows: 'no TTL anywhere',
    dependencies: V4,
    file: 'cache.js',
    code: readThrough(required("'redis://localhost:6379'"), 'cache.set(key, user)'),
    patterns: reportedBelow(required('')),
  },
  {
    shows: 'an address from the environment has no TTL either',
    dependencies: V4,
    file: 'cache.js',
    code: readThrough(required('process.env.REDIS_URL'), 'cache.set(key, user)'),
    patterns: reportedBelow(required('')),
  },
  {
    shows: 'the third argument counts in milliseconds',
    dependencies: V4,
    file: 'cache.js',
    code: readThrough(required(''), 'cache.set(key, user, 5 * 60 * 1000)'),
    patterns: understoodAs('5m'),
  },
  {
    shows: 'options behind the address give every entry a TTL',
    dependencies: V4,
    file: 'cache.js',
    code: readThrough(required('process.env.REDIS_URL, { ttl: 60_000 }'), 'cache.set(key, user)'),
    patterns: understoodAs('1m'),
  },
  {
    shows: 'a namespace stands before the key',
    dependencies: V4,
    file: 'cache.js',
    code: readThrough(required("{ namespace: 'shop', ttl: 60_000 }"), 'cache.set(key, user)'),
    patterns: understoodAs('1m', 'shop:'),
  },
  {
    shows: 'zero is for ever, also over the default',
    dependencies: V4,
    file: 'cache.js',
    code: readThrough(required('{ ttl: 60_000 }'), 'cache.set(key, user, 0)'),
    patterns: reportedBelow(required('')),
  },
  {
    shows: 'a zero default is none',
    dependencies: V5,
    code: readThrough(imported('{ ttl: 0 }'), 'cache.set(key, user)'),
    patterns: reportedBelow(imported('')),
  },
  {
    shows: 'options that cannot be read may carry a TTL',
    dependencies: V5,
    code: readThrough(imported('cacheOptions()'), 'cache.set(key, user)'),
    patterns: understoodAs('some time'),
  },
  {
    shows: 'a store of a server brings no TTL',
    dependencies: V5,
    code: readThrough(imported('{ store: new KeyvRedis(process.env.REDIS_URL) }'), 'cache.set(key, user)'),
    patterns: reportedBelow(imported('')),
  },
  {
    shows: 'a store in front of options',
    dependencies: V5,
    code: readThrough(
      imported("new KeyvRedis(process.env.REDIS_URL), { namespace: 'shop', ttl: 30_000 }"),
      'cache.set(key, user)',
    ),
    patterns: understoodAs('30s', 'shop::'),
  },
  {
    shows: 'createKeyv of an adapter',
    dependencies: V5,
    code: readThrough(
      `import { createKeyv } from '@keyv/redis';
import { loadUser } from './users.js';
const cache = createKeyv('redis://localhost:6379');`,
      'cache.set(key, user)',
    ),
    patterns: reportedBelow(required('')),
  },
  {
    shows: 'setMany with a TTL in each entry, getMany and deleteMany',
    dependencies: V5,
    code: `import Keyv from 'keyv';
import { loadRates } from './rates.js';
const cache = new Keyv();
export async function rates(day: string) {
  const [hit] = await cache.getMany([\`rates:\${day}\`]);
  if (hit) return hit;
  const value = await loadRates(day);
  await cache.setMany([{ key: \`rates:\${day}\`, value, ttl: 3_600_000 }]);
  return value;
}
export const forget = (day: string) => cache.deleteMany([\`rates:\${day}\`]);
`,
    patterns: ['rates:{day}: 1h, 1 write, 1 read, 1 invalidation'],
  },
  {
    shows: 'setMany without a TTL',
    dependencies: V6,
    code: `import { Keyv } from 'keyv';
import { loadRates } from './rates.js';
const cache = new Keyv();
export async function rates(day: string) {
  const hit = await cache.get(\`rates:\${day}\`);
  if (hit) return hit;
  const value = await loadRates(day);
  await cache.setMany([{ key: \`rates:\${day}\`, value }]);
  return value;
}
`,
    patterns: ['rates:{day}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 8'],
  },
  {
    shows: 'an annotated field was constructed elsewhere',
    dependencies: V5,
    code: `import type { Keyv } from 'keyv';
import { loadUser } from './users.js';
export class Users {
  constructor(private readonly cache: Keyv) {}
  async get(id: string) {
    const hit = await this.cache.get(\`user:\${id}\`);
    if (hit) return hit;
    const user = await loadUser(id);
    await this.cache.set(\`user:\${id}\`, user);
    return user;
  }
}
`,
    patterns: ['user:{id}: some time, 1 write, 1 read, 0 invalidations'],
  },
  {
    shows: 'over a database it is storage',
    dependencies: V4,
    file: 'prefixes.js',
    code: `const Keyv = require('keyv');
const cache = new Keyv('sqlite://guilds.sqlite');
module.exports.setPrefix = (guild, prefix) => cache.set(\`prefix:\${guild}\`, prefix);
module.exports.getPrefix = (guild) => cache.get(\`prefix:\${guild}\`);
`,
    patterns: ['prefix:{guild}: state, for ever, 1 write, 1 read, 0 invalidations'],
  },
  {
    shows: 'over a database by its adapter',
    dependencies: V6,
    code: `import { Keyv } from 'keyv';
import KeyvPostgres from '@keyv/postgres';
const cache = new Keyv({ store: new KeyvPostgres(process.env.DATABASE_URL) });
export const setPrefix = (guild: string, prefix: string) => cache.set(\`prefix:\${guild}\`, prefix);
export const getPrefix = (guild: string) => cache.get(\`prefix:\${guild}\`);
`,
    patterns: ['prefix:{guild}: state, for ever, 1 write, 1 read, 0 invalidations'],
  },
]);
