import { describeLibrary, type LibraryCase, readThrough, reportedBelow, understoodAs } from './reviewed.js';

const header = (construction: string, imports = "import Redis from 'ioredis';"): string => `
${imports}
import { loadUser } from './users';
const cache = ${construction};`;

const DEFAULT = header('new Redis(process.env.REDIS_URL)');

const program = (
  shows: string,
  write: string,
  patterns: readonly string[],
  head = DEFAULT,
  range = '^5.11.1',
): LibraryCase => ({
  shows,
  dependencies: { ioredis: range },
  code: readThrough(head, write, 'cache.del(key)'),
  patterns,
});

const REPORTED = reportedBelow(DEFAULT);
const named = (construction: string): string =>
  header(construction, "import { Cluster, Redis } from 'ioredis';");

/** A class that gets its client from somewhere, with one write of a minute and one read. */
const injected = (imports: string, parameter: string, client: string): string => `
import { Injectable } from '@nestjs/common';
${imports}
@Injectable()
export class Names {
  constructor(${parameter}) {}
  async name(id: string) {
    const client = ${client};
    const hit = await client.get(\`name:\${id}\`);
    if (hit) return hit;
    await client.set(\`name:\${id}\`, await this.load(id), 'EX', 60);
  }
}
`;
const INJECTED = ['name:{id}: 1m, 1 write, 1 read, 0 invalidations'];

const injecting = (shows: string, dependency: string, code: string): LibraryCase => ({
  shows,
  dependencies: { ioredis: '^5.11.1', [dependency]: '^10.0.0' },
  code,
  patterns: INJECTED,
});

describeLibrary('ioredis', [
  program('no expiry', 'cache.set(key, user)', REPORTED),
  program('EX', "cache.set(key, user, 'EX', 60 * 60)", understoodAs('1h')),
  program('PX behind NX', "cache.set(key, user, 'NX', 'PX', 500)", understoodAs('500ms')),
  program('lower case', "cache.set(key, user, 'ex', 60)", understoodAs('1m')),
  program('KEEPTTL', "cache.set(key, user, 'KEEPTTL')", understoodAs('some time')),
  program('a moment', "cache.set(key, user, 'PXAT', Date.now() + 5000)", understoodAs('5s')),
  program('words in a list', "cache.set(key, user, ['EX', 60])", understoodAs('1m')),
  program('everything in a list', "cache.set([key, user, 'EX', 60])", understoodAs('1m')),
  program('setex', 'cache.setex(key, 60, user)', understoodAs('1m')),
  program('psetex', 'cache.psetex(key, 60_000, user)', understoodAs('1m')),
  program('the twin for buffers', "cache.setBuffer(key, user, 'EX', 60)", understoodAs('1m')),
  program('getex', "cache.set(key, user); await cache.getex(key, 'EX', 45)", [
    'user:{id}: 45s, 1 write, 2 reads, 1 invalidation',
  ]),
  program('call', "cache.call('SET', key, user, 'EX', 60)", understoodAs('1m')),
  program('call without an expiry', "cache.call('SET', [key, user])", REPORTED),
  program('a pipeline', "cache.pipeline().set(key, user, 'EX', 60).exec()", understoodAs('1m')),
  program(
    'a pipeline as a list',
    "cache.pipeline([['set', key, user], ['expire', key, 60]]).exec()",
    understoodAs('1m'),
  ),
  program('a transaction without an expiry', 'cache.multi().set(key, user).exec()', REPORTED),
  program('mset of a list', 'cache.mset([key, user])', REPORTED),
  program('mset of pairs', 'cache.mset(key, user)', REPORTED),
  program('mset and an expire', 'cache.mset(key, user); await cache.expire(key, 60)', understoodAs('1m')),
  program(
    'version 4 as a function',
    "cache.set(key, user, 'EX', 9)",
    understoodAs('9s'),
    header('Redis()'),
    '^4.31.0',
  ),
  program('version 4', 'cache.set(key, user)', REPORTED, DEFAULT, '^4.31.0'),
  program('version 6 by name', 'cache.set(key, user)', REPORTED, named('new Redis(6379, host)'), '^6.0.0'),
  program(
    'a prefix',
    "cache.set(key, user, 'EX', 9)",
    understoodAs('9s', 'shop:'),
    named("new Redis({ keyPrefix: 'shop:' })"),
  ),
  program(
    'a prefix behind an address',
    "cache.set(key, user, 'EX', 9)",
    understoodAs('9s', 'shop:'),
    named("new Redis(process.env.REDIS_URL, { keyPrefix: 'shop:' })"),
  ),
  program('a cluster', "cache.set(key, user, 'EX', 9)", understoodAs('9s'), named('new Cluster(nodes)')),
  program(
    'a cluster with a prefix',
    "cache.set(key, user, 'EX', 9)",
    understoodAs('9s', 'shop:'),
    named("new Redis.Cluster(nodes, { redisOptions: { keyPrefix: 'shop:' } })"),
  ),
  program(
    'a duplicate',
    "cache.set(key, user, 'EX', 9)",
    understoodAs('9s'),
    header('new Redis().duplicate()'),
  ),
  injecting(
    '@InjectRedis of @nestjs-modules/ioredis',
    '@nestjs-modules/ioredis',
    injected(
      "import { InjectRedis } from '@nestjs-modules/ioredis';\nimport Redis from 'ioredis';",
      '@InjectRedis() private readonly redis: Redis',
      'this.redis',
    ),
  ),
  injecting(
    'RedisService of @liaoliaots/nestjs-redis',
    '@liaoliaots/nestjs-redis',
    injected(
      "import { RedisService } from '@liaoliaots/nestjs-redis';",
      'private readonly redisService: RedisService',
      "this.redisService.getOrThrow('cache')",
    ),
  ),
  injecting(
    'RedisManager of @songkeys/nestjs-redis',
    '@songkeys/nestjs-redis',
    injected(
      "import { RedisManager } from '@songkeys/nestjs-redis';",
      'private readonly redisManager: RedisManager',
      'this.redisManager.getClient()',
    ),
  ),
  injecting(
    'RedisService of nestjs-redis',
    'nestjs-redis',
    injected(
      "import { RedisService } from 'nestjs-redis';",
      'private readonly redisService: RedisService',
      'this.redisService.getClient()',
    ),
  ),
  injecting(
    'RedisService of Midway has the commands itself',
    '@midwayjs/redis',
    `import { Inject, Provide } from '@midwayjs/core';
import { RedisService } from '@midwayjs/redis';
@Provide()
export class Names {
  @Inject()
  redisService: RedisService;
  async name(id: string) {
    const hit = await this.redisService.get(\`name:\${id}\`);
    if (hit) return hit;
    await this.redisService.set(\`name:\${id}\`, await this.load(id), 'EX', 60);
  }
}
`,
  ),
  {
    shows: 'fastify.redis of its plugin',
    dependencies: { fastify: '^4.0.0', '@fastify/redis': '^6.0.0' },
    file: 'routes.js',
    code: `module.exports = async function routes(fastify) {
  fastify.get('/names/:id', async (request) => {
    const { redis } = fastify;
    const key = \`name:\${request.params.id}\`;
    const hit = await fastify.redis.get(key);
    if (hit) return hit;
    const name = await fastify.names.load(request.params.id);
    await redis.set(key, name, 'EX', 60);
    return name;
  });
};
`,
    patterns: INJECTED,
  },
  {
    shows: 'app.redis of egg',
    dependencies: { egg: '^3.0.0', 'egg-redis': '^2.0.0' },
    file: 'name.js',
    code: `const { Service } = require('egg');
module.exports = class NameService extends Service {
  async name(id) {
    const hit = await this.app.redis.get(\`name:\${id}\`);
    if (hit) return hit;
    const name = await this.ctx.service.people.load(id);
    await this.app.redis.set(\`name:\${id}\`, name, 'EX', 60);
    return name;
  }
};
`,
    patterns: INJECTED,
  },
  {
    shows: 'a member called redis is nothing without the plugin',
    dependencies: { fastify: '^4.0.0' },
    file: 'routes.js',
    code: `module.exports = async function routes(fastify) {
  await fastify.redis.set('name', 'Ada');
};
`,
    patterns: [],
  },
]);
