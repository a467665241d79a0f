/** Fixes in the forms of clients that are written otherwise: with types taken off, options elsewhere, lists, objects of a class. */
import assert from 'node:assert/strict';
import type { FixKind } from '../../../shared/src/finding.js';
import type { RuleId } from '../../../shared/src/ruleCatalogue.js';
import { fixedTexts } from './fixedTexts.js';

const PACKAGES = `{
  "dependencies": {
    "ioredis": "5", "redis": "4", "@upstash/redis": "1", "@valkey/valkey-glide": "2", "cache-manager": "5"
  }
}`;

const CLIENTS = `import { GlideClient } from '@valkey/valkey-glide';
import { Redis as Upstash } from '@upstash/redis';
import { caching } from 'cache-manager';
import Redis from 'ioredis';
import { createClient } from 'redis';

export const redis = new Redis();
export const client = createClient();
client.on('error', () => {});
export const upstash = Upstash.fromEnv();
export const glide = await GlideClient.createClient({ addresses: [{ host: 'localhost' }] });
export const memory = await caching('memory', { max: 100, ttl: 60_000 });
`;

async function fixed(rule: RuleId, code: string, kind: FixKind = 'suggestion'): Promise<string> {
  const text = `import { client, glide, memory, redis, upstash } from './clients';\n\n${code}\n`;
  const texts = await fixedTexts(
    { 'package.json': PACKAGES, 'clients.ts': CLIENTS, 'a.ts': text },
    rule,
    kind,
  );
  return texts?.['a.ts'] ?? '';
}

const put = (statement: string) =>
  `export async function put(key: string, value: string) {\n  ${statement}\n}`;

describe('an expiry that is not read, forced in', () => {
  it('loses the types that hid it', async () => {
    const options = await fixed(
      'ttl-ignored',
      put('await client.set(key, value, { ex: 60 } as any);'),
      'safe',
    );
    assert.match(options, /client\.set\(key, value, \{ EX: 60 \}\);/);
    const words = await fixed(
      'ttl-ignored',
      put("await client.set(key, value, 'EX' as any, 60 as any);"),
      'safe',
    );
    assert.match(words, /client\.set\(key, value, \{ EX: 60 \}\);/);
    const number = await fixed('ttl-ignored', put('await memory.set(key, value, { ttl: 60 } as never);'));
    assert.match(number, /memory\.set\(key, value, 60 \* 1000\);/);
  });

  it('is taken out of the object that holds it', async () => {
    const code = `const OPTIONS = { ttl: 60 };\n${put('await client.set(key, value, OPTIONS as any);')}`;
    assert.match(await fixed('ttl-ignored', code), /client\.set\(key, value, \{ EX: OPTIONS\.ttl \}\);/);
    const more = code.replace('ttl: 60', 'ttl: 60, NX: true');
    assert.equal(await fixed('ttl-ignored', more), '');
  });

  it('becomes a command of its own beside a hash', async () => {
    const seconds = await fixed('ttl-ignored', put("await redis.hset(key, 'text', value, 'EX', 60);"));
    assert.match(seconds, /await redis\.multi\(\)\.hset\(key, 'text', value\)\.expire\(key, 60\)\.exec\(\);/);
    const exact = await fixed('ttl-ignored', put("await client.hSet(key, 'text', value, 'PX', 60_000);"));
    assert.match(exact, /multi\(\)\.hSet\(key, 'text', value\)\.pExpire\(key, 60_000\)\.exec\(\);/);
  });
});

describe('GLIDE', () => {
  it('keeps an expiry by a word', async () => {
    const code = `export async function put(id: string, value: string) {
  await glide.set(\`nest:\${id}\`, value, { expiry: { type: 'EX' as any, count: 60 } });
}
export async function add(id: string) {
  const value = await glide.get(\`nest:\${id}\`);
  await glide.set(\`nest:\${id}\`, value + '.');
}`;
    assert.match(await fixed('ttl-cleared-by-set', code), /value \+ '\.', \{ expiry: 'keepExisting' \}\);/);
  });

  it('is asked for keys step by step, and deletes lists', async () => {
    const text = await fixed('glob-in-del', "export const forget = () => glide.del(['nest:*']);");
    assert.match(text, /deleteMatching\(glide, 'nest:\*'\);/);
    assert.match(text, /let cursor: string \| Uint8Array = '0';/);
    assert.match(text, /deleted \+= await client\.unlink\(keys\);/);
  });

  it('compares the holder of a lock in a script of its class', async () => {
    const text = await fixed(
      'lock-released-by-anyone',
      `export async function once(work: () => Promise<void>) {
  const taken = await glide.set('lock:nest', '1', {
    conditionalSet: 'onlyIfDoesNotExist',
    expiry: { type: 'EX' as any, count: 30 },
  });
  if (!taken) return;
  try {
    await work();
  } finally {
    await glide.del(['lock:nest']);
  }
}`,
    );
    assert.match(text, /await releaseLock\(glide, 'lock:nest', lockToken\);/);
    assert.match(text, /import \{ Script \} from '@valkey\/valkey-glide';/);
  });

  it('bounds a stream', async () => {
    const text = await fixed('unbounded-collection', put("await glide.xadd('flights', [['text', value]]);"));
    assert.match(text, /\]\], \{ trim: \{ method: 'maxlen', exact: false, threshold: 10000 \} \}\);/);
  });
});

describe('other clients', () => {
  it('have a stream bounded by Upstash', async () => {
    const text = await fixed('unbounded-collection', put("await upstash.xadd('flights', '*', { value });"));
    assert.match(text, /\{ trim: \{ type: 'MAXLEN', comparison: '~', threshold: 10000 \} \}\);/);
  });

  it('have the one key of a list looked up', async () => {
    const text = await fixed('glob-in-del', "export const forget = () => client.unlink(['nest:*']);");
    assert.match(text, /deleteMatching\(client, 'nest:\*'\);/);
  });

  it('have pairs laid out, in brackets where a type follows them', async () => {
    const text = await fixed(
      'lossy-serialisation',
      "export const put = () => redis.mset([['a', '1'], ['b', '2']] as any);",
    );
    assert.match(text, /redis\.mset\(\(\[\['a', '1'\], \['b', '2'\]\] as any\)\.flat\(\)\);/);
  });
});

describe('a promise that a catch misses', () => {
  it('is waited for in a function that becomes async', async () => {
    const code = `export const read = (key: string) => {
  try {
    return redis.get(key);
  } catch {
    return null;
  }
};`;
    const text = await fixed('catch-misses-promise', code);
    assert.match(text, /read = async \(key: string\) => \{/);
    assert.match(text, /return await redis\.get\(key\);/);
    const typed = code.replace('(key: string)', '(key: string): PromiseLike<string | null> | null');
    assert.equal(await fixed('catch-misses-promise', typed), '');
  });
});

describe('a token that says how long it counts', () => {
  it('is kept no longer', async () => {
    const code = `interface Token { access_token: string; expires_in: number }
export async function token() {
  const cached = await redis.get('token:nest');
  if (cached) return JSON.parse(cached);
  const response = await fetch('https://nests.example.com/token', { method: 'POST' });
  const found = (await response.json()) as Token;
  await redis.set('token:nest', JSON.stringify(found), 'EX', 3600);
  return found;
}`;
    const text = await fixed('ttl-outlives-value', code);
    assert.match(text, /'EX', Math\.min\(3600, found\.expires_in\)\);/);
  });
});

describe('a cache that fails', () => {
  it('is survived in all files together', async () => {
    const reader = (name: string) => `import { redis } from './clients';
import { prisma } from './db';
export async function ${name}(id: string) {
  const cached = await redis.get(\`${name}:\${id}\`);
  if (cached) return JSON.parse(cached);
  const row = await prisma.${name}.findUnique({ where: { id } });
  await redis.set(\`${name}:\${id}\`, JSON.stringify(row), 'EX', 60);
  return row;
}
`;
    const texts = await fixedTexts(
      {
        'clients.ts': "import Redis from 'ioredis';\nexport const redis = new Redis();\n",
        'db.ts':
          "import { PrismaClient } from '@prisma/client';\nexport const prisma = new PrismaClient();\n",
        'nest.ts': reader('nest'),
        'bird.ts': reader('bird'),
        'routes.ts': `import express from 'express';
import { bird } from './bird';
import { nest } from './nest';
const app = express();
app.get('/nests/:id', async (req, res) => res.json(await nest(req.params.id)));
app.get('/birds/:id', async (req, res) => res.json(await bird(req.params.id)));
`,
      },
      'cache-failure-breaks-request',
    );
    assert.deepEqual(Object.keys(texts ?? {}).sort(), ['bird.ts', 'nest.ts']);
    assert.match(texts?.['nest.ts'] ?? '', /redis\.get\(`nest:\$\{id\}`\)\.catch\(\(\) => null\);/);
  });
});

describe('a load that is to be shared', () => {
  const shared = (start: string) => `import { PrismaClient } from '@prisma/client';
import { redis } from './clients';
const prisma = new PrismaClient();
export async function nests(wood: string) {
${start}
  const rows = await prisma.nest.groupBy({ by: ['tree'], where: { wood } });
  await redis.set(\`nests:\${wood}\`, JSON.stringify(rows), 'EX', 600);
  return rows;
}
`;
  const made = async (start: string): Promise<string | undefined> => {
    const clients = "import Redis from 'ioredis';\nexport const redis = new Redis();\n";
    return (await fixedTexts({ 'clients.ts': clients, 'a.ts': shared(start) }, 'stampede'))?.['a.ts'];
  };
  const read = 'const key = `nests:$' + '{wood}`;\n    const cached = await redis.get(key);\n';

  it('goes by the key where that is known', async () => {
    const text = await made(`    ${read}    if (cached) return JSON.parse(cached);`);
    assert.match(text ?? '', /await singleFlight\(key, \(\) => prisma\.nest\.groupBy\(/);
  });

  it('is not offered where the key is known in another block alone', async () => {
    const text = await made(
      `  if (process.env.CACHED) {\n    ${read}    if (cached) return JSON.parse(cached);\n  }`,
    );
    assert.equal(text, undefined);
  });
});
