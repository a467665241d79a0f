import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { type CreateAnalysis, createAnalysis } from '../../../server/src/analysis.js';
import { parseCommandLine } from '../../../server/src/report/commandLine.js';
import { runReviewCommand } from '../../../server/src/report/reviewCommand.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { createScriptedAnalysis } from '../../lsp/scriptedAnalysis.js';
import { createTemporaryFolder, type TemporaryFolder } from '../temporaryFolder.js';

const schemaPath = join(__dirname, '../../../server/src/report/review.schema.json');

describe('the command line', () => {
  let folder: TemporaryFolder;
  let overrides: Partial<ReviewSettings> | undefined;
  let analysis: CreateAnalysis;
  beforeEach(() => {
    analysis = createScriptedAnalysis;
    folder = createTemporaryFolder({
      'src/cache.ts': '  // finding missing-ttl src/db.ts\n  redis.set(k, v);\n',
      'src/db.ts': 'update();\n',
      'src/big.min.js': '',
    });
  });
  afterEach(() => folder.remove());

  async function run(...args: string[]) {
    let written = '';
    let complained = '';
    const command = parseCommandLine([...args, '--no-cache']);
    assert.equal(command.kind, 'review', JSON.stringify(command));
    if (command.kind !== 'review') throw new Error('unreachable');
    const status = await runReviewCommand(command, {
      loadEngine: async () => (source, given, options) => {
        overrides = options?.overrides;
        return analysis(source, given, options);
      },
      build: undefined,
      version: '1.2.3',
      workingDirectory: folder.path,
      hasColour: false,
      readRulePage: () => undefined,
      write: (text) => {
        written += text;
      },
      complain: (sentence) => {
        complained += sentence;
      },
    });
    return { status, written, complained };
  }

  it('writes JSON that its schema describes', async () => {
    const { status, written } = await run('.', '--format', 'json');
    assert.equal(status, 1);
    const report: unknown = JSON.parse(written);
    const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(schemaPath, 'utf8')));
    assert.ok(validate(report), JSON.stringify(validate.errors));
    assert.deepEqual(report, {
      tool: 'cache-review',
      version: '1.2.3',
      root: folder.path,
      findings: [
        {
          rule: 'missing-ttl',
          severity: 'warning',
          confidence: 'likely',
          file: 'src/cache.ts',
          line: 2,
          column: 3,
          endLine: 2,
          endColumn: 18,
          message: 'Found by missing-ttl with update();.',
          key: 'user:{id}',
          fixes: ['Add a TTL of 5 minutes'],
          related: [{ file: 'src/db.ts', line: 2, column: 3, message: 'Look here.' }],
        },
      ],
      skipped: [{ file: 'src/big.min.js', reason: 'minified' }],
      stats: { files: 2, parsed: 2, first: 0, further: 0, milliseconds: 1 },
    });
  });

  it('writes text grouped by file', async () => {
    const { written } = await run('.');
    assert.equal(
      written,
      [
        'src/cache.ts',
        '  2:3  warning  Found by missing-ttl with update();.  missing-ttl',
        '                src/db.ts:2:3  Look here.',
        '',
        '1 finding (1 warning): reviewed 2 files in 0.0 s.',
        '1 file skipped: 1 minified. --format json names them.',
        '',
      ].join('\n'),
    );
  });

  it('fails only for findings as severe as --fail-on', async () => {
    assert.equal((await run('.', '--fail-on', 'error')).status, 0);
    assert.equal((await run('.', '--fail-on=warning')).status, 1);
    assert.equal((await run('.', '--fail-on', 'info')).status, 1);
  });

  it('reviews with the preset that is asked for', async () => {
    const presets: (string | undefined)[] = [];
    for (const args of [['.'], ['.', '--preset', 'strict']]) {
      await run(...args);
      presets.push(overrides?.preset);
    }
    assert.deepEqual(presets, [undefined, 'strict']);
  });

  it('follows the nearest settings file, and fails when it cannot', async () => {
    const code =
      "import Redis from 'ioredis';\nconst redis = new Redis();\nexport async function tags() {\n  const found = await redis.keys('tag:*');\n  return found.sort();\n}\n";
    folder.write('.git/HEAD', '');
    folder.write('packages/shop/a.ts', code);
    analysis = createAnalysis;
    assert.equal((await run('packages/shop')).status, 1);
    folder.write('cache-review.json', '{ "rules": { "keys-command": "hint" } }');
    assert.equal((await run('packages/shop')).status, 0);
    folder.write('packages/shop/cache-review.json', '{ "rules": { "keys-command": "of" } }');
    const { status, written, complained } = await run('packages/shop');
    assert.equal(status, 2);
    assert.match(written, /keys-command/, 'the review is not lost');
    assert.match(complained, /^cache-review\.json:1:30: .* Did you mean "off"\?$/);
    folder.write('packages/shop/cache-review.json', '{ "rule": {} }');
    assert.equal((await run('packages/shop')).status, 1, 'what is not known is said and left out');
  });

  it('reports one file alone, reviewed together with its package', async () => {
    folder.write('package.json', '{}');
    const { status, written } = await run('src/cache.ts', '--format', 'json');
    assert.equal(status, 1);
    assert.match(written, /with update/);
    const other = await run('src/db.ts', '--format', 'json');
    assert.equal(other.status, 0);
    assert.equal(JSON.parse(other.written).root, folder.path);
  });

  it('reviews a file that belongs to no package', async () => {
    const { status, written } = await run('src/cache.ts', '--format', 'json');
    assert.equal(status, 1);
    assert.equal(JSON.parse(written).root, join(folder.path, 'src'));
    assert.equal(JSON.parse(written).findings[0].file, 'cache.ts');
  });

  it('says plainly what keeps it from running', async () => {
    folder.write('README.md', '');
    const absent = await run('nowhere');
    assert.deepEqual([absent.status, absent.complained], [2, 'nowhere does not exist.']);
    assert.equal((await run('src/cache.ts/deeper')).complained, 'src/cache.ts/deeper does not exist.');
    assert.match((await run('README.md')).complained, /neither a folder nor a TypeScript or JavaScript/);
    folder.write('src/bad.ts', '// review fails');
    const failed = await run('.');
    assert.deepEqual([failed.status, failed.written], [2, '']);
    assert.equal(failed.complained, 'The review could not run: the script says so');
  });

  it('finds nothing in an empty folder', async () => {
    folder.write('empty/notes.txt', '');
    const { status, written } = await run('empty');
    assert.equal(status, 0);
    assert.equal(written, 'No findings: reviewed 0 files in 0.0 s.\n');
  });

  it('understands its arguments, and says which it does not', () => {
    const messageOf = (...args: string[]) => {
      const command = parseCommandLine(args);
      return command.kind === 'mistake' ? command.message.replace(/ Type .*/, '') : command.kind;
    };
    assert.equal(messageOf('--colour'), 'Unknown option --colour.');
    assert.equal(messageOf('--failon'), 'Unknown option --failon. Did you mean --fail-on?');
    assert.equal(messageOf('-x'), 'Unknown option -x.');
    assert.equal(messageOf('.', '--format', 'xml'), '--format must be text, json or sarif, not xml.');
    assert.equal(messageOf('.', '--format'), '--format needs a value.');
    assert.equal(messageOf('.', '--fail-on', '--no-cache'), '--fail-on needs a value.');
    assert.equal(messageOf('.', '--fail-on', 'hint'), '--fail-on must be error, warning or info, not hint.');
    assert.equal(messageOf('.', '--preset', 'all'), '--preset must be recommended or strict, not all.');
    assert.equal(messageOf('.', '--preset', 'strict'), 'review');
    assert.equal(messageOf('a', 'b'), 'One path at a time, please: got a and b.');
    assert.equal(messageOf('--help'), 'help');
    assert.equal(messageOf('-h'), 'help');
    assert.equal(messageOf('--version'), 'version');
    assert.equal(messageOf(), 'review');
  });
});
