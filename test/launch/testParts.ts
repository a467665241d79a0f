/**
 * The parts of `npm test`, each a function that gives its outcome: the static checks, the suites that run in
 * Node, the suites inside VS Code, the package, and the suites that use the package in a browser.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installCodeServer } from './codeServer.js';
import { memcached, obtainBrowser, obtainServer, redisServer, type Say, valkeyServer } from './programs.js';
import { artifactsFolder, projectRoot, shopWorkspace } from './project.js';
import { startSampleDatabase } from './sampleServer.js';
import { lastLines, type RunResult, run } from './subprocess.js';
import { Teardown } from './teardown.js';
import { readMochaReport, type SuiteOutcome } from './testReport.js';
import {
  chooseVisualStudioCode,
  copyWorkspace,
  runSuites,
  type VisualStudioCode,
} from './visualStudioCode.js';

/** What the suites need from the system, ready to run. */
export interface Equipment {
  /** Given to every suite: where the servers and the browser are. */
  readonly environment: Readonly<Record<string, string>>;
  readonly valkey: string;
  readonly code: VisualStudioCode;
}

/** Finds or fetches everything, one after the other: package tools do not like company. */
export async function obtainEquipment(say: Say): Promise<Equipment> {
  const redis = await obtainServer(redisServer, say);
  const valkey = await obtainServer(valkeyServer, say);
  const memcachedServer = await obtainServer(memcached, say);
  const chromium = await obtainBrowser(say);
  const code = await chooseVisualStudioCode();
  await installCodeServer(say);
  say(`redis-server: ${redis}`);
  say(`valkey-server: ${valkey}`);
  say(`memcached: ${memcachedServer}`);
  say(`browser: ${chromium}`);
  say(`VS Code for the extension suites: ${code.kind === 'desktop' ? 'desktop build' : 'server build'}`);
  return {
    environment: {
      CACHE_REVIEW_TEST_REDIS_SERVER: redis,
      CACHE_REVIEW_TEST_VALKEY_SERVER: valkey,
      CACHE_REVIEW_TEST_MEMCACHED: memcachedServer,
      CACHE_REVIEW_TEST_CHROMIUM: chromium,
    },
    valkey,
    code,
  };
}

/** Every project of the checkout that the compiler checks. */
const compilerProjects = ['.', 'client/src/panel/webview', 'test/workspaces/shop'];

export async function checkTypes(): Promise<SuiteOutcome> {
  const results = await Promise.all(
    compilerProjects.map(async (project) =>
      outcome(`types of ${project}`, await run(tool('tsc'), ['-p', project], { cwd: projectRoot })),
    ),
  );
  return {
    passed: results.reduce((total, { passed }) => total + passed, 0),
    failures: results.flatMap(({ failures }) => failures),
  };
}

/** Linter and formatter. */
export async function checkStyle(): Promise<SuiteOutcome> {
  return outcome('biome ci', await run(tool('biome'), ['ci', '--colors=off'], { cwd: projectRoot }));
}

/** Bundles the product, with source maps, and the suites that run inside VS Code. */
export async function build(): Promise<SuiteOutcome> {
  const product = await run(process.execPath, ['.esbuild.mjs'], { cwd: projectRoot });
  return outcome(
    'build',
    product.code === 0
      ? await run(process.execPath, ['.esbuild.mjs', '--tests'], { cwd: projectRoot })
      : product,
  );
}

/** The suites of one folder of test/, in a process of their own. */
export async function runNodeSuites(
  name: string,
  environment: Readonly<Record<string, string>>,
  grep: string | undefined,
): Promise<SuiteOutcome> {
  const report = reportFile(name);
  const filter = grep === undefined ? [] : ['--grep', grep];
  const { output } = await run(
    tool('mocha'),
    [
      ...['--reporter', 'json', '--reporter-option', `output=${report}`],
      ...['--timeout', '120000', ...filter],
      `test/${name}/**/*.test.ts`,
    ],
    { cwd: projectRoot, environment, timeout: 480_000 },
  );
  return readMochaReport(name, report, lastLines(output, 40));
}

/** The suites of test/extension inside VS Code, on a copy of the sample workspace and with a server. */
export async function runExtensionSuites(
  equipment: Equipment,
  grep: string | undefined,
  say: Say,
): Promise<SuiteOutcome> {
  const report = reportFile('extension');
  const teardown = new Teardown();
  try {
    const database = await startSampleDatabase(teardown, equipment.valkey);
    await runSuites(
      equipment.code,
      {
        extension: projectRoot,
        folder: copyWorkspace(shopWorkspace, teardown),
        suites: join(projectRoot, 'dist', 'test', 'extension', 'index.js'),
        resultFile: report,
        environment: {
          ...equipment.environment,
          CACHE_REVIEW_CONNECTION_URL: database,
          ...(grep === undefined ? {} : { CACHE_REVIEW_TEST_GREP: grep }),
        },
        limit: 240_000,
      },
      say,
    );
    return readMochaReport('extension', report, '');
  } finally {
    await teardown.run();
  }
}

/** The file that `npm run package` writes. */
export function packageFile(): string {
  const { name, version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  return join(projectRoot, `${name}-${version}.vsix`);
}

/** Makes the package; a warning is a failure. */
export async function makePackage(): Promise<SuiteOutcome> {
  const file = packageFile();
  rmSync(file, { force: true });
  const result = await run('npm', ['run', '--silent', 'package'], { cwd: projectRoot });
  const clean = result.code === 0 && existsSync(file) && !/\bWARN/i.test(result.output);
  return outcome('package', { code: clean ? 0 : 1, output: result.output });
}

/** A command line tool among the dependencies. */
function tool(name: string): string {
  return join(projectRoot, 'node_modules', '.bin', name);
}

/** Makes the pictures of the last run in the browser those of the README. */
export function keepPictures(): void {
  const pictures = join(projectRoot, 'client', 'media', 'screenshots');
  mkdirSync(pictures, { recursive: true });
  for (const name of ['diagnostic', 'sidebar', 'value', 'panel']) {
    copyFileSync(join(artifactsFolder, `${name}.png`), join(pictures, `${name}.png`));
  }
}

function outcome(title: string, result: RunResult): SuiteOutcome {
  return result.code === 0
    ? { passed: 1, failures: [] }
    : { passed: 0, failures: [{ title, reason: lastLines(result.output, 100) }] };
}

function reportFile(name: string): string {
  const folder = join(artifactsFolder, 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}
