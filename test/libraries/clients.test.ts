/** The ways in which code reaches a client that is made elsewhere. */
import { describeLibrary, type LibraryCase } from './reviewed.js';

const REPORTED = (line: number, pattern = 'user:{id}'): readonly string[] => [
  `${pattern}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line ${line}`,
];

/** A read-through function over whatever `client` stands for; the write is in its sixth line. */
const filling = (client: string): string => `export async function getUser(id) {
  const key = \`user:\${id}\`;
  const hit = await ${client}.get(key);
  if (hit) return JSON.parse(hit);
  const user = await loadUser(id);
  await ${client}.set(key, JSON.stringify(user));
  return user;
}
`;

/** A client in a variable of the module that a global object may already hold. */
const kept = (shows: string, code: string): LibraryCase => ({
  shows,
  dependencies: { ioredis: '^5.3.0' },
  code: `import { Redis } from 'ioredis';
import { loadUser } from './users';
${code}
${filling('redis')}`,
  patterns: REPORTED(code.split('\n').length + 8),
});

const NEST = { '@nestjs/common': '^10.0.0', redis: '^4.6.0' };

/** A Nest service that is given its client under a token, without a type. */
const provided = (shows: string, token: string, provider: string): LibraryCase => ({
  shows,
  dependencies: NEST,
  file: 'users.service.ts',
  code: `import { Inject, Injectable } from '@nestjs/common';
import { REDIS } from './redis.module';
@Injectable()
export class UsersService {
  constructor(@Inject(${token}) private redis, private users) {}
  async getUser(id: string) {
    const hit = await this.redis.get(\`user:\${id}\`);
    if (hit) return JSON.parse(hit);
    const user = await this.users.load(id);
    await this.redis.set(\`user:\${id}\`, JSON.stringify(user));
    return user;
  }
}
`,
  files: {
    'src/redis.module.ts': `import { Module } from '@nestjs/common';
import { createClient } from 'redis';
import { UsersService } from './users.service';
export const REDIS = Symbol('REDIS');
${provider}
`,
  },
  patterns: REPORTED(10),
});

const FACTORY =
  'useFactory: async () => { const client = createClient(); await client.connect(); return client; }';

/** Code of the years before classes and promises. */
const old = (shows: string, code: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { redis: '^2.8.0' },
  file: 'cache.js',
  code: `var redis = require('redis');\n${code}`,
  patterns,
});

const asking = (make: string): string => `var cache = ${make};
exports.getUser = function (id, done) {
  cache.get('user:' + id, function (error, hit) {
    if (hit) return done(null, hit);
    loadUser(id, function (err, user) {
      cache.put('user:' + id, user);
      done(null, user);
    });
  });
};
`;

const WRITTEN_ELSEWHERE = ['user:{id}: for ever, 1 write, 1 read, 0 invalidations'];

describeLibrary('clients that are made elsewhere', [
  kept('a global object or a new one', 'export const redis = global.redis || new Redis();'),
  kept(
    'a cast global object',
    'const known = globalThis as unknown as { redis?: Redis };\nexport const redis = known.redis ?? new Redis();',
  ),
  kept('what is handed in or a new one', 'let given;\nexport const redis = given ?? new Redis();'),
  provided(
    'a factory under a text',
    "'CACHE'",
    `@Module({ providers: [{ provide: 'CACHE', ${FACTORY} }, UsersService] })\nexport class AppModule {}`,
  ),
  provided(
    'a constant that a module lists, under a symbol',
    'REDIS',
    `const client = createClient();\nconst provider = { provide: REDIS, useValue: client };\n@Module({ providers: [provider, UsersService] })\nexport class AppModule {}`,
  ),
  provided(
    'a module that is made by a function',
    'REDIS',
    `export class RedisModule {\n  static forRoot() { return { module: RedisModule, providers: [{ provide: REDIS, ${FACTORY} }] }; }\n}`,
  ),
  {
    shows: 'a service of egg by the name of its file',
    dependencies: { egg: '^2.15.0', 'egg-redis': '^2.4.0' },
    file: 'unused.js',
    code: '',
    files: {
      'app/service/user-cache.js': `const { Service } = require('egg');
module.exports = class extends Service {
  get(key) { return this.app.redis.get(key); }
  put(key, value) { return this.app.redis.set(key, JSON.stringify(value)); }
};
`,
      'app/controller/users.js': `const { Controller } = require('egg');
module.exports = class extends Controller {
  async show(id) {
    const { ctx, service } = this;
    let user = await service.userCache.get('user:' + id);
    if (!user) {
      user = await ctx.curl('/users/' + id);
      await service.userCache.put('user:' + id, user);
    }
    return user;
  }
};
`,
    },
    patterns: WRITTEN_ELSEWHERE,
  },
  old(
    'methods of a prototype',
    `function Cache(port) { this.client = redis.createClient(port); }
Cache.prototype.get = function (key, done) { this.client.get(key, done); };
Cache.prototype.put = function (key, value) { this.client.set(key, JSON.stringify(value)); };
${asking('new Cache(6379)')}`,
    WRITTEN_ELSEWHERE,
  ),
  old(
    'a prototype that is an object, without new',
    `var Cache = function () {
  if (!(this instanceof Cache)) return new Cache();
  this.client = redis.createClient();
};
Cache.prototype = {
  get: function (key, done) { this.client.get(key, done); },
  put: function (key, value) { this.client.set(key, JSON.stringify(value)); },
};
${asking('Cache()')}`,
    WRITTEN_ELSEWHERE,
  ),
  old(
    'methods that a constructor makes',
    `function Cache() {
  var self = this;
  this.client = redis.createClient();
  this.get = function (key, done) { self.client.get(key, done); };
  this.put = function (key, value) { self.client.set(key, JSON.stringify(value)); };
}
${asking('new Cache()')}`,
    WRITTEN_ELSEWHERE,
  ),
  old(
    'a prototype that inherits',
    `var inherits = require('util').inherits;
function Store() { this.client = redis.createClient(); }
Store.prototype.get = function (key, done) { this.client.get(key, done); };
function Cache() { Store.call(this); }
inherits(Cache, Store);
Cache.prototype.put = function (key, value) { this.client.set(key, JSON.stringify(value)); };
${asking('new Cache()')}`,
    WRITTEN_ELSEWHERE,
  ),
  old(
    'callbacks inside callbacks of a wrapper',
    `var client = redis.createClient();
function remember(key, load, done) {
  client.get(key, function (error, hit) {
    if (hit) return done(null, hit);
    load(function (err, value) {
      client.set(key, JSON.stringify(value));
      done(err, value);
    });
  });
}
exports.getUser = function (id, done) {
  remember('user:' + id, function (next) { loadUser(id, next); }, done);
};
`,
    WRITTEN_ELSEWHERE,
  ),
  {
    shows: 'a variable of the caller that is loaded when the wrapper has no answer',
    dependencies: { ioredis: '^5.3.0' },
    code: `import Redis from 'ioredis';
const redis = new Redis({ keyPrefix: 'app:' });
const cache = {
  async get(key) { return JSON.parse(await redis.get(key)); },
  async put(key, value) { await redis.set(key, JSON.stringify(value)); },
};
export async function getUser(id) {
  let user = await cache.get('user:' + id);
  if (!user) {
    user = await loadUser(id);
    await cache.put('user:' + id, user);
  }
  return user;
}
`,
    patterns: ['app:user:{id}: for ever, 1 write, 1 read, 0 invalidations'],
  },
  {
    shows: 'a key that is drawn is told to whoever reads it',
    dependencies: { ioredis: '^5.3.0', nanoid: '^3.0.0', '@prisma/client': '^5.0.0' },
    code: `import Redis from 'ioredis';
import { customAlphabet } from 'nanoid';
import { PrismaClient } from '@prisma/client';
const redis = new Redis();
const prisma = new PrismaClient();
const draw = customAlphabet('abc', 8);
export async function start(userId) {
  const user = await prisma.user.findUnique({ where: { id: userId } });
  const jobId = draw();
  await redis.set(\`job:\${jobId}\`, JSON.stringify({ user, done: 0 }), 'EX', 3600);
  return jobId;
}
export const find = (jobId) => redis.get(\`job:\${jobId}\`);
`,
    patterns: ['job:{jobId}: state, 1h, 1 write, 1 read, 0 invalidations'],
  },
]);
