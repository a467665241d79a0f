/**
 * The programs a run needs from the system, each found or obtained in the same order: the environment variable
 * that names it, the PATH, a package, and for the browser the one playwright brings. What cannot be had ends in
 * an error with the one command to type.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasDebianPackages, unpackedPath, unpackProgram } from './debianPackage.js';
import { cacheFolder, projectRoot } from './project.js';
import { findOnPath, run, runOrThrow } from './subprocess.js';

export interface Program {
  /** As in messages: `valkey-server`, `a Chromium-family browser`. */
  readonly name: string;
  /** The environment variable that names the executable. */
  readonly variable: string;
  /** Commands that will do, the best first. */
  readonly commands: readonly string[];
  /** The Debian packages that carry it. */
  readonly packages: readonly string[];
  /** Where it is inside them. */
  readonly unpacked: string;
}

export const redisServer: Program = {
  name: 'redis-server',
  variable: 'CACHE_REVIEW_REDIS_SERVER',
  commands: ['redis-server'],
  packages: ['redis-server', 'redis-tools'],
  unpacked: 'usr/bin/redis-server',
};

export const valkeyServer: Program = {
  name: 'valkey-server',
  variable: 'CACHE_REVIEW_VALKEY_SERVER',
  commands: ['valkey-server'],
  packages: ['valkey-server', 'valkey-tools'],
  unpacked: 'usr/bin/valkey-server',
};

export const memcached: Program = {
  name: 'memcached',
  variable: 'CACHE_REVIEW_MEMCACHED',
  commands: ['memcached'],
  packages: ['memcached'],
  unpacked: 'usr/bin/memcached',
};

export const browser: Program = {
  name: 'a Chromium-family browser',
  variable: 'CACHE_REVIEW_CHROMIUM',
  commands: [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'brave-browser',
  ],
  packages: ['chromium', 'chromium-common'],
  unpacked: 'usr/lib/chromium/chromium',
};

/** Says what is being done, one line each; used while something takes noticeable time. */
export type Say = (line: string) => void;

/** An executable named by its environment variable or on the PATH. Throws when the variable names nothing. */
export function findProgram(program: Program): string | undefined {
  const named = process.env[program.variable];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) {
      throw new Error(`${program.variable} names ${named}, and there is no such file.`);
    }
    return named;
  }
  return program.commands.map(findOnPath).find((path) => path !== undefined);
}

/** What an earlier run has unpacked into the cache folder. */
function findUnpacked(program: Program): string | undefined {
  const path = unpackedPath(program.unpacked, cacheFolder);
  return existsSync(path) ? path : undefined;
}

/** As `findProgram`, else the Debian package unpacked into the cache folder. Needs no root. */
export async function findOrUnpackProgram(program: Program, say: Say): Promise<string | undefined> {
  return findProgram(program) ?? findUnpacked(program) ?? (await unpack(program, say));
}

/** As `findOrUnpackProgram`, but where it is root on Debian it installs the package. Throws when all fails. */
export async function obtainServer(program: Program, say: Say): Promise<string> {
  const found =
    findProgram(program) ??
    findUnpacked(program) ??
    (await installPackage(program, say)) ??
    (await unpack(program, say));
  if (found === undefined) {
    throw new Error(missing(program, installCommand(program)));
  }
  return found;
}

/** A browser: found, installed where it is root on Debian, the one playwright brings, or a package unpacked. */
export async function obtainBrowser(say: Say): Promise<string> {
  const found =
    findProgram(browser) ??
    findUnpacked(browser) ??
    (await installPackage(browser, say)) ??
    (await downloadBrowser(say)) ??
    (await unpack(browser, say));
  if (found === undefined) {
    throw new Error(missing(browser, installCommand(browser)));
  }
  return found;
}

async function installPackage(program: Program, say: Say): Promise<string | undefined> {
  const [main] = program.packages;
  if (process.getuid?.() !== 0 || !hasDebianPackages() || main === undefined) {
    return undefined;
  }
  if (!(await isInSources(main))) {
    await run('apt-get', ['update']);
    if (!(await isInSources(main))) {
      return undefined;
    }
  }
  say(`Installing the package ${main} …`);
  // RUNLEVEL=1 keeps the package from starting a service: the tests start servers of their own.
  const environment = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const { code, output } = await run('apt-get', ['install', '--yes', '--no-install-recommends', main], {
    environment,
  });
  if (code !== 0) {
    say(`That did not work:\n${output.trimEnd()}`);
  }
  return findProgram(program);
}

async function unpack(program: Program, say: Say): Promise<string | undefined> {
  if (!hasDebianPackages()) {
    return undefined;
  }
  say(`Getting ${program.name} into ${cacheFolder} …`);
  try {
    return await unpackProgram({ packages: program.packages, program: program.unpacked }, cacheFolder);
  } catch (error) {
    say(`That did not work: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function isInSources(name: string): Promise<boolean> {
  const { output } = await run('apt-cache', ['policy', name], { environment: { LC_ALL: 'C' } });
  return /Candidate: (?!\(none\))/.test(output);
}

async function downloadBrowser(say: Say): Promise<string | undefined> {
  const browsers = join(cacheFolder, 'browsers');
  process.env.PLAYWRIGHT_BROWSERS_PATH = browsers;
  const { chromium } = await import('playwright-core');
  if (existsSync(chromium.executablePath())) {
    return chromium.executablePath();
  }
  say(`Downloading a browser into ${browsers} …`);
  const tool = join(projectRoot, 'node_modules', 'playwright-core', 'cli.js');
  try {
    await runOrThrow(process.execPath, [tool, 'install', 'chromium'], { timeout: 300_000 });
    return chromium.executablePath();
  } catch (error) {
    say(`That did not work: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function missing(program: Program, command: string): string {
  return `${program.name} is missing and could not be fetched. Install it with: ${command}\nOr name an executable in ${program.variable}.`;
}

function installCommand(program: Program): string {
  const [main = program.name] = program.packages;
  return process.platform === 'darwin'
    ? `brew install ${main.replace(/-server$/, '')}`
    : `sudo apt-get install ${main}`;
}
