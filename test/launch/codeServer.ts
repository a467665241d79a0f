/**
 * VS Code's server build: the complete workbench in a browser with the same extension host as the desktop. It
 * comes as an npm package (code-server) and is far too large to be a dependency, so it is installed into the
 * cache folder when first needed. Its own entry point drops options that are needed here, therefore
 * `server-main.js` inside it is started.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Say } from './programs.js';
import { cacheFolder } from './project.js';
import { type BackgroundProcess, endOfLog, run, runOrThrow, startInBackground } from './subprocess.js';
import { freePort, waitFor } from './waiting.js';

const codeServerVersion = '4.139.1';
/** The server's native parts fit this version of Node only. */
const nodeVersion = '24';

export interface CodeServer {
  /** The Node executable that runs it. */
  readonly node: string;
  /** Its `server-main.js`. */
  readonly main: string;
}

export interface CodeServerOptions {
  /** Holds the profile, the installed extensions and the log of this run. */
  readonly dataFolder: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface RunningCodeServer {
  /** `http://127.0.0.1:port` */
  readonly address: string;
  readonly process: BackgroundProcess;
}

/** The server build in the cache folder, installed when it is not there. */
export async function installCodeServer(say: Say): Promise<CodeServer> {
  const folder = join(cacheFolder, `code-server-${codeServerVersion}`);
  const server = locate(folder);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) {
    return server;
  }
  say('Getting the server build of VS Code (about 600 MB, once) …');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // Its post-install scripts compile parts that are not needed here, for minutes.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const packages = [`code-server@${codeServerVersion}`, `${nodePackage()}@${nodeVersion}`];
  await runOrThrow('npm', ['install', '--save-exact', ...quiet, ...packages], { cwd: folder });
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  await runOrThrow('npm', ['install', '--omit=dev', ...quiet], { cwd: vscode });
  await runOrThrow('npm', ['install', '--omit=dev', ...quiet], { cwd: join(vscode, 'extensions') });
  writeFileSync(complete, '');
  return server;
}

function locate(folder: string): CodeServer {
  const modules = join(folder, 'node_modules');
  return {
    node: join(modules, nodePackage(), 'bin', 'node'),
    main: join(modules, 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
  };
}

/** The npm package that carries Node's executable for this machine; the package `node` fetches it in a script. */
function nodePackage(): string {
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${process.platform}-${process.arch}`;
}

/** Installs a packaged extension as a user would: into the extensions folder of this run. */
export async function installExtension(
  server: CodeServer,
  options: CodeServerOptions,
  vsix: string,
): Promise<void> {
  const { code, output } = await run(server.node, [
    server.main,
    ...['--install-extension', vsix],
    ...dataArguments(options),
  ]);
  if (code !== 0 || !output.includes('successfully installed')) {
    throw new Error(`${vsix} could not be installed:\n${output}`);
  }
}

export async function startCodeServer(
  server: CodeServer,
  options: CodeServerOptions,
): Promise<RunningCodeServer> {
  const port = await freePort();
  writeSettings(join(options.dataFolder, 'profile'), options.settings);
  const process = startInBackground(
    server.node,
    [
      server.main,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
      ...['--accept-server-license-terms', '--telemetry-level', 'off'],
      // A built workbench takes the extension under development from the address only with this option.
      '--enable-smoke-test-driver',
      ...dataArguments(options),
    ],
    join(options.dataFolder, 'server.log'),
    { environment: options.environment },
  );
  const address = `http://127.0.0.1:${port}`;
  const ready = await waitFor(async () => (process.hasEnded() ? false : await responds(address)), 60_000);
  if (ready !== true) {
    const log = endOfLog(process);
    await process.stop();
    throw new Error(`The server build of VS Code did not start:\n${log}`);
  }
  return { address, process };
}

/** Writes the user settings of a profile, desktop or server. */
export function writeSettings(profile: string, settings: Readonly<Record<string, unknown>>): void {
  const user = join(profile, 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, 'settings.json'), JSON.stringify(settings, undefined, 2));
}

function dataArguments({ dataFolder }: CodeServerOptions): string[] {
  return [
    ...['--server-data-dir', dataFolder],
    ...['--user-data-dir', join(dataFolder, 'profile')],
    ...['--extensions-dir', join(dataFolder, 'extensions')],
  ];
}

async function responds(address: string): Promise<true | undefined> {
  try {
    return (await fetch(`${address}/version`)).ok ? true : undefined;
  } catch {
    // Not listening yet.
    return undefined;
  }
}

export interface PageToOpen {
  readonly folder: string;
  /** The extension under development, as a folder; without it the installed extensions are all there are. */
  readonly extension?: string;
  /** The module whose `run()` the extension host calls, after which it exits. */
  readonly suites?: string;
  readonly openFile?: string;
}

/** The address of a page of the running server. */
export function pageAddress(server: RunningCodeServer, page: PageToOpen): string {
  const payload = [
    ['extensionDevelopmentPath', page.extension],
    ['extensionTestsPath', page.suites],
    ['openFile', page.openFile],
  ].flatMap(([name, path]) => (path === undefined ? [] : [[name, `vscode-remote://remote${path}`]]));
  const query = new URLSearchParams({ folder: page.folder, payload: JSON.stringify(payload) });
  return `${server.address}/?${query.toString().replaceAll('+', '%20')}`;
}

/** What the server wrote last, for an error message. */
export function serverLog(dataFolder: string): string {
  return readFileSync(join(dataFolder, 'server.log'), 'utf8');
}
