/** What is found does not depend on which file is looked at first. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { extractFacts } from '../../../server/src/facts/extractFacts.js';
import type { FileFacts } from '../../../server/src/facts/fileFacts.js';
import { buildModel } from '../../../server/src/model/buildModel.js';
import { createLinker } from '../../../server/src/model/evaluation/linker.js';
import { ALL_RULES } from '../../../server/src/rules/allRules.js';
import { runRules } from '../../../server/src/rules/runRules.js';
import { createMemoryWorkspace } from '../../../server/src/workspace/memoryWorkspace.js';
import { DEFAULT_REVIEW_SETTINGS } from '../../../shared/src/settings.js';
import { fixtureNames, joinFixtures } from './joinedFixtures.js';

const settings = { ...DEFAULT_REVIEW_SETTINGS, preset: 'strict' as const, showPossible: true };
/** Of many places they name the first, or the first few; then a suppression of another is of no use. */
const CHOOSES = new Set(['cache-failure-breaks-request', 'stale-fill-race', 'unused-suppression']);

describe('the order of files', () => {
  it('changes no finding', async () => {
    const workspace = fc.shuffledSubarray([...fixtureNames()], { minLength: 6, maxLength: 6 });
    const property = fc.asyncProperty(workspace, fc.infiniteStream(fc.nat()), async (chosen, numbers) => {
      const texts = joinFixtures(chosen, (position) => `part${position}`);
      const snapshot = await createMemoryWorkspace(texts).snapshot();
      const facts = new Map(snapshot.files.map((file) => [file, extractFacts(file, texts[file] ?? '')]));
      const linker = createLinker(snapshot);
      const places = new Map(snapshot.files.map((file) => [file, numbers.next().value ?? 0]));
      const shuffled = snapshot.files.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
      assert.deepEqual(found(shuffled, facts, linker), found(snapshot.files, facts, linker));
    });
    await fc.assert(property, { numRuns: Number(process.env.CACHE_REVIEW_RUNS ?? 40) });
  });
});

function found(
  files: readonly string[],
  facts: ReadonlyMap<string, FileFacts>,
  linker: ReturnType<typeof createLinker>,
): readonly string[] {
  const model = buildModel({ files, factsOf: (file) => facts.get(file), linker });
  return runRules(ALL_RULES, model, settings)
    .findings.filter(({ rule }) => !CHOOSES.has(rule))
    .map(({ rule, span, confidence }) => `${span.file}:${span.start} ${rule} ${confidence}`);
}
