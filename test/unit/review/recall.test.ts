/** When a review is answered with the one before: how often files are parsed and models built says so. */
import assert from 'node:assert/strict';
import { createAnalysis } from '../../../server/src/analysis.js';
import { extractFacts } from '../../../server/src/facts/extractFacts.js';
import { movedOffsets } from '../../../server/src/facts/places.js';
import { createMemoryWorkspace } from '../../../server/src/workspace/memoryWorkspace.js';
import type { FactsCacheStore } from '../../../server/src/workspace/workspaceSource.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../../shared/src/settings.js';

const CACHED = `import Redis from 'ioredis';
const redis = new Redis();
// cache-review-ignore-next-line keys-command -- small
export const put = (id: string, value: string) => redis
  .set(\`user:\${id}\`, value);
`;

function moved(before: string, after: string) {
  return movedOffsets(extractFacts('a.ts', before), extractFacts('a.ts', after));
}

describe('places of a text', () => {
  const plain = CACHED.replace(/\/\/.*\n/, '');

  it('move with what is typed before them', () => {
    const offsets = moved(plain, `\n// new\n${plain}`);
    assert.equal(offsets?.get(plain.indexOf('redis =')), plain.indexOf('redis =') + '\n// new\n'.length);
  });

  it('do not move when the text says something else', () => {
    assert.equal(moved(plain, plain.replace('user:', 'users:')), undefined);
    assert.equal(moved(plain, plain.replace('put', 'puts')), undefined);
    assert.equal(moved(plain, `${plain}redis.get('x');`), undefined);
  });

  it('do not move when they come to stand in one place', () => {
    assert.equal(moved('f()\ng()', 'f()g()'), undefined);
  });

  it('do not move between lines below a suppression', () => {
    assert.notEqual(moved(plain, plain.replace('\n  .set', '.set')), undefined);
    assert.equal(moved(CACHED, CACHED.replace('\n  .set', '.set')), undefined);
    assert.notEqual(moved(CACHED, CACHED.replace('value)', 'value )')), undefined);
  });
});

describe('an edit', () => {
  it('of a comment moves the findings', async () => {
    const source = createMemoryWorkspace({ 'a.ts': CACHED });
    const analysis = createAnalysis(source, DEFAULT_REVIEW_SETTINGS);
    const before = await analysis.review();
    source.write('a.ts', `\n${CACHED}`);
    const after = await analysis.review();
    assert.deepEqual(
      after.findings.map(({ span }) => span.line),
      before.findings.map(({ span }) => span.line + 1),
    );
  });

  it('of a file that was not read leaves the answer as it is, until it mentions a cache', async () => {
    const source = createMemoryWorkspace({ 'a.ts': CACHED, 'b.ts': 'export const b = 1;' });
    const analysis = createAnalysis(source, DEFAULT_REVIEW_SETTINGS);
    const before = await analysis.review();
    source.write('b.ts', 'export const b = 2;');
    assert.equal((await analysis.review()).findings, before.findings);
    source.write('b.ts', CACHED.replace('user:', 'team:'));
    assert.equal((await analysis.review()).findings.length, before.findings.length * 2);
  });

  it('is not written to the cache of facts by itself', async () => {
    let saves = 0;
    const factsCache: FactsCacheStore = {
      load: () => new Map(),
      save: () => {
        saves += 1;
      },
    };
    const source = createMemoryWorkspace({ 'a.ts': CACHED });
    const analysis = createAnalysis(source, DEFAULT_REVIEW_SETTINGS, { factsCache });
    await analysis.review();
    source.write('a.ts', `${CACHED}\nredis.get('x');`);
    await analysis.review();
    assert.equal(saves, 1);
  });
});
