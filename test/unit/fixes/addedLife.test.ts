/** Lives that are added where none is given: behind commands that take none, and by those who call a wrapper. */
import assert from 'node:assert/strict';
import { fixedTexts, type Texts } from './fixedTexts.js';

const DATABASE = `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`;

/** A hash of a row that is cached for ever. */
const hashWith = (dependency: string, client: string, read: string, write: string): Texts => ({
  'package.json': `{ "dependencies": { ${dependency} } }`,
  'db.ts': DATABASE,
  'a.ts': `${client}
import { prisma } from './db';

export async function nest(id: string) {
  const key = \`nest:\${id}\`;
  const cached = await ${read};
  if (cached) return cached;
  const row = await prisma.nest.findUnique({ where: { id } });
  ${write}
  return row;
}
`,
});

const IOREDIS = "import Redis from 'ioredis';\nconst redis = new Redis();";
const NODE_REDIS =
  "import { createClient } from 'redis';\nconst client = createClient();\nclient.on('error', () => {});";
const UPSTASH = "import { Redis } from '@upstash/redis';\nconst redis = Redis.fromEnv();";
const GLIDE = `import { GlideClient } from '@valkey/valkey-glide';
const client = await GlideClient.createClient({ addresses: [{ host: 'localhost' }] });`;

describe('an expiry behind a command that takes none', () => {
  const cases: readonly (readonly [string, string, string, string, string])[] = [
    [
      '"ioredis": "5"',
      IOREDIS,
      'redis.hgetall(key)',
      'await redis.hset(key, row!);',
      'await redis.multi().hset(key, row!).expire(key, 300).exec();',
    ],
    [
      '"redis": "4"',
      NODE_REDIS,
      'client.lRange(key, 0, -1)',
      'await client.rPush(key, row!.eggs);',
      'await client.multi().rPush(key, row!.eggs).expire(key, 300).exec();',
    ],
    [
      '"@upstash/redis": "1"',
      UPSTASH,
      'redis.smembers(key)',
      'await redis.sadd(key, row!.name, ...row!.eggs);',
      'await redis.multi().sadd(key, row!.name, ...row!.eggs).expire(key, 300).exec();',
    ],
    [
      '"@valkey/valkey-glide": "2"',
      GLIDE,
      'client.hgetall(key)',
      'await client.hset(key, { name: row!.name });',
      'await client.exec(new Batch(true).hset(key, { name: row!.name }).expire(key, 300), true);',
    ],
    [
      '"@valkey/valkey-glide": "1.3"',
      GLIDE,
      'client.hgetall(key)',
      'await client.hset(key, { name: row!.name });',
      'await client.exec(new Transaction().hset(key, { name: row!.name }).expire(key, 300));',
    ],
    [
      '"ioredis": "5"',
      IOREDIS,
      'redis.zrange(key, 0, -1)',
      'await redis.multi().del(key).zadd(key, 1, row!.name).exec();',
      'await redis.multi().del(key).zadd(key, 1, row!.name).expire(key, 300).exec();',
    ],
    [
      '"ioredis": "5"',
      IOREDIS,
      'redis.hgetall(key)',
      'const fields = await redis.hset(key, row!);\n  console.log(fields);',
      'const fields = await redis.hset(key, row!);\n  await redis.expire(key, 300);\n  console.log(fields);',
    ],
    [
      '"ioredis": "5"',
      IOREDIS,
      'redis.hgetall(key)',
      "const pipeline = redis.pipeline();\n  pipeline.hset(key, 'name', row!.name);\n  await pipeline.exec();",
      "const pipeline = redis.pipeline();\n  pipeline.hset(key, 'name', row!.name);\n  pipeline.expire(key, 300);\n  await pipeline.exec();",
    ],
  ];
  for (const [dependency, client, read, before, after] of cases) {
    it(before.split('\n').join(' '), async () => {
      const fixed = await fixedTexts(hashWith(dependency, client, read, before), 'missing-ttl');
      const text = fixed?.['a.ts'] ?? '';
      assert.ok(
        text.includes(`  ${after}
`),
        text,
      );
      if (client === GLIDE) assert.match(text, /^import \{ GlideClient, (Batch|Transaction) \} from/);
    });
  }
});

/** A wrapper, and a reader that leaves its expiry to it. */
const wrappedBy = (wrapper: string, call: string): Texts => ({
  'db.ts': DATABASE,
  'cache.ts': `import Redis from 'ioredis';
export const redis = new Redis();
${wrapper}
`,
  'a.ts': `import { put, redis } from './cache';
import { prisma } from './db';

export async function nest(id: string) {
  const cached = await redis.get(\`nest:\${id}\`);
  if (cached) return JSON.parse(cached);
  const row = await prisma.nest.findUnique({ where: { id } });
  ${call};
  return row;
}
`,
});

const branches = (parameter: string, name: string) => `export async function put(key: string, ${parameter}) {
  if (${name}) await redis.set(key, value, 'EX', ${name});
  else await redis.set(key, value);
}`;

const CALL = 'await put(`nest:$' + '{id}`, JSON.stringify(row)';

describe('an expiry that a caller leaves out', () => {
  it('is given as one more argument, in its unit', async () => {
    const plain = wrappedBy(branches('value: string, ttl?: number', 'ttl'), `${CALL})`);
    assert.match((await fixedTexts(plain, 'missing-ttl'))?.['a.ts'] ?? '', /JSON\.stringify\(row\), 300\);/);
    const exact = branches('value: string, ttl?: number', 'ttl').replace("'EX'", "'PX'");
    const fixed = await fixedTexts(wrappedBy(exact, `${CALL})`), 'missing-ttl');
    assert.match(fixed?.['a.ts'] ?? '', /JSON\.stringify\(row\), 300_000\);/);
  });

  it('comes behind what else is left out, and in the place of nothing', async () => {
    const wrapper = branches('value: string, tags?: string[], ttl?: number', 'ttl');
    const fixed = await fixedTexts(wrappedBy(wrapper, `${CALL})`), 'missing-ttl');
    assert.match(fixed?.['a.ts'] ?? '', /JSON\.stringify\(row\), undefined, 300\);/);
    const given = await fixedTexts(wrappedBy(wrapper, `${CALL}, ['nest'], undefined)`), 'missing-ttl');
    assert.match(given?.['a.ts'] ?? '', /JSON\.stringify\(row\), \['nest'\], 300\);/);
  });

  it('is one of the options', async () => {
    const wrapper = branches('value: string, options: { ttl?: number; tag?: string } = {}', 'options.ttl');
    const fixed = await fixedTexts(wrappedBy(wrapper, `${CALL})`), 'missing-ttl');
    assert.match(fixed?.['a.ts'] ?? '', /JSON\.stringify\(row\), \{ ttl: 300 \}\);/);
    const given = await fixedTexts(wrappedBy(wrapper, `${CALL}, { tag: 'nest' })`), 'missing-ttl');
    assert.match(given?.['a.ts'] ?? '', /JSON\.stringify\(row\), \{ tag: 'nest', ttl: 300 \}\);/);
  });
});

describe('an expiry that the type of a cache does not know', () => {
  const texts = (type: string): Texts => ({
    'db.ts': DATABASE,
    'cache.ts': `import Redis from 'ioredis';
const redis = new Redis();
export interface Cache { get(key: string): Promise<string | null>; put(key: string, value: string): Promise<void> }
export class RedisCache implements Cache {
  get(key: string) {
    return redis.get(key);
  }
  async put(key: string, value: string, ttl?: number) {
    if (ttl) await redis.set(key, value, 'EX', ttl);
    else await redis.set(key, value);
  }
}
`,
    'a.ts': `import { type Cache, RedisCache } from './cache';
import { prisma } from './db';
const cache${type} = new RedisCache();
export async function nest(id: string) {
  const cached = await cache.get(\`nest:\${id}\`);
  if (cached) return JSON.parse(cached);
  const row = await prisma.nest.findUnique({ where: { id } });
  await cache.put(\`nest:\${id}\`, JSON.stringify(row));
  return row;
}
`,
  });

  it('is not given there, and is where the class is known', async () => {
    assert.equal(await fixedTexts(texts(': Cache'), 'missing-ttl'), undefined);
    const fixed = await fixedTexts(texts(''), 'missing-ttl');
    assert.match(fixed?.['a.ts'] ?? '', /JSON\.stringify\(row\), 300\);/);
  });
});

describe('an expiry whose default is for ever', () => {
  const RULE = 'ttl-lost-in-wrapper';

  it('is required, and given where it was left out', async () => {
    const wrapper = branches('value: string, ttlSeconds = 0', 'ttlSeconds > 0').replace(
      ', ttlSeconds > 0',
      ', ttlSeconds',
    );
    const fixed = await fixedTexts(wrappedBy(wrapper, `${CALL})`), RULE);
    assert.match(fixed?.['cache.ts'] ?? '', /\(key: string, value: string, ttlSeconds: number\)/);
    assert.match(fixed?.['a.ts'] ?? '', /JSON\.stringify\(row\), 300\);/);
  });

  it('keeps the type it has', async () => {
    const wrapper = branches('value: string, ttl: number | null = null', 'ttl');
    const fixed = await fixedTexts(wrappedBy(wrapper, `${CALL})`), RULE);
    assert.match(fixed?.['cache.ts'] ?? '', /\(key: string, value: string, ttl: number \| null\)/);
  });

  it('gets another default where it cannot be required', async () => {
    const wrapper = branches('value: string, tags?: string[], ttl = 0', 'ttl');
    const fixed = await fixedTexts(wrappedBy(wrapper, `${CALL})`), RULE);
    assert.deepEqual(Object.keys(fixed ?? {}), ['cache.ts']);
    assert.match(fixed?.['cache.ts'] ?? '', /tags\?: string\[\], ttl = 300\)/);
  });
});

describe('an expiry that is taken and not used', () => {
  const passed = async (parameter: string, before: string): Promise<string> => {
    const wrapper = `export async function put(key: string, value: string, ${parameter}: number) {\n  ${before}\n}`;
    const fixed = await fixedTexts(wrappedBy(wrapper, `${CALL}, 60)`), 'ttl-lost-in-wrapper');
    return fixed?.['cache.ts']?.split('\n').at(-3) ?? '';
  };

  it('is passed on in the unit of its name', async () => {
    assert.match(await passed('ttl', 'await redis.set(key, value);'), /set\(key, value, 'EX', ttl\)/);
    assert.match(await passed('ttlMs', 'await redis.set(key, value);'), /set\(key, value, 'PX', ttlMs\)/);
    assert.match(
      await passed('ttlMs', "await redis.hset(key, 'text', value);"),
      /multi\(\)\.hset\(key, 'text', value\)\.expire\(key, Math\.ceil\(ttlMs \/ 1000\)\)\.exec\(\)/,
    );
  });

  it('takes the place of the life that all get', async () => {
    assert.match(await passed('ttl', 'await redis.setex(key, 3600, value);'), /setex\(key, ttl, value\)/);
    assert.match(
      await passed('ttlMs', "await redis.set(key, value, 'EX', 3600);"),
      /'EX', Math\.ceil\(ttlMs \/ 1000\)\)/,
    );
  });
});
