/** Facts that come back from the cache of facts give what fresh ones give: every fixture, reviewed cold and warm. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FactsCacheStore } from '../../server/src/workspace/workspaceSource.js';
import { RULES, type RuleId } from '../../shared/src/ruleCatalogue.js';
import { reviewFolder } from './reviewing.js';

const fixtures = join(import.meta.dirname, 'fixtures');

describe('a warm review finds what a cold one finds', () => {
  for (const { id } of RULES) {
    it(id, async () => {
      for (const name of readdirSync(join(fixtures, id))) await compare(id, name);
    });
  }
});

async function compare(rule: RuleId, name: string): Promise<void> {
  const factsCache = cacheThroughJson();
  const folder = join(fixtures, rule, name);
  const cold = await reviewFolder(folder, rule, { factsCache });
  const warm = await reviewFolder(folder, rule, { factsCache });
  assert.equal(warm.statistics.parsed, 0, name);
  assert.deepEqual(warm.findings, cold.findings, name);
}

function cacheThroughJson(): FactsCacheStore {
  let kept = '{}';
  return {
    load: () => new Map(Object.entries(JSON.parse(kept) as Record<string, unknown>)),
    save: (_version, facts) => {
      kept = JSON.stringify(Object.fromEntries(facts));
    },
  };
}
