/** What a settings file means, what is said about mistakes in it, and that its schema agrees. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { createAnalysis } from '../../server/src/analysis.js';
import { SettingsResolution } from '../../server/src/settingsFile/effectiveSettings.js';
import { readSettingsFile } from '../../server/src/settingsFile/readSettingsFile.js';
import { createMemoryWorkspace } from '../../server/src/workspace/memoryWorkspace.js';
import {
  DEFAULT_REVIEW_SETTINGS,
  type ReviewSettings,
  readReviewSettings,
} from '../../shared/src/settings.js';

const WHOLE = `{
  // The tools of the shop
  "$schema": "./cache-review.schema.json",
  "preset": "strict",
  "showPossible": true,
  "acceptedStalenessSeconds": 10,
  "words": { "authority": ["badge"], },
  "ignore": ["legacy/"],
  "rules": { "missing-ttl": "error", "keys-command": "off" },
}
`;
const CACHED = `import Redis from 'ioredis';
const redis = new Redis();
export async function remember(id, load) {
  const cached = await redis.get(\`user:\${id}\`);
  if (cached) return cached;
  const value = await load(id);
  await redis.set(\`user:\${id}\`, value);
  return value;
}
`;

function problemsOf(text: string): readonly string[] {
  return readSettingsFile('cache-review.json', text).problems.map(
    ({ severity, message, span }) => `${span.line}:${span.column}-${span.endColumn} ${severity} ${message}`,
  );
}

describe('a settings file', () => {
  it('means what the same settings of the editor mean, with comments and trailing commas', () => {
    const { section, problems } = readSettingsFile('cache-review.json', WHOLE);
    assert.deepEqual(problems, []);
    const expected: ReviewSettings = {
      ...DEFAULT_REVIEW_SETTINGS,
      preset: 'strict',
      showPossible: true,
      acceptedStalenessMs: 10_000,
      words: { ...DEFAULT_REVIEW_SETTINGS.words, authority: ['badge'] },
      ignore: ['legacy/'],
      severities: { 'missing-ttl': 'error', 'keys-command': 'off' },
    };
    assert.deepEqual(readReviewSettings(section), expected);
  });

  it('may be empty', () => {
    assert.deepEqual(problemsOf(''), []);
    assert.deepEqual(problemsOf('// later\n'), []);
    assert.deepEqual(problemsOf('{}'), []);
  });

  it('is told where it is wrong, in sentences', () => {
    assert.deepEqual(problemsOf('{\n  "presets": "strict",\n  "rules": { "missing-tll": "off" }\n}'), [
      '2:3-12 warning There is no setting "presets". Did you mean "preset"?',
      '3:14-27 warning There is no rule "missing-tll". Did you mean "missing-ttl"?',
    ]);
    assert.deepEqual(problemsOf('{ "preset": "strickt", "acceptedStalenessSeconds": "30" }'), [
      '1:13-22 error "preset" must be "recommended" or "strict", not "strickt". Did you mean "strict"?',
      '1:52-56 error "acceptedStalenessSeconds" must be a number, not "30".',
    ]);
    assert.deepEqual(problemsOf('{ "maximumFileKilobytes": 1, "ignore": ["a", 1] }'), [
      '1:27-28 error "maximumFileKilobytes" must be at least 16.',
      '1:46-47 error "ignore[1]" must be a text, not 1.',
    ]);
    assert.deepEqual(problemsOf('[]'), ['1:1-3 error The file must be an object, not a list.']);
    assert.deepEqual(problemsOf('{ "preset": "strict" "rules": {} }'), [
      '1:22-29 error This is not valid JSON: a comma is missing.',
    ]);
    assert.deepEqual(problemsOf('{ "enabled": false }'), ['1:3-12 warning There is no setting "enabled".']);
  });

  it('is told what is meant by the beginning of a name, by a name of the editor, and that a name stands there twice', () => {
    assert.deepEqual(problemsOf('{ "acceptedStaleness": 30, "rules": { "missing-ttl": "warn" } }'), [
      '1:3-22 warning There is no setting "acceptedStaleness". Did you mean "acceptedStalenessSeconds"?',
      '1:54-60 error "rules.missing-ttl" must be "default", "error", "warning", "info", "hint" or "off", not "warn". Did you mean "warning"?',
    ]);
    assert.deepEqual(problemsOf('{ "cacheReview.review.preset": "strict", "rules.stampede": "off" }'), [
      '1:3-30 warning There is no setting "cacheReview.review.preset". Did you mean "preset"?',
      '1:42-58 warning There is no setting "rules.stampede". Did you mean "rules"?',
    ]);
    assert.deepEqual(problemsOf('{ "preset": "strict", "preset": "recommended" }'), [
      '1:23-31 warning "preset" stands here twice, and only the last one counts.',
    ]);
  });

  it('keeps what is right beside what is wrong', () => {
    const { section } = readSettingsFile('a', '{ "preset": 1, "showPossible": true, "ignore": [1, "x"] }');
    const { preset, showPossible, ignore } = readReviewSettings(section);
    assert.deepEqual(
      { preset, showPossible, ignore },
      { preset: 'recommended', showPossible: true, ignore: ['x'] },
    );
  });

  it("alone decides, but whether there is a review is everyone's own", () => {
    const own = {
      ...DEFAULT_REVIEW_SETTINGS,
      enabled: false,
      acceptedStalenessMs: 1,
      preset: 'strict' as const,
    };
    const source = { file: 'cache-review.json', root: '', text: '{ "showPossible": true }' };
    const { settings } = new SettingsResolution().resolve(own, source);
    assert.deepEqual(settings, { ...DEFAULT_REVIEW_SETTINGS, enabled: false, showPossible: true });
    assert.deepEqual(new SettingsResolution().resolve(own, undefined).settings, own);
  });

  it('changes nothing while it is typed, until it is whole again', () => {
    const resolution = new SettingsResolution();
    const severityAfter = (text: string) => {
      const source = { file: 'cache-review.json', root: '', text };
      return resolution.resolve(DEFAULT_REVIEW_SETTINGS, source).settings.severities['missing-ttl'];
    };
    assert.equal(severityAfter('{ "rules": { "missing-ttl": "error" } }'), 'error');
    assert.equal(severityAfter('{ "rules": { "missing-ttl": "er'), 'error');
    assert.equal(severityAfter('{ "rules": { '), 'error');
    assert.equal(severityAfter('{ "rules": { "missing-ttl": "hint" } }'), 'hint');
  });

  it('is described by its schema', () => {
    const path = join(import.meta.dirname, '../../server/docs/cache-review.schema.json');
    const validate = new Ajv({ allErrors: true })
      .addKeyword('enumDescriptions')
      .addKeyword('allowTrailingCommas')
      .compile(JSON.parse(readFileSync(path, 'utf8')));
    const { review, rules } = readSettingsFile('a', WHOLE).section as { review: object; rules: object };
    assert.ok(validate({ ...review, rules }), JSON.stringify(validate.errors));
    assert.equal(validate({ presets: 'strict' }), false);
    assert.equal(validate({ rules: { 'no-such-rule': 'off' } }), false);
  });
});

describe('a review with a settings file', () => {
  it('follows it, and follows its changes', async () => {
    const source = createMemoryWorkspace({ 'src/users.js': CACHED });
    const analysis = createAnalysis(source, DEFAULT_REVIEW_SETTINGS);
    const severities = async () => (await analysis.review()).findings.map(({ severity }) => severity);
    assert.deepEqual(await severities(), ['warning']);
    source.write('cache-review.json', '{ "rules": { "missing-ttl": "error" } }');
    assert.deepEqual(await severities(), ['error']);
    analysis.openDocument('cache-review.json', '{ "ignore": ["src"] }');
    assert.deepEqual(await severities(), []);
    analysis.closeDocument('cache-review.json');
    source.write('cache-review.json', undefined);
    assert.deepEqual(await severities(), ['warning']);
  });

  it('is not lost when the file is broken, and says so', async () => {
    const source = createMemoryWorkspace({
      'src/users.js': CACHED,
      'cache-review.json': '{ "preset": oops }',
    });
    const result = await createAnalysis(source, DEFAULT_REVIEW_SETTINGS).review();
    assert.equal(result.findings.length, 1);
    assert.equal(result.settingsFile.problems[0]?.severity, 'error');
    assert.match(result.problems.join('\n'), /^cache-review\.json:1:13: This is not valid JSON/);
  });

  it('takes what the command line says instead', async () => {
    const source = createMemoryWorkspace({ 'src/users.js': CACHED, 'cache-review.json': '{ "rules": {} }' });
    const overrides = { severities: { 'missing-ttl': 'hint' as const } };
    const { findings } = await createAnalysis(source, DEFAULT_REVIEW_SETTINGS, { overrides }).review();
    assert.equal(findings[0]?.severity, 'hint');
  });
});
