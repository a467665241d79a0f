/** `@cacheKey` and `@cacheTtl`: what the author knows and no analysis can. */
import assert from 'node:assert/strict';
import { createAnalysis } from '../../server/src/analysis.js';
import { createMemoryWorkspace } from '../../server/src/workspace/memoryWorkspace.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../shared/src/settings.js';

const users = (comment: string) => `import Redis from 'ioredis';
import { keyFor } from './elsewhere.js';
const redis = new Redis();
${comment}
export const getUser = async (id: string, load: () => Promise<string>) => {
  const cached = await redis.get(keyFor(id));
  if (cached) return cached;
  const user = await load();
  await redis.set(keyFor(id), user);
  return user;
};
export const readShop = (id: string) => redis.get(\`shop:\${id}\`);
`;

async function review(code: string) {
  const source = createMemoryWorkspace({
    'package.json': '{ "dependencies": { "ioredis": "^5.0.0" } }',
    'a.ts': code,
  });
  const { findings, keyPatterns } = await createAnalysis(source, DEFAULT_REVIEW_SETTINGS).review();
  return {
    findings: findings.map(({ rule, key }) => `${rule} ${key}`),
    patterns: keyPatterns.map(({ pattern, ttl }) => `${pattern} ${JSON.stringify(ttl)}`),
  };
}

describe('what an author declares about a function', () => {
  it('names keys that cannot be read, in that function alone', async () => {
    const { findings, patterns } = await review(users('/** Cached.\n * @cacheKey user:{id}\n */'));
    assert.deepEqual(findings, ['missing-ttl user:{id}']);
    assert.deepEqual(patterns, ['shop:{id} {"kind":"unknown"}', 'user:{id} {"kind":"none"}']);
  });

  it('says how long entries live', async () => {
    for (const ttl of ['5m', '300', '300 s']) {
      const { findings, patterns } = await review(users(`/** @cacheKey user:{id} @cacheTtl ${ttl} */`));
      assert.deepEqual(findings, [], ttl);
      assert.ok(patterns.includes('user:{id} {"kind":"known","milliseconds":300000}'), ttl);
    }
  });

  it('does not outrank what can be read', async () => {
    const { patterns } = await review(
      users('/** @cacheKey other:{id} */').replaceAll('keyFor(id)', `\`user:\${id}\``),
    );
    assert.deepEqual(patterns, ['shop:{id} {"kind":"unknown"}', 'user:{id} {"kind":"none"}']);
  });

  it('is about the function behind the comment, not about one behind another statement', async () => {
    const { patterns } = await review(users('/** @cacheKey user:{id} */\nconst limit = 5;'));
    assert.deepEqual(patterns, ['shop:{id} {"kind":"unknown"}']);
  });
});
