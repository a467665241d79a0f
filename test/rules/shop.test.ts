/** The sample workspace: the review finds what its markers say, and nothing in the code that only looks alike. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ReviewResult } from '../../server/src/analysis.js';
import type { RuleId } from '../../shared/src/ruleCatalogue.js';
import { compareWithMarkers } from './markers.js';
import { readMarkers, readSources, reviewFolder } from './reviewing.js';

const shop = join(import.meta.dirname, '../workspaces/shop');
const DEFECTS = 14;
/** Rules that follow data through the whole workspace; those about one operation have their fixtures. */
const SHOWN: readonly RuleId[] = ['missing-ttl', 'write-without-invalidation', 'auth-cache-too-long'];

describe('the sample shop', () => {
  const markers = readMarkers(shop);
  let result: ReviewResult;

  before(async () => {
    result = await reviewFolder(shop);
  });

  it('holds defects of every rule that needs a workspace, and as many look-alikes', () => {
    const lookAlikes = [...readSources(shop).values()].flatMap((text) => text.match(/\/\/ fine: \S/g) ?? []);
    assert.ok(markers.length >= DEFECTS, `${markers.length} defects`);
    assert.ok(lookAlikes.length >= markers.length, `${lookAlikes.length} look-alikes`);
    assert.deepEqual(
      SHOWN.filter((id) => !markers.some((marker) => marker.rule === id)),
      [],
    );
  });

  it('is reviewed as its markers say', () => {
    assert.equal(compareWithMarkers(markers, result.findings).join('\n'), '');
  });

  it('is reviewed without problems, all but the generated client', () => {
    assert.deepEqual(result.problems, []);
    assert.deepEqual(result.skipped, [{ file: 'src/generated/prisma/client.ts', reason: 'generated' }]);
  });

  it('gives every finding a key and a message of whole sentences', () => {
    for (const finding of result.findings) {
      assert.ok(finding.key, finding.message);
      assert.match(finding.message, /^[A-Z`].*\.$/s);
    }
  });

  it('leads from a write to the code that keeps the copy', () => {
    const writes = result.findings.filter((finding) => finding.rule === 'write-without-invalidation');
    for (const { related, message } of writes) assert.ok(related.length > 0, message);
  });
});
