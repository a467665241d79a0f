import { describeLibrary, type LibraryCase } from './reviewed.js';

const program = (
  shows: string,
  field: string,
  client: string,
  expiry: string,
  patterns: readonly string[],
): LibraryCase => ({
  shows,
  dependencies: { '@midwayjs/redis': '^3.20.0' },
  code: `import { Inject, Provide } from '@midwayjs/core';
import { RedisService, RedisServiceFactory } from '@midwayjs/redis';
import { loadUser } from './users';
@Provide()
export class Users {
  @Inject()
  ${field};
  async user(id: string) {
    const redis = ${client};
    const known = await redis.get(\`user:\${id}\`);
    if (known) return JSON.parse(known);
    const user = await loadUser(id);
    await redis.set(\`user:\${id}\`, JSON.stringify(user)${expiry});
    return user;
  }
}
`,
  patterns,
});

const FACTORY = 'redisServiceFactory: RedisServiceFactory';
const GIVEN = "this.redisServiceFactory.get('users')";
const kept = (ttl: string): readonly string[] => [`user:{id}: ${ttl}, 1 write, 1 read, 0 invalidations`];

describeLibrary('@midwayjs/redis', [
  program('the only client', 'redis: RedisService', 'this.redis', ", 'EX', 300", kept('5m')),
  program('one of several clients', FACTORY, GIVEN, ", 'EX', 300", kept('5m')),
  program(
    'no life at all',
    FACTORY,
    GIVEN,
    '',
    kept('for ever').map((line) => `${line}, missing-ttl in line 13`),
  ),
]);
