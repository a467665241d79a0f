/** Scripts run on the server: their commands are operations on the keys they are given, in every client's form. */
import { describeLibrary, type LibraryCase } from './reviewed.js';

const COUNT = `
const COUNT = \`
  local count = redis.call('INCR', KEYS[1])
  if count == 1 then redis.call('EXPIRE', KEYS[1], tonumber(ARGV[1])) end
  return count
\`;`;
const COUNTED = ['hits:{ip}: state, 1m, 1 write, 0 reads, 0 invalidations'];

/** Its keys are known, and nothing else. */
const UNREAD = ['hits:{ip}: 0 writes, 0 reads, 0 invalidations'];

const counting = (
  shows: string,
  dependencies: LibraryCase['dependencies'],
  client: string,
  call: string,
  patterns: readonly string[] = COUNTED,
): LibraryCase => ({
  shows,
  dependencies,
  code: `${client}\n${COUNT}\nexport async function hit(ip) {\n  return ${call};\n}\n`,
  patterns,
});

const IOREDIS = { ioredis: '^5.11.1' };
const REDIS = { redis: '^5.12.0' };
const ioredis = "import Redis from 'ioredis';\nconst redis = new Redis();";
const nodeRedis = "import { createClient } from 'redis';\nconst redis = createClient();";

/** A script that may only read. */
const reading = (
  shows: string,
  dependencies: LibraryCase['dependencies'],
  client: string,
  call: string,
): LibraryCase => ({
  shows,
  dependencies,
  code: `${client}\nconst READ = \`return redis.call('GET', KEYS[1])\`;\nexport async function hits(ip) {\n  return ${call};\n}\n`,
  patterns: ['hits:{ip}: 0 writes, 1 read, 0 invalidations'],
});

describeLibrary('scripts', [
  counting('eval with a number of keys', IOREDIS, ioredis, "redis.eval(COUNT, 1, 'hits:' + ip, 60)"),
  counting('a list of arguments', IOREDIS, ioredis, "redis.eval(COUNT, 1, ['hits:' + ip, 60])"),
  counting('the command by name', IOREDIS, ioredis, "redis.call('EVAL', COUNT, 1, 'hits:' + ip, 60)"),
  counting(
    'a hash that is computed',
    IOREDIS,
    `import { createHash } from 'node:crypto';\n${ioredis}`,
    "redis.evalsha(createHash('sha1').update(COUNT).digest('hex'), 1, 'hits:' + ip, 60)",
    UNREAD,
  ),
  counting(
    'a script that was loaded',
    IOREDIS,
    ioredis,
    "redis.evalsha(await redis.script('LOAD', COUNT), 1, 'hits:' + ip, 60)",
  ),
  counting(
    'a script that cannot be read',
    IOREDIS,
    `import { readFileSync } from 'node:fs';\n${ioredis}`,
    "redis.eval(readFileSync('count.lua', 'utf8'), 1, 'hits:' + ip, 60)",
    UNREAD,
  ),
  counting(
    'a number of keys that is not known',
    IOREDIS,
    ioredis,
    "redis.eval(COUNT, Number(process.env.KEYS), 'hits:' + ip, 60)",
    [],
  ),
  counting(
    'a command of its own',
    IOREDIS,
    `${ioredis}${COUNT.replaceAll('COUNT', 'LUA')}\nredis.defineCommand('hit', { numberOfKeys: 1, lua: LUA });`,
    "redis.hit('hits:' + ip, 60)",
  ),
  counting(
    'a command whose calls say how many keys there are',
    IOREDIS,
    `${ioredis}${COUNT.replaceAll('COUNT', 'LUA')}\nredis.defineCommand('hit', { lua: LUA });`,
    "redis.hit(1, 'hits:' + ip, 60)",
  ),
  counting(
    'two commands of one name',
    IOREDIS,
    `${ioredis}
redis.defineCommand('hit', { numberOfKeys: 1, lua: "return redis.call('incr', KEYS[1])" });
new Redis(7000).defineCommand('hit', { numberOfKeys: 1, lua: "return redis.call('get', KEYS[1])" });`,
    "redis.hit('hits:' + ip, 60)",
    [],
  ),
  counting(
    'scripts among the options',
    { iovalkey: '^0.3.0' },
    `import Valkey from 'iovalkey';${COUNT.replaceAll('COUNT', 'LUA')}
const redis = new Valkey({ scripts: { hit: { numberOfKeys: 1, lua: LUA } } });`,
    "redis.hit('hits:' + ip, 60)",
  ),
  counting(
    'a prefix',
    IOREDIS,
    ioredis.replace('()', "({ keyPrefix: 'shop:' })"),
    "redis.eval(COUNT, 1, 'hits:' + ip, 60)",
    ['shop:hits:{ip}: state, 1m, 1 write, 0 reads, 0 invalidations'],
  ),
  counting(
    'keys and arguments by name',
    REDIS,
    nodeRedis,
    "redis.eval(COUNT, { keys: ['hits:' + ip], arguments: ['60'] })",
  ),
  counting(
    'a loaded script',
    REDIS,
    `${nodeRedis}${COUNT.replaceAll('COUNT', 'LUA')}\nconst sha = await redis.scriptLoad(LUA);`,
    "redis.evalSha(sha, { keys: ['hits:' + ip], arguments: ['60'] })",
  ),
  counting(
    'a script that is defined with the client',
    REDIS,
    `import { createClient, defineScript } from 'redis';${COUNT.replaceAll('COUNT', 'LUA')}
const redis = createClient({
  scripts: { hit: defineScript({ NUMBER_OF_KEYS: 1, SCRIPT: LUA, parseCommand(parser, key, life) {} }) },
});`,
    "redis.hit('hits:' + ip, 60)",
  ),
  counting(
    'callbacks of version 3',
    { redis: '^3.1.2' },
    nodeRedis
      .replace('{ createClient }', 'redisPackage')
      .replace('createClient()', 'redisPackage.createClient()'),
    "redis.eval(COUNT, 1, 'hits:' + ip, 60, (error, count) => count)",
  ),
  counting(
    'two lists',
    { '@upstash/redis': '^1.34.0' },
    "import { Redis } from '@upstash/redis';\nconst redis = Redis.fromEnv();",
    "redis.eval(COUNT, ['hits:' + ip], [60])",
  ),
  counting(
    'a script object',
    { '@valkey/valkey-glide': '^2.0.0' },
    "import { GlideClient, Script } from '@valkey/valkey-glide';\nconst redis = await GlideClient.createClient({ addresses: [] });",
    "redis.invokeScript(new Script(COUNT), { keys: ['hits:' + ip], args: ['60'] })",
  ),
  {
    shows: 'a write of what was loaded, a read and a delete',
    dependencies: IOREDIS,
    code: `${ioredis}
import { loadUser } from './users';
const key = (id) => \`user:\${id}\`;
const keep = "if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('SETEX', KEYS[1], 300, ARGV[1]) end";
export async function getUser(id) {
  const hit = await redis.eval("return redis.call('GET', KEYS[1])", 1, key(id));
  if (hit) return JSON.parse(hit);
  const user = await loadUser(id);
  await redis.eval(keep, 2, key(id), \`fence:\${id}\`, JSON.stringify(user));
  return user;
}
export const forget = (ids) => redis.eval("return redis.call('DEL', unpack(KEYS))", 1, 'user:' + ids);
`,
    patterns: [
      'fence:{id}: 0 writes, 1 read, 0 invalidations',
      'user:{id}: 5m, 1 write, 1 read, 1 invalidation',
    ],
  },
  {
    shows: 'a write without an expiry',
    dependencies: IOREDIS,
    code: `${ioredis}
import { loadUser } from './users';
const keep = "return redis.call('SET', KEYS[1], ARGV[1])";
export async function getUser(id) {
  const hit = await redis.get(\`user:\${id}\`);
  if (hit) return JSON.parse(hit);
  const user = await loadUser(id);
  await redis.eval(keep, 1, \`user:\${id}\`, JSON.stringify(user));
  return user;
}
`,
    patterns: ['user:{id}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 9'],
  },
  reading('eval_ro of ioredis', IOREDIS, ioredis, "redis.eval_ro(READ, 1, 'hits:' + ip)"),
  reading(
    'evalRo of node-redis',
    REDIS,
    nodeRedis,
    "redis.evalRo(READ, { keys: ['hits:' + ip], arguments: [] })",
  ),
  reading(
    'evalRo of Upstash',
    { '@upstash/redis': '^1.39.0' },
    "import { Redis } from '@upstash/redis';\nconst redis = Redis.fromEnv();",
    "redis.evalRo(READ, ['hits:' + ip], [])",
  ),
]);
