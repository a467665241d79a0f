import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { createReport } from '../../server/src/report/report.js';
import { projectRoot } from '../launch/project.js';
import { reviewFolder } from '../rules/reviewing.js';
import { createTemporaryFolder, type TemporaryFolder } from '../unit/temporaryFolder.js';
import { connectToProcess, type TestClient } from './testClient.js';

const dist = join(__dirname, '../../dist');
const schema = join(__dirname, '../../server/src/report/review.schema.json');

const PACKAGE = JSON.stringify({ name: 'users', dependencies: { ioredis: '^5.4.0' } });
const CACHE = `import Redis from 'ioredis';

const redis = new Redis();

export async function getUser(id: string) {
  const cached = await redis.get(\`user:\${id}\`);
  if (cached) return JSON.parse(cached);
  const user = await load(id);
  await redis.set(\`user:\${id}\`, JSON.stringify(user));
  return user;
}
`;

describe('the built product', () => {
  let folder: TemporaryFolder;
  let server: ChildProcess | undefined;
  before(() => {
    assert.ok(existsSync(join(dist, 'server.js')), 'dist/server.js is missing: npm run build makes it.');
  });
  beforeEach(() => {
    folder = createTemporaryFolder({ 'package.json': PACKAGE, 'src/cache.ts': CACHE });
  });
  afterEach(() => {
    // A server that outlives a failed test would keep the whole run from ending.
    server?.kill();
    folder.remove();
  });
  const environment = () => ({ ...process.env, XDG_CACHE_HOME: join(folder.path, '.cache') });

  it('serves diagnostics, a fix and a hover over standard input and output', async () => {
    const started = spawn(process.execPath, [join(dist, 'server.js'), '--stdio'], { env: environment() });
    server = started;
    const client = await connectToProcess(started, { folders: [folder.path] });
    const uri = pathToFileURL(join(folder.path, 'src/cache.ts')).href;
    const { items } = await client.pullWorkspace();
    assert.deepEqual(
      items.map((item) => item.uri),
      [uri],
      'a closed file is reviewed',
    );
    client.open(uri, CACHE);
    const [diagnostic, ...others] = await client.diagnostics(uri);
    assert.equal(diagnostic?.code, 'missing-ttl');
    assert.equal(diagnostic?.range.start.line, 8);
    assert.deepEqual(others, []);
    const actions = await client.codeActions(uri, diagnostic.range, [diagnostic]);
    assert.match(JSON.stringify(actions[0]?.edit), /, 'EX', \$\{1:\d+\}/);
    const hover = await client.hover(uri, diagnostic.range.start);
    assert.match(JSON.stringify(hover), /user:\{id\}/);
    client.change(uri, [{ text: CACHE.replace('(user));', "(user), 'EX', 300);") }]);
    assert.deepEqual(await client.diagnostics(uri), []);
    client.change(uri, [{ text: CACHE.slice(0, CACHE.indexOf('await load')) }]);
    await client.diagnostics(uri);
    await client.stop();
    assert.equal(started.exitCode, 0);
  });

  it('finds what the sources find, in the shop and beside suppressed lines', async () => {
    const shop = join(projectRoot, 'test/workspaces/shop');
    folder.write(
      'src/cache.ts',
      CACHE.replace(
        '  await redis.set',
        '  // cache-review-ignore-next-line missing-ttl -- few\n  await redis.set',
      ),
    );
    folder.write('src/idle.ts', "// cache-review-ignore-next-line missing-ttl -- gone\nimport './cache';\n");
    for (const path of [shop, folder.path]) {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [join(dist, 'cli.js'), path, '--format', 'json', '--no-cache'],
        { encoding: 'utf8', env: environment() },
      );
      assert.equal(stderr, '');
      const expected = createReport(await reviewFolder(path), path, '');
      assert.ok(expected.findings.length > 0);
      assert.deepEqual(JSON.parse(stdout).findings, expected.findings);
    }
  });

  it('reviews from the command line, with the facts of an earlier run or without', () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(dist, 'cli.js'), ...args], { encoding: 'utf8', env: environment() });
    const first = run(folder.path, '--format', 'json');
    assert.equal(first.stderr, '');
    assert.equal(first.status, 1);
    const report = JSON.parse(first.stdout);
    const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(schema, 'utf8')));
    const isValid: boolean = validate(report);
    assert.ok(isValid, JSON.stringify(validate.errors));
    assert.deepEqual(
      report.findings.map(({ rule, file, line }: { rule: string; file: string; line: number }) => [
        rule,
        file,
        line,
      ]),
      [['missing-ttl', 'src/cache.ts', 9]],
    );
    const second = JSON.parse(run(folder.path, '--format', 'json').stdout);
    assert.equal(second.stats.parsed, 0, 'the facts of the first run are used');
    assert.deepEqual(second.findings, report.findings);
    const fresh = JSON.parse(run(folder.path, '--format', 'json', '--no-cache').stdout);
    assert.equal(fresh.stats.parsed, report.stats.parsed);
    assert.deepEqual(fresh.findings, report.findings);
    assert.equal(run(folder.path, '--fail-on', 'error').status, 0);
    const wrong = run(join(folder.path, 'nowhere'));
    assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /nowhere does not exist\.\n$/);
    assert.equal(run('--colour').status, 2);
    assert.match(run('--version').stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('starts with what the last session found, and reviews what is edited then', async () => {
    const uri = pathToFileURL(join(folder.path, 'src/cache.ts')).href;
    const session = async (use: (client: TestClient) => Promise<void>) => {
      const started = spawn(process.execPath, [join(dist, 'server.js'), '--stdio'], { env: environment() });
      server = started;
      const client = await connectToProcess(started, { folders: [folder.path] });
      await use(client);
      await client.stop();
    };
    const rules = async (client: TestClient) => (await client.diagnostics(uri)).map(({ code }) => code);
    await session(async (client) => assert.deepEqual(await rules(client), ['missing-ttl']));
    await session(async (client) => {
      client.open(uri, CACHE);
      assert.deepEqual(await rules(client), ['missing-ttl']);
      client.change(uri, [{ text: CACHE.replace('(user));', "(user), 'EX', 300);") }]);
      assert.deepEqual(await rules(client), []);
    });
    folder.write('src/cache.ts', CACHE.replace('(user));', "(user), 'EX', 300);"));
    await session(async (client) => assert.deepEqual(await rules(client), []));
  });
});
