/**
 * `npm run review -- PATH`: the command line of the product from a clone. Builds it first when it is missing or
 * older than its sources, and then is the command line: same arguments, output and exit status. What happens
 * before is said on standard error.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { prepare, root } from './bootstrap.mjs';

/** The review could not run, as the command line itself says it. */
const exitFailed = 2;
const commandLine = join(root, 'dist', 'cli.js');
/** The command line loads the compiler from beside it. */
const outputs = [commandLine, join(root, 'dist', 'parser.js')];
const sources = ['server/src', 'shared/src', 'package.json', 'package-lock.json', '.esbuild.mjs'];

function newestChange(path) {
  const stat = statSync(path);
  return stat.isDirectory()
    ? Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))))
    : stat.mtimeMs;
}

function isBuilt() {
  if (!outputs.every((file) => existsSync(file))) {
    return false;
  }
  const built = Math.min(...outputs.map((file) => statSync(file).mtimeMs));
  return sources.every((source) => newestChange(join(root, source)) <= built);
}

function build() {
  console.error('Building …');
  const { status } = spawnSync(process.execPath, ['.esbuild.mjs'], {
    cwd: root,
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  if (status !== 0) {
    console.error('Cache Review could not be built; the reason is above.');
    process.exit(exitFailed);
  }
}

prepare(exitFailed);
if (!isBuilt()) {
  build();
}
// npm changes to the project's folder; a relative path means the folder in which the command was typed.
process.chdir(process.env.INIT_CWD ?? process.cwd());
createRequire(import.meta.url)(commandLine);
