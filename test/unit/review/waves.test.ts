/** How many models a review is made of: one for each wave, of which each reports its files as they are read. */
import assert from 'node:assert/strict';
import { type Analysis, createAnalysis, type ReviewResult } from '../../../server/src/analysis.js';
import { KeptReviews } from '../../../server/src/review/keptReview.js';
import { createDiskWorkspace } from '../../../server/src/workspace/diskWorkspace.js';
import { createMemoryWorkspace } from '../../../server/src/workspace/memoryWorkspace.js';
import { createReviewFile } from '../../../server/src/workspace/reviewFile.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../../shared/src/settings.js';
import { createTemporaryFolder } from '../temporaryFolder.js';

/** Each file has the client from the one before it, so that the waves end before all of them are read. */
const CHAIN: Readonly<Record<string, string>> = {
  'package.json': '{"dependencies":{"ioredis":"^5.0.0"}}',
  'first.ts': "import Redis from 'ioredis';\nexport const one = new Redis();\none.set('a', 'x');\n",
  'second.ts': "import { one } from './first';\nexport const two = one;\ntwo.set('b', 'x');\n",
  'third.ts': "import { two } from './second';\nexport const three = two;\nthree.set('c', 'x');\n",
  'fourth.ts': "import { three } from './third';\nexport const four = three;\nfour.set('d', 'x');\n",
  'fifth.ts': "import { four } from './fourth';\nexport const five = four;\nfive.set('e', 'x');\n",
};

const EDITED = CHAIN['second.ts']?.replace("two.set('b', 'x');\n", '') ?? '';

async function waves(
  analysis: Analysis,
): Promise<{ readonly models: number; readonly result: ReviewResult }> {
  let models = 0;
  const onProgress = (done: number) => {
    if (done === 0) models += 1;
  };
  return { result: await analysis.review({ onProgress }), models };
}

describe('the waves of a review', () => {
  it('are one after an edit that leads nowhere else, even where they ended early', async () => {
    const source = createMemoryWorkspace(CHAIN);
    const analysis = createAnalysis(source, DEFAULT_REVIEW_SETTINGS);
    const first = await waves(analysis);
    source.write('second.ts', EDITED);
    const second = await waves(analysis);
    assert.deepEqual([first.models, second.models], [3, 1]);
    const anew = createAnalysis(
      createMemoryWorkspace({ ...CHAIN, 'second.ts': EDITED }),
      DEFAULT_REVIEW_SETTINGS,
    );
    assert.deepEqual(second.result.findings, (await anew.review()).findings);
    assert.equal(second.result.statistics.further, first.result.statistics.further);
  });

  it('are begun anew after an edit that leads elsewhere', async () => {
    const source = createMemoryWorkspace(CHAIN);
    const analysis = createAnalysis(source, DEFAULT_REVIEW_SETTINGS);
    await waves(analysis);
    source.write('second.ts', "import { one } from './first';\none.set('b', 'x');\n");
    assert.ok((await waves(analysis)).models > 1);
  });

  it('are one in the next run where a text has changed that leads nowhere else', async () => {
    const folder = createTemporaryFolder(CHAIN);
    const caches = createTemporaryFolder();
    const run = async (text?: string) => {
      if (text !== undefined) folder.write('second.ts', text);
      const keptReviews = new KeptReviews(createReviewFile(folder.path, caches.path), '1');
      const source = createDiskWorkspace(folder.path);
      const analysis = createAnalysis(source, DEFAULT_REVIEW_SETTINGS, { keptReviews });
      const answer = await waves(analysis);
      analysis.keep();
      return answer;
    };
    const first = await run();
    const second = await run(EDITED);
    const third = await run(CHAIN['second.ts']);
    folder.remove();
    caches.remove();
    assert.deepEqual([first.models, second.models, third.models], [3, 1, 1]);
    assert.deepEqual(third.result.findings, first.result.findings);
    assert.notDeepEqual(second.result.findings, first.result.findings);
  });
});
