/**
 * Findings of the rules that follow data through files say how they came to be: a chain of places that ends at the
 * finding or tells what follows from it, and how far the search went.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { explanationOf } from '../../shared/src/explanation.js';
import type { RuleId } from '../../shared/src/ruleCatalogue.js';
import { reviewFolder } from './reviewing.js';

const THROUGH_FILES: readonly RuleId[] = [
  'write-without-invalidation',
  'invalidation-misses-key',
  'invalidation-misses-alias',
  'derived-keys-left',
  'joined-data-left',
  'write-through-order',
  'unused-invalidator',
  'local-cache-not-shared',
  'version-never-bumped',
  'stale-fill-race',
  'auth-cache-too-long',
  'auth-cache-without-revocation',
  'shared-key-for-user-data',
  'incomplete-key',
  'tenant-missing-in-key',
  'response-cache-on-private-route',
  'ambiguous-key',
  'secret-in-cache',
  'ttl-too-long',
  'ttl-outlives-value',
  'lossy-serialisation',
];

/** A key by itself, a cache in front of the check, or a credential that is copied from nowhere is all there is to see. */
const DECIDED_AT_ONE_PLACE: ReadonlySet<RuleId> = new Set([
  'ambiguous-key',
  'response-cache-on-private-route',
  'auth-cache-too-long',
]);

const fixtures = join(import.meta.dirname, 'fixtures');

describe('explanations', () => {
  for (const rule of THROUGH_FILES) {
    it(`are complete for ${rule}`, async () => {
      const cases = readdirSync(join(fixtures, rule)).filter((name) => name.startsWith('reports-'));
      for (const name of cases) {
        const { findings } = await reviewFolder(join(fixtures, rule, name), rule);
        for (const finding of findings.filter((one) => one.rule === rule)) {
          const { steps, search } = explanationOf(finding);
          // What the call itself says has no way that leads to it.
          const isOnePlace = DECIDED_AT_ONE_PLACE.has(rule) || finding.confidence === 'certain';
          const where = `${name} ${finding.span.file}:${finding.span.line} ${finding.message}`;
          assert.ok(steps.length >= (isOnePlace ? 1 : 2), `tells where it comes from: ${where}`);
          assert.ok(search, `says what was looked at: ${where}`);
          assert.match(search, /^Looked at .*\.$/, where);
          for (const { message } of steps) assert.doesNotMatch(message, / \(\)|undefined|``/, where);
        }
      }
    });
  }
});
