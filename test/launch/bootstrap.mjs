/**
 * Takes a fresh clone to the point where TypeScript can run, with nothing but Node: checks the version,
 * installs the dependencies when they are missing or are not those of package-lock.json, then hands over to
 * a TypeScript module, in this same process so that Ctrl-C reaches it directly. What it says goes to standard
 * error: standard output belongs to what runs then.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const oldestNode = [20, 19];

function requireNode(exitCode) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) {
    return;
  }
  console.error(`This needs Node ${oldestNode.join('.')} or newer; this is Node ${process.versions.node}.`);
  console.error('Install a newer Node from https://nodejs.org and run the same command again.');
  process.exit(exitCode);
}

/** Compares contents, not times: a checkout gives the lock file a new time without changing it. */
function isInstalled() {
  const installedLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) {
    return false;
  }
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || entry.optional || entry.peer || installed[path]?.version === entry.version,
  );
}

function install(exitCode) {
  console.error('Installing the dependencies (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['inherit', process.stderr, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error('The dependencies could not be installed; the reason is above. Run "npm ci" to try again.');
    process.exit(exitCode);
  }
}

/** Checks Node and installs what is missing; ends the process with `exitCode` where that fails. */
export function prepare(exitCode = 1) {
  requireNode(exitCode);
  if (!isInstalled()) {
    install(exitCode);
  }
}

/** Runs the function `main` of a TypeScript module in this folder. */
export async function handOver(module) {
  prepare();
  process.chdir(root);
  // Without "type": "module" in package.json the TypeScript files are CommonJS modules to tsx.
  const { register } = await import('tsx/cjs/api');
  register();
  const { main } = createRequire(import.meta.url)(`./${module}`);
  await main(process.argv.slice(2));
}
