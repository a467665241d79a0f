/** Settings and suppressions, applied to what rules find. */
import assert from 'node:assert/strict';
import { extractFacts } from '../../server/src/facts/extractFacts.js';
import { buildModel } from '../../server/src/model/buildModel.js';
import { createLinker } from '../../server/src/model/evaluation/linker.js';
import type { Rule } from '../../server/src/rules/rule.js';
import { runRules } from '../../server/src/rules/runRules.js';
import { createMemoryWorkspace } from '../../server/src/workspace/memoryWorkspace.js';
import type { Confidence } from '../../shared/src/finding.js';
import { DEFAULT_REVIEW_SETTINGS, type ReviewSettings } from '../../shared/src/settings.js';

const TEXT = '// cache-review-ignore-next-line missing-ttl -- swept nightly\ncache();\ncache();\n';

/** A rule with a finding in a line; its offset, which decides the order, is 0. */
function ruleFinding(line: number, confidence: Confidence): Rule {
  const span = { file: 'a.ts', start: 0, end: 1, line, column: 1, endLine: line, endColumn: 2 };
  return { id: 'missing-ttl', review: () => [{ confidence, span, message: 'No TTL.' }] };
}

async function found(rules: readonly Rule[], changed: Partial<ReviewSettings> = {}) {
  const facts = extractFacts('a.ts', TEXT);
  const linker = createLinker(await createMemoryWorkspace({ 'a.ts': TEXT }).snapshot());
  const model = buildModel({ files: ['a.ts'], factsOf: () => facts, linker });
  const { findings } = runRules(rules, model, { ...DEFAULT_REVIEW_SETTINGS, ...changed });
  return findings.map(({ rule, span }) => `${span.line} ${rule}`);
}

describe('suppressions', () => {
  it('take away the findings of their line, and only those', async () => {
    assert.deepEqual(await found([ruleFinding(2, 'likely')]), []);
    assert.deepEqual(await found([ruleFinding(3, 'likely')]), ['3 missing-ttl', '1 unused-suppression']);
  });

  it('are used by a finding that would be hidden anyway', async () => {
    assert.deepEqual(await found([ruleFinding(2, 'possible')]), []);
    assert.deepEqual(await found([ruleFinding(2, 'possible')], { showPossible: true }), []);
  });

  it('are not judged when their rule is off, has failed or is not run', async () => {
    assert.deepEqual(await found([ruleFinding(3, 'likely')], { severities: { 'missing-ttl': 'off' } }), []);
    const failing: Rule = {
      id: 'missing-ttl',
      review() {
        throw new Error('no such thing');
      },
    };
    assert.deepEqual(await found([failing]), []);
    assert.deepEqual(await found([]), []);
  });

  it('are not judged when nobody wants to know', async () => {
    const rules = [ruleFinding(3, 'likely')];
    assert.deepEqual(await found(rules, { severities: { 'unused-suppression': 'off' } }), ['3 missing-ttl']);
  });
});
