/** Fixes that write a lock, a loop or a cache otherwise: what the file looks like afterwards, and what is left alone. */
import assert from 'node:assert/strict';
import type { RuleId } from '../../../shared/src/ruleCatalogue.js';
import { fixedTexts } from './fixedTexts.js';

const IOREDIS = "import Redis from 'ioredis';\n\nconst redis = new Redis();\n\n";
const NODE_REDIS =
  "import { createClient } from 'redis';\n\nconst redis = createClient();\nredis.on('error', console.error);\n\n";

async function fixed(
  rule: RuleId,
  text: string,
  dependencies = '{ "ioredis": "5" }',
): Promise<string | undefined> {
  const texts = { 'package.json': `{ "dependencies": ${dependencies} }`, 'src/a.ts': text };
  return (await fixedTexts(texts, rule))?.['src/a.ts'];
}

describe('a lock in one step', () => {
  it('asks the write in the place of the look', async () => {
    const before = `${IOREDIS}export async function run(work: () => Promise<void>) {
  const held = await redis.exists('lock:run');
  if (held > 0) throw new Error('busy');
  await redis.setex('lock:run', 30, '1');
  await work();
}
`;
    const after = `${IOREDIS}export async function run(work: () => Promise<void>) {
  if (!(await redis.set('lock:run', '1', 'EX', 30, 'NX'))) throw new Error('busy');
  await work();
}
`;
    assert.equal(await fixed('lock-not-atomic', before), after);
  });

  it('adds the condition to the options of the client, and an expiry where there is none', async () => {
    const before = `${NODE_REDIS}export async function run(work: () => Promise<void>) {
  if (!(await redis.get('lock:run'))) {
    await redis.set('lock:run', '1');
    await work();
  }
}
`;
    const after = `${NODE_REDIS}export async function run(work: () => Promise<void>) {
  if (await redis.set('lock:run', '1', { PX: 30000, NX: true })) {
    await work();
  }
}
`;
    assert.equal(await fixed('lock-not-atomic', before, '{ "redis": "4" }'), after);
  });

  it('is not offered where what was read is used again', async () => {
    const text = `${IOREDIS}export async function run(work: () => Promise<void>) {
  const holder = await redis.get('lock:run');
  if (holder) throw new Error(holder);
  await redis.set('lock:run', '1', 'EX', 30);
  await work();
}
`;
    assert.equal(await fixed('lock-not-atomic', text), undefined);
  });

  it('is not offered where the lock needs what comes between', async () => {
    const text = `${IOREDIS}export async function run(work: () => Promise<void>) {
  if (await redis.get('lock:run')) return;
  const now = Date.now();
  await redis.set('lock:run', now, 'EX', 30);
  await work();
}
`;
    assert.equal(await fixed('lock-not-atomic', text), undefined);
  });
});

describe('a lock released by its holder', () => {
  const locked = (
    value: string,
    release: string,
  ) => `${IOREDIS}export async function run(work: () => Promise<void>) {
  const taken = await redis.set('lock:run', ${value}, 'EX', 30, 'NX');
  if (!taken) return;
  try {
    await work();
  } finally {
    ${release}
  }
}
`;

  it('compares a token in a script', async () => {
    const after = await fixed('lock-released-by-anyone', locked("'1'", "await redis.del('lock:run');"));
    assert.match(after ?? '', /import \{ randomUUID \} from 'node:crypto';/);
    assert.match(
      after ?? '',
      /\n {2}const lockToken = randomUUID\(\);\n {2}const taken = await redis\.set\('lock:run', lockToken,/,
    );
    assert.match(after ?? '', /\n {4}await releaseLock\(redis, 'lock:run', lockToken\);\n/);
    assert.match(after ?? '', /\nasync function releaseLock\(\n {2}client: \{ eval\(/);
  });

  it('is not offered where the lock has a value of its own, or the answer of the release is used', async () => {
    const own = locked('holder', "await redis.del('lock:run');").replace('run(', 'run(holder: string, ');
    assert.equal(await fixed('lock-released-by-anyone', own), undefined);
    const used = locked("'1'", "console.log(await redis.del('lock:run'));");
    assert.equal(await fixed('lock-released-by-anyone', used), undefined);
  });

  it('is not offered where the token would not be known at the release', async () => {
    const text = `${IOREDIS}export async function run(work: () => Promise<void>) {
  try {
    const taken = await redis.set('lock:run', '1', 'EX', 30, 'NX');
    if (taken) await work();
  } finally {
    await redis.del('lock:run');
  }
}
`;
    assert.equal(await fixed('lock-released-by-anyone', text), undefined);
  });
});

describe('a pipeline around a loop', () => {
  const loop = (body: string) => `${IOREDIS}const key = (id: string) => 'name:' + id;

export class Names {
  async forget(ids: string[]) {
    for (const id of ids) {
${body}
    }
  }
}
`;

  it('collects and sends together', async () => {
    const after = await fixed('command-in-loop', loop('      await redis.del(key(id));'));
    const lines = [
      '    const pipeline = redis.pipeline();',
      '    for (const id of ids) {',
      '      pipeline.del(key(id));',
      '    }',
      '    await pipeline.exec();',
    ];
    assert.ok(after?.includes(`${lines.join('\n')}\n`), after);
  });

  it('is not offered where an answer is used', async () => {
    const body = '      const name = await redis.get(key(id));\n      console.log(name);';
    assert.equal(await fixed('command-in-loop', loop(body)), undefined);
  });

  it('is not offered where there is a pipeline already', async () => {
    const text = loop('      await redis.del(key(id));').replace('(ids: ', '(pipeline: unknown, ids: ');
    assert.equal(await fixed('command-in-loop', text), undefined);
  });
});

describe('a bounded cache in memory', () => {
  const map = (made: string) => `import { readFile } from 'node:fs/promises';

const userCache = ${made};

export async function user(userId: string) {
  const known = userCache.get(userId);
  if (known) return known;
  const loaded = await (await fetch(\`https://users.example/\${userId}\`)).json();
  userCache.set(userId, loaded);
  return loaded;
}
`;
  const WITH_LRU = '{ "ioredis": "5", "lru-cache": "^10.2.0" }';

  it('takes the place of a map', async () => {
    const after = await fixed('unbounded-memory-cache', map('new Map<string, any>()'), WITH_LRU);
    assert.match(
      after ?? '',
      /const userCache = new LRUCache<string, any>\(\{ max: 1000, ttl: 300_000 \}\);/,
    );
    assert.match(after ?? '', /import \{ LRUCache \} from 'lru-cache';/);
  });

  it('is only offered where the project has the library, in a version that exports the name', async () => {
    const text = map('new Map<string, any>()');
    assert.equal(await fixed('unbounded-memory-cache', text), undefined);
    assert.equal(
      await fixed('unbounded-memory-cache', text, '{ "ioredis": "5", "lru-cache": "6" }'),
      undefined,
    );
  });
});

describe('a copy of what a cache holds', () => {
  const lru = (body: string) => `import { LRUCache } from 'lru-cache';

const lists = new LRUCache<string, string[]>({ max: 100 });

export async function names(team: string) {
  if (!lists.has(team)) lists.set(team, await (await fetch(\`https://teams.example/\${team}\`)).json());
${body}
}
`;

  it('is made where it is read', async () => {
    const body = '  const list = lists.get(team);\n  list?.sort();\n  return list;';
    const after = await fixed('cached-object-mutated', lru(body), '{ "lru-cache": "11" }');
    assert.ok(after?.includes('  const list = structuredClone(lists.get(team));\n'), after);
  });
});

describe('a common tag', () => {
  const cluster = (other: string) => `import Redis from 'ioredis';

const cluster = new Redis.Cluster([{ host: 'redis' }]);
const order = (id: string) => \`order:\${id}\`;

function lines(id: string) {
  return \`order-lines:\${id}\`;
}

export const head = (id: string) => cluster.get(${other});
export const forget = (id: string) => cluster.del(order(id), lines(id));
`;

  it('is put into the builders of the keys', async () => {
    const after = await fixed('cross-slot', cluster('order(id)'));
    assert.ok(after?.includes(`\`order:{$\{id}}\``), after);
    assert.ok(after?.includes(`\`order-lines:{$\{id}}\``), after);
  });

  it('is not offered where such a key is written out elsewhere', async () => {
    assert.equal(await fixed('cross-slot', cluster("'order:' + id")), undefined);
  });
});
