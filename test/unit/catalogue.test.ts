/**
 * One catalogue of rules and one description of settings: the pages that name them are generated, and so is
 * package.json (contributions.test.ts). A stale file is rewritten, and the test fails once to say so.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES, rulePagePath } from '../../shared/src/ruleCatalogue.js';
import { SETTINGS } from '../../shared/src/settings.js';
import { readRulings } from '../ruling/verdicts.js';
import { replaceSection, rulePageHeader, rulesTable, rulingTable, settingsTable } from './generatedTexts.js';

const root = join(import.meta.dirname, '../..');

describe('what is generated from the catalogue is fresh', () => {
  it('the tables of the README', () => {
    refresh('README.md', (text) =>
      replaceSection(replaceSection(text, 'rules', rulesTable()), 'settings', settingsTable()),
    );
  });

  it('the table of verdicts', () => {
    refresh('README.md', (text) => replaceSection(text, 'verdicts', rulingTable(readRulings())));
  });

  for (const rule of RULES) {
    it(`the header of the page of ${rule.id}`, () => {
      refresh(rulePagePath(rule.id), (text) => replaceSection(text, 'header', rulePageHeader(rule)));
    });
  }
});

describe('the catalogue and the files agree', () => {
  it('every rule has a page that bears its name, and there is no other page', () => {
    const pages = readdirSync(join(root, 'server/docs/rules'));
    assert.deepEqual(pages.sort(), RULES.map((rule) => `${rule.id}.md`).sort());
    for (const { id } of RULES) {
      assert.ok(readFileSync(join(root, rulePagePath(id)), 'utf8').startsWith(`# ${id}\n`));
    }
  });

  it('every rule has a file of its name', () => {
    const absent = RULES.filter((rule) => !existsSync(join(root, `server/src/rules/${rule.id}.ts`)));
    assert.deepEqual(absent, []);
  });

  it('no two settings have the same key', () => {
    assert.equal(new Set(SETTINGS.map((setting) => setting.key)).size, SETTINGS.length);
  });
});

describe('a generated section', () => {
  const text = 'a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n<!-- generated: y -->\n<!-- end -->\n';

  it('is replaced, and nothing around it', () => {
    assert.equal(
      replaceSection(text, 'y', 'new $1'),
      'a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n<!-- generated: y -->\n\nnew $1\n\n<!-- end -->\n',
    );
  });

  it('does not change when it is fresh', () => {
    const fresh = replaceSection(text, 'x', 'new');
    assert.equal(replaceSection(fresh, 'x', 'new'), fresh);
  });

  it('must be there', () => {
    assert.throws(() => replaceSection(text, 'z', 'new'), /generated: z/);
  });
});

/** Rewrites the file and fails, if it is not what it should be. `file` is relative to the project. */
function refresh(file: string, generate: (text: string) => string): void {
  const path = join(root, file);
  const text = readFileSync(path, 'utf8');
  const fresh = generate(text);
  if (fresh === text) return;
  writeFileSync(path, fresh);
  assert.fail(`${file} was stale. It has been rewritten: look at the change and commit it.`);
}
