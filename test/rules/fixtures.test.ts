/**
 * Every folder `fixtures/<rule>/<case>/` is a workspace of its own. A case called `reports-…` holds at least
 * one marker of its rule, a case called `silent-…` holds none; the review must agree with the markers exactly.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../shared/src/finding.js';
import { RULES, type RuleId } from '../../shared/src/ruleCatalogue.js';
import { compareWithMarkers } from './markers.js';
import { readMarkers, reviewFolder } from './reviewing.js';

const fixtures = join(import.meta.dirname, 'fixtures');
const POSITIVE_CASES = 8;
const NEGATIVE_CASES = 10;

describe('fixtures', () => {
  it('there is a folder for every rule and no other', () => {
    assert.deepEqual(readdirSync(fixtures).sort(), RULES.map((rule) => rule.id).sort());
  });

  for (const { id } of RULES) {
    describe(id, () => {
      const cases = readdirSync(join(fixtures, id)).sort();

      it('has enough cases that are reported and that are not', () => {
        assert.ok(cases.filter((name) => name.startsWith('reports-')).length >= POSITIVE_CASES);
        assert.ok(cases.filter((name) => name.startsWith('silent-')).length >= NEGATIVE_CASES);
        assert.deepEqual(
          cases.filter((name) => !/^(?:reports|silent)-/.test(name)),
          [],
        );
      });

      for (const name of cases) it(name, () => checkCase(id, name));
    });
  }
});

async function checkCase(rule: RuleId, name: string): Promise<void> {
  const folder = join(fixtures, rule, name);
  const markers = readMarkers(folder);
  if (name.startsWith('silent-')) assert.deepEqual(markers, [], 'a silent case has no markers');
  else
    assert.ok(
      markers.some((marker) => marker.rule === rule),
      `no marker of ${rule}`,
    );
  const result = await reviewFolder(folder, rule);
  assert.deepEqual(result.problems, []);
  const differences = compareWithMarkers(markers, result.findings);
  assert.equal(differences.join('\n'), '');
  for (const finding of result.findings) checkWords(finding);
}

/** What is wrong, why it matters, what to do; and further places, each told of once. */
function checkWords({ message, span, related }: Finding): void {
  const sentences = message.split(/(?<=[.?]) (?=[A-Z\d`])/);
  assert.equal(sentences.length, 3, message);
  for (const text of [message, ...related.map((location) => location.message)])
    assert.match(text, /^\S.*[.?]$/, text);
  const places = related.map(
    (location) => `${location.span.file}:${location.span.start} ${location.message}`,
  );
  assert.deepEqual([...new Set(places)], places);
  const own = related.filter(({ span: { file, start } }) => file === span.file && start === span.start);
  assert.deepEqual(own, [], 'the place of the finding itself');
}
