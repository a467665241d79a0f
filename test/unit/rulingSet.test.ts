import assert from 'node:assert/strict';
import { RULES } from '../../shared/src/ruleCatalogue.js';
import { compareRulings, findingsPerRule, tally } from '../ruling/compareRulings.js';
import { type JudgedFinding, readRulings, VERDICTS } from '../ruling/verdicts.js';

const right: JudgedFinding = {
  ...{ file: 'a.ts', line: 3, rule: 'missing-ttl', key: 'user:{id}' },
  ...{ verdict: 'right', reason: 'Nothing deletes it.' },
};

describe('the comparison with earlier verdicts', () => {
  it('keeps the verdict of what is found again', () => {
    const { now, gone } = compareRulings([right], [{ ...right }]);
    assert.deepEqual(now, [right]);
    assert.deepEqual(gone, []);
  });

  it('has no verdict on what is new, and another line or key is something new', () => {
    const { file, rule } = right;
    const found = [
      { file, line: 4, rule, key: 'user:{id}' },
      { file, line: 3, rule, key: 'order:{id}' },
    ];
    const { now, gone } = compareRulings([right], found);
    assert.deepEqual(
      now.map(({ line, verdict }) => [line, verdict]),
      [
        [3, 'unjudged'],
        [4, 'unjudged'],
      ],
    );
    assert.deepEqual(gone, [right]);
  });

  it('counts verdicts and rules, the most frequent first', () => {
    const findings = [right, { ...right, rule: 'keys-command', verdict: 'wrong' as const }, right];
    assert.deepEqual(tally(findings), { right: 2, debatable: 0, wrong: 1, unjudged: 0 });
    assert.equal(findingsPerRule(findings), 'missing-ttl 2, keys-command 1');
  });
});

describe('the stored verdicts', () => {
  const rulings = readRulings();

  it('are about at least fourteen repositories, each at one commit', () => {
    assert.ok(rulings.length >= 14, `${rulings.length} repositories`);
    for (const { repository, commit, lines } of rulings) {
      assert.match(repository, /^[\w.-]+\/[\w.-]+$/);
      assert.match(commit, /^[0-9a-f]{40}$/);
      assert.ok(lines > 0, repository);
    }
  });

  it('judge every finding, with a reason, and name rules that exist', () => {
    const ids: readonly string[] = RULES.map(({ id }) => id);
    for (const { repository, findings } of rulings) {
      for (const finding of findings) {
        const place = `${repository} ${finding.file}:${finding.line}`;
        assert.ok(VERDICTS.includes(finding.verdict) && finding.verdict !== 'unjudged', place);
        assert.ok(finding.reason.length > 0, place);
        assert.ok(ids.includes(finding.rule), `${place} ${finding.rule}`);
      }
    }
  });
});
