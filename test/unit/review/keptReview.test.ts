/** When the review of an earlier run answers, on a folder on disk. */
import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createAnalysis, type ReviewResult } from '../../../server/src/analysis.js';
import { KeptReviews } from '../../../server/src/review/keptReview.js';
import { createDiskWorkspace } from '../../../server/src/workspace/diskWorkspace.js';
import { createReviewFile } from '../../../server/src/workspace/reviewFile.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../../shared/src/settings.js';
import { createTemporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const CACHED = "import Redis from 'ioredis';\nconst redis = new Redis();\nredis.set('user:1', 'x');\n";
const EXPIRING = CACHED.replace("'x')", "'x', 'EX', 60)");
/** A file that was written within the grain of the clock may be written again unseen. Milliseconds. */
const GRAIN_MS = 40;

describe('a kept review', () => {
  let folder: TemporaryFolder;
  let caches: TemporaryFolder;
  beforeEach(async () => {
    folder = createTemporaryFolder({
      'package.json': '{"name":"a"}',
      'src/a.ts': CACHED,
      'src/b.ts': 'b();',
    });
    caches = createTemporaryFolder();
    await setTimeout(GRAIN_MS);
  });
  afterEach(() => {
    folder.remove();
    caches.remove();
  });

  const kept = (build = '1') => new KeptReviews(createReviewFile(folder.path, caches.path), build);
  const untouched = (build?: string, overrides = {}) =>
    kept(build).recallUntouched(createDiskWorkspace(folder.path), DEFAULT_REVIEW_SETTINGS, overrides);
  async function run(build?: string): Promise<ReviewResult> {
    const source = createDiskWorkspace(folder.path);
    const analysis = createAnalysis(source, DEFAULT_REVIEW_SETTINGS, { keptReviews: kept(build) });
    const result = await analysis.review();
    analysis.keep();
    return result;
  }

  it('answers without a file being read while none was touched', async () => {
    const { findings } = await run();
    assert.equal(findings.length, 1);
    assert.deepEqual((await untouched())?.findings, findings);
  });

  it('answers for the same texts with other times, once they were read', async () => {
    const { findings, isKept } = await run();
    assert.equal(isKept, undefined);
    utimesSync(join(folder.path, 'src/a.ts'), 1, 1);
    assert.equal(await untouched(), undefined);
    await setTimeout(GRAIN_MS);
    const again = await run();
    assert.deepEqual([again.isKept, again.findings, again.statistics.parsed], [true, findings, 0]);
    assert.deepEqual((await untouched())?.findings, findings);
  });

  it('is made anew for a text of the same size, time and name', async () => {
    await run();
    folder.write('src/a.ts', CACHED.replace('user:1', 'user:2'));
    utimesSync(join(folder.path, 'src/a.ts'), 1, 1);
    assert.equal(await untouched(), undefined);
    assert.equal((await run()).isKept, undefined);
  });

  const changes: Readonly<Record<string, () => void>> = {
    'a file that came': () => folder.write('src/c.ts', 'c();'),
    'a text that changed': () => folder.write('src/a.ts', EXPIRING),
    'a dependency that changed': () => folder.write('package.json', '{"dependencies":{"ioredis":"^5.0.0"}}'),
    'a settings file': () => folder.write('cache-review.json', '{"rules":{"missing-ttl":"off"}}'),
    'an ignored folder': () => folder.write('.gitignore', 'src/b.ts'),
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`is made anew after ${name}`, async () => {
      await run();
      change();
      await setTimeout(GRAIN_MS);
      assert.equal(await untouched(), undefined);
      assert.equal((await run()).isKept, undefined);
      assert.notEqual(await untouched(), undefined);
    });
  }

  it('is made anew by another build, and for other settings', async () => {
    await run();
    assert.equal(await untouched('2'), undefined);
    assert.equal(await untouched('1', { preset: 'strict' }), undefined);
    assert.equal((await run('2')).isKept, undefined);
  });

  it('is not kept where a file was written just now, unless its text is compared', async () => {
    folder.write('src/b.ts', 'bb();');
    await run();
    await setTimeout(GRAIN_MS);
    assert.equal(await untouched(), undefined);
    assert.equal((await run()).isKept, true);
  });

  it('is not kept where the settings file is wrong', async () => {
    folder.write('cache-review.json', '{"rules":{"missing-ttl":"loud"}}');
    await setTimeout(GRAIN_MS);
    await run();
    assert.equal(await untouched(), undefined);
    assert.ok((await run()).problems.length > 0);
  });

  it('counts as none when its file is broken', async () => {
    await run();
    createReviewFile(folder.path, caches.path).save({ question: 1 });
    assert.equal(await untouched(), undefined);
    assert.equal((await run()).isKept, undefined);
  });
});
