/** Makes the first fix of a rule that can be made, in whatever files it concerns, and reviews the result once more. */
import assert from 'node:assert/strict';
import { changesByFile } from '../../../server/src/fixes/changesOfFix.js';
import { EditedFile } from '../../../server/src/fixes/editedFile.js';
import { applyChanges } from '../../../server/src/fixes/textChange.js';
import type { FixKind } from '../../../shared/src/finding.js';
import type { RuleId } from '../../../shared/src/ruleCatalogue.js';
import { reviewTexts } from '../../rules/reviewing.js';

export type Texts = Readonly<Record<string, string>>;

/** The files that change, as they are then; undefined when there is a finding, but nothing that repairs it. */
export async function fixedTexts(
  given: Texts,
  rule: RuleId,
  kind: FixKind = 'suggestion',
): Promise<Texts | undefined> {
  const texts: Texts = { 'package.json': '{ "dependencies": { "ioredis": "5" } }', ...given };
  const files = new Map(Object.entries(texts).map(([name, text]) => [name, new EditedFile(name, text)]));
  const { findings, problems } = await reviewTexts(texts, rule);
  const found = findings.filter((finding) => finding.rule === rule);
  assert.deepEqual(problems, []);
  assert.ok(found.length > 0, `${rule} reports nothing`);
  for (const finding of found) {
    for (const fix of finding.fixes) {
      const changed = changesByFile(fix, (name) => files.get(name));
      if (changed.size === 0) continue;
      assert.equal(fix.kind, kind);
      const repaired = Object.fromEntries(
        [...changed].map(([file, changes]) => [file.name, applyChanges(file.text, changes)]),
      );
      const after = await reviewTexts({ ...texts, ...repaired }, rule);
      const left = after.findings.filter((other) => other.rule === rule);
      assert.equal(left.length, found.length - 1, Object.values(repaired).join('\n'));
      return repaired;
    }
  }
  return undefined;
}
