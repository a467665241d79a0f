/**
 * The rule pages are true: each example marked `bad` is reported by its rule, each marked `good` is not.
 * An example is a workspace of one file with the libraries that its imports name.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES, rulePagePath } from '../../shared/src/ruleCatalogue.js';
import { reviewTexts } from './reviewing.js';

interface Example {
  readonly kind: 'bad' | 'good';
  readonly text: string;
  /** Of its first line in the page. */
  readonly line: number;
}

const root = join(import.meta.dirname, '../..');
const HEADINGS = [
  '## What it reports',
  '## Why it matters',
  '## Examples',
  '## When not to use it',
  '## How to fix',
  '## Settings',
];
const PACKAGE = JSON.stringify({
  dependencies: {
    '@nestjs/cache-manager': '^3.1.0',
    '@prisma/client': '^6.19.0',
    'cache-manager': '^7.2.0',
    express: '^5.0.0',
    ioredis: '^5.4.1',
    redis: '^5.12.0',
  },
});

for (const rule of RULES) {
  const { id } = rule;
  describe(`the page of ${id}`, () => {
    const page = readFileSync(join(root, rulePagePath(id)), 'utf8');
    const examples = examplesOf(page);

    it('has the usual headings in their order', () => {
      assert.deepEqual(page.match(/^## .*$/gm), HEADINGS);
    });

    it('says why, where it is off unless somebody asks for it', () => {
      const isOff = 'recommended' in rule && !rule.recommended;
      assert.equal(page.includes('\nThis rule is off unless it is switched on: '), isOff);
    });

    it('shows what is reported and what is not', () => {
      assert.ok(examples.some((example) => example.kind === 'bad'));
      assert.ok(examples.some((example) => example.kind === 'good'));
    });

    for (const { kind, text, line } of examples) {
      it(`${kind === 'bad' ? 'is right that' : 'does not report'} the example in line ${line}${kind === 'bad' ? ' is reported' : ''}`, async () => {
        const { findings, problems } = await reviewTexts(
          { 'package.json': PACKAGE, 'src/example.ts': text },
          id,
        );
        assert.deepEqual(problems, []);
        const messages = findings.filter((finding) => finding.rule === id).map((finding) => finding.message);
        if (kind === 'bad') assert.ok(messages.length > 0, text);
        else assert.deepEqual(messages, []);
      });
    }
  });
}

function examplesOf(page: string): readonly Example[] {
  return [...page.matchAll(/^```ts (bad|good)\n(.*?)^```$/gms)].map((match) => ({
    kind: match[1] === 'bad' ? 'bad' : 'good',
    text: match[2] ?? '',
    line: page.slice(0, match.index).split('\n').length + 1,
  }));
}
