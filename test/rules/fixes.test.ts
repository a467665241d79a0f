/**
 * Fixes repair: for every finding of the fixtures that has one, the review of the changed text no longer holds the
 * finding, and holds no new one. All safe fixes of a file together do the same.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChangesByFile, changesByFile, type FileOfFix } from '../../server/src/fixes/changesOfFix.js';
import { EditedFile } from '../../server/src/fixes/editedFile.js';
import { safeChanges } from '../../server/src/fixes/safeChanges.js';
import { applyChanges } from '../../server/src/fixes/textChange.js';
import type { Finding } from '../../shared/src/finding.js';
import { RULES, type RuleDescription, type RuleId } from '../../shared/src/ruleCatalogue.js';
import { reviewTexts } from './reviewing.js';

/** Defects that were there before and only count once this one is gone: a lock that can end can be somebody else's. */
const REVEALED: Partial<Record<RuleId, readonly RuleId[]>> = {
  'lock-without-expiry': ['lock-released-by-anyone', 'lock-not-released'],
  'lock-not-atomic': ['lock-released-by-anyone', 'lock-not-released'],
  // They say for how long the copy is left.
  'ttl-too-long': ['write-without-invalidation', 'invalidation-misses-alias', 'derived-keys-left'],
  // Beside a copy that is deleted, another one that is left has a name of its own.
  'write-without-invalidation': ['invalidation-misses-alias', 'derived-keys-left'],
};

const fixtures = join(import.meta.dirname, 'fixtures');

describe('fixes of the fixtures', () => {
  for (const rule of RULES) {
    const { id, fix }: { readonly id: RuleId; readonly fix: RuleDescription['fix'] } = rule;
    if (fix === 'none') continue;
    const cases = readdirSync(join(fixtures, id)).filter((name) => name.startsWith('reports-'));

    describe(id, () => {
      it('has one that can be made', async () => {
        const offered = await Promise.all(cases.map((name) => offersOf(join(fixtures, id, name), id)));
        const kinds = new Set(offered.flat());
        assert.ok(kinds.has(fix), `the catalogue says ${fix}`);
        assert.ok(fix === 'safe' || !kinds.has('safe'), 'the catalogue names the boldest kind');
      });

      for (const name of cases) it(name, () => checkFixes(join(fixtures, id, name), id));
    });
  }
});

async function offersOf(folder: string, rule: RuleId): Promise<readonly string[]> {
  const texts = textsIn(folder);
  const { findings } = await reviewTexts(texts, rule);
  return findings
    .filter((finding) => finding.rule === rule)
    .flatMap((finding) => {
      const made = finding.fixes.filter((fix) => changesByFile(fix, filesIn(texts)).size > 0);
      return made.map(({ kind }) => kind);
    });
}

function filesIn(texts: Readonly<Record<string, string>>): FileOfFix {
  const files = new Map(Object.entries(texts).map(([name, text]) => [name, new EditedFile(name, text)]));
  return (name) => files.get(name);
}

async function checkFixes(folder: string, rule: RuleId): Promise<void> {
  const texts = textsIn(folder);
  const { findings } = await reviewTexts(texts, rule);
  for (const finding of findings) {
    for (const fix of finding.fixes) {
      const changes = changesByFile(fix, filesIn(texts));
      if (changes.size === 0) continue;
      await checkRepair(rule, texts, changes, findings, [finding]);
    }
  }
  for (const name of new Set(findings.map(({ span }) => span.file))) {
    const file = new EditedFile(name, texts[name] ?? '');
    const repaired = findings.filter(
      ({ span, confidence, fixes }) =>
        span.file === name && confidence !== 'possible' && fixes.some(({ kind }) => kind === 'safe'),
    );
    const changes = safeChanges(file, repaired);
    const changed: ChangesByFile = new Map([[file, changes]]);
    if (changes.length > 0) await checkRepair(rule, texts, changed, findings, repaired);
  }
}

async function checkRepair(
  rule: RuleId,
  texts: Readonly<Record<string, string>>,
  changed: ChangesByFile,
  before: readonly Finding[],
  repaired: readonly Finding[],
): Promise<void> {
  const repairedTexts = Object.fromEntries(
    [...changed].map(([file, changes]) => [file.name, applyChanges(file.text, changes)]),
  );
  for (const [name, text] of Object.entries(repairedTexts)) {
    assert.deepEqual(syntaxErrorsOf(new EditedFile(name, text)), [], text);
  }
  const text = Object.values(repairedTexts).join('\n');
  const after = await reviewTexts({ ...texts, ...repairedTexts }, rule);
  const known = before.map(nameOf);
  const isRevealed = (finding: Finding) =>
    REVEALED[rule]?.includes(finding.rule) === true && !known.includes(nameOf(finding));
  const left = after.findings.filter((finding) => !isRevealed(finding));
  const added = left.map(nameOf).filter((name) => !known.includes(name));
  assert.deepEqual(added, [], text);
  // One delete does for all writes of a function that say the same, and a bounded life for some of them.
  assert.ok(left.length <= before.length - repaired.length, text);
  for (const name of repaired.map(nameOf)) assert.ok(count(after.findings, name) < count(before, name), text);
}

function count(findings: readonly Finding[], name: string): number {
  return findings.filter((finding) => nameOf(finding) === name).length;
}

/** Positions move, and what was repaired becomes an example for others; what is found where stays. */
function nameOf({ rule, span, message }: Finding): string {
  return `${span.file} ${rule}: ${message.replace(/, as `[^`]+` does\.$/, '.')}`;
}

function syntaxErrorsOf({ source, text }: EditedFile): readonly string[] {
  const { parseDiagnostics } = source.compilerNode as unknown as {
    readonly parseDiagnostics: readonly { readonly start: number; readonly messageText: unknown }[];
  };
  return parseDiagnostics.map(
    ({ start, messageText }) => `${messageText} at ${text.slice(start, start + 40)}`,
  );
}

/** Every file of a fixture, `package.json` among them. */
function textsIn(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')];
    }),
  );
}
