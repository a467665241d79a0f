import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const required = (options: string): string => `
const redis = require('redis');
const { loadUser } = require('./users');
const cache = redis.createClient(${options});`;

const imported = `
import { createClient } from 'redis';
import { loadUser } from './users';
const cache = createClient({ url: process.env.REDIS_URL });`;

const recent = (range: string, shows: string, write: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { redis: range },
  code: readThrough(imported, write, 'cache.del(key)'),
  patterns,
});

const REPORTED = reportedBelow(imported);
const IGNORED = reportedBelow(imported, 'ttl-ignored');
const expiration = (type: string): string =>
  `cache.set(key, user, { expiration: { type: '${type}', value: 30 } })`;

/** The way of versions 2 and 3: everything inside the callbacks. */
const callbacks = (options: string, write: string): string => `${required(options).trim()}
exports.getUser = function getUser(id, done) {
  cache.get('user:' + id, function (error, reply) {
    if (error) return done(error);
    if (reply) return done(null, JSON.parse(reply));
    loadUser(id, function (err, user) {
      ${write};
      done(null, user);
    });
  });
};
exports.forgetUser = (id, done) => cache.del('user:' + id, done);
`;

const old = (
  range: string,
  shows: string,
  write: string,
  patterns: readonly string[],
  options = '',
): LibraryCase => ({
  shows,
  dependencies: { redis: range },
  file: 'cache.js',
  code: callbacks(options, write),
  patterns,
});

const reportedInCallback = ['user:{id}: for ever, 1 write, 1 read, 1 invalidation, missing-ttl in line 9'];

describeLibrary('redis', [
  old(
    '^2.8.0',
    'callbacks without an expiry',
    "cache.set('user:' + id, JSON.stringify(user))",
    reportedInCallback,
  ),
  old('^2.8.0', 'words', "cache.set('user:' + id, JSON.stringify(user), 'EX', 60)", understoodAs('1m')),
  old(
    '^3.1.2',
    'words before a callback',
    "cache.set('user:' + id, user, 'PX', 500, noop)",
    understoodAs('500ms'),
  ),
  old(
    '^3.1.2',
    'a callback alone is no expiry',
    "cache.set('user:' + id, user, () => {})",
    reportedInCallback,
  ),
  old('^3.1.2', 'setex', "cache.setex('user:' + id, 3600, JSON.stringify(user), noop)", understoodAs('1h')),
  old('^3.1.2', 'upper case', "cache.SETEX('user:' + id, 3600, JSON.stringify(user))", understoodAs('1h')),
  old(
    '^3.1.2',
    'several at once',
    "cache.multi().set('user:' + id, user, 'EX', 5).exec(noop)",
    understoodAs('5s'),
  ),
  old(
    '^3.1.2',
    'a batch as a list',
    "cache.multi([['set', 'user:' + id, user], ['expire', 'user:' + id, 20]]).exec(noop)",
    understoodAs('20s'),
  ),
  old(
    '^3.1.2',
    'a prefix',
    "cache.setex('user:' + id, 60, user)",
    understoodAs('1m', 'shop:'),
    "{ prefix: 'shop:' }",
  ),
  {
    shows: 'promisified methods',
    dependencies: { redis: '^3.1.2' },
    file: 'cache.js',
    code: `const redis = require('redis');
const { promisify } = require('util');
const { loadUser } = require('./users');
const client = redis.createClient(process.env.REDIS_URL);
const getAsync = promisify(client.get).bind(client);
const setAsync = promisify(client.set).bind(client);
const setexAsync = promisify(client.setex).bind(client);
exports.getUser = async (id) => {
  const hit = await getAsync(\`user:\${id}\`);
  if (hit) return JSON.parse(hit);
  const user = await loadUser(id);
  await setAsync(\`user:\${id}\`, JSON.stringify(user));
  await setexAsync(\`name:\${id}\`, 60, user.name);
  return user;
};
exports.getName = (id) => getAsync(\`name:\${id}\`);
`,
    patterns: [
      'name:{id}: state, 1m, 1 write, 1 read, 0 invalidations',
      'user:{id}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 12',
    ],
  },
  {
    shows: 'everything promisified by bluebird',
    dependencies: { redis: '^2.8.0', bluebird: '^3.7.2' },
    file: 'cache.js',
    code: `const bluebird = require('bluebird');
const redis = bluebird.promisifyAll(require('redis'));
const { loadUser } = require('./users');
const client = redis.createClient();
exports.getUser = async (id) => {
  const hit = await client.getAsync(\`user:\${id}\`);
  if (hit) return JSON.parse(hit);
  const user = await loadUser(id);
  await client.setAsync(\`user:\${id}\`, JSON.stringify(user));
  return user;
};
`,
    patterns: ['user:{id}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 9'],
  },
  recent('^4.7.1', 'no expiry', 'cache.set(key, user)', REPORTED),
  recent('^4.7.1', 'EX in seconds', 'cache.set(key, user, { EX: 60 })', understoodAs('1m')),
  recent('^4.7.1', 'PX beside NX', 'cache.set(key, user, { NX: true, PX: 5000 })', understoodAs('5s')),
  recent('^4.7.1', 'KEEPTTL', 'cache.set(key, user, { KEEPTTL: true })', understoodAs('some time')),
  recent('^4.7.1', 'an undefined EX is none', 'cache.set(key, user, { EX: undefined })', REPORTED),
  recent('^4.7.1', 'words are ignored', "cache.set(key, user, 'EX', 60)", IGNORED),
  recent('^4.7.1', 'lower case is ignored', 'cache.set(key, user, { ex: 60 })', IGNORED),
  recent('^4.7.1', 'version 4 ignores an expiration', expiration('EX'), IGNORED),
  recent('^5.12.1', 'an expiration with its unit', expiration('EX'), understoodAs('30s')),
  recent('^6.3.1', 'an expiration in milliseconds', expiration('PX'), understoodAs('30ms')),
  recent(
    '^6.3.1',
    'an expiration that stays',
    "cache.set(key, user, { expiration: 'KEEPTTL' })",
    understoodAs('some time'),
  ),
  recent('^4.7.1', 'setEx', 'cache.setEx(key, 90, user)', understoodAs('1m 30s')),
  recent('^4.7.1', 'pSetEx', 'cache.pSetEx(key, 90_000, user)', understoodAs('1m 30s')),
  recent('^4.7.1', 'the upper-case twin', 'cache.SETEX(key, 90, user)', understoodAs('1m 30s')),
  recent('^5.12.1', 'getEx sets the expiry', 'cache.set(key, user); await cache.getEx(key, { EX: 9 })', [
    'user:{id}: 9s, 1 write, 2 reads, 1 invalidation',
  ]),
  recent(
    '^5.12.1',
    'a raw command',
    "cache.sendCommand(['SET', key, user, 'EX', '15'])",
    understoodAs('15s'),
  ),
  recent('^4.7.1', 'a raw command without', "cache.sendCommand(['SET', key, user])", REPORTED),
  recent('^4.7.1', 'a chain', 'cache.multi().set(key, user).expire(key, 25).exec()', understoodAs('25s')),
  {
    shows: 'command options stand first',
    dependencies: { redis: '^4.7.1' },
    code: readThrough(
      imported.replace('{ createClient }', '{ commandOptions, createClient }'),
      'cache.set(commandOptions({ isolated: true }), key, user, { EX: 40 })',
      'cache.del(key)',
    ),
    patterns: understoodAs('40s'),
  },
  {
    shows: 'the client by its own package, whose version 1 came with redis 4',
    dependencies: { '@redis/client': '^1.6.0' },
    code: readThrough(imported.replace("'redis'", "'@redis/client'"), expiration('EX'), 'cache.del(key)'),
    patterns: IGNORED,
  },
  {
    shows: 'promises around version 3',
    dependencies: { 'async-redis': '^2.0.0' },
    file: 'cache.js',
    code: readThrough(
      required('').replace("require('redis')", "require('async-redis')"),
      "cache.set(key, user, 'EX', 60)",
      'cache.del(key)',
    ),
    patterns: understoodAs('1m'),
  },
  {
    shows: 'legacyMode takes words again',
    dependencies: { redis: '^4.7.1' },
    file: 'cache.js',
    code: callbacks('{ legacyMode: true }', "cache.set('user:' + id, user, 'EX', 60)"),
    patterns: understoodAs('1m'),
  },
  {
    shows: 'del takes its keys as a list',
    dependencies: { redis: '^4.7.1' },
    code: `import { createCluster } from 'redis';
const cache = createCluster({ rootNodes: [{ url: process.env.REDIS_URL }] });
export const forget = (id: string) => cache.del([\`user:\${id}\`, \`name:\${id}\`]);
export const forgetFirst = (id: string) => cache.del(\`cart:\${id}\`, \`order:\${id}\`);
`,
    patterns: [
      'cart:{id}: 0 writes, 0 reads, 1 invalidation',
      'name:{id}: 0 writes, 0 reads, 1 invalidation',
      'user:{id}: 0 writes, 0 reads, 1 invalidation',
    ],
  },
  {
    shows: 'a pool hands a client over',
    dependencies: { redis: '^5.12.1' },
    code: `import { createClientPool } from 'redis';
const pool = createClientPool({ url: process.env.REDIS_URL });
export const store = (id: string, name: string) =>
  pool.execute((client) => client.set(\`name:\${id}\`, name, { EX: 60 }));
`,
    patterns: ['name:{id}: state, 1m, 1 write, 0 reads, 0 invalidations'],
  },
  {
    shows: 'several values at once never expire',
    dependencies: { redis: '^4.7.1' },
    code: `import { createClient, type RedisClientType } from 'redis';
import { loadRates } from './rates';
const cache: RedisClientType = createClient();
export async function rates(day: string) {
  const hit = await cache.get(\`rates:\${day}\`);
  if (hit) return JSON.parse(hit);
  const loaded = await loadRates(day);
  await cache.mSet([[\`rates:\${day}\`, JSON.stringify(loaded)]]);
  return loaded;
}
`,
    patterns: ['rates:{day}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 8'],
  },
]);
