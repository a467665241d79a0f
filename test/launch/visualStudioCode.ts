/**
 * A real VS Code for the suites in test/extension, behind one function: the desktop build where one is named or
 * can be downloaded, else the server build with its page in a browser without a window. The suites are the same
 * and cannot tell; their result comes back in a file they write.
 */
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { openPage, startBrowser } from './browser.js';
import { installCodeServer, pageAddress, serverLog, startCodeServer, writeSettings } from './codeServer.js';
import { obtainBrowser, type Say } from './programs.js';
import { cacheFolder, projectRoot } from './project.js';
import { findOnPath, lastLines } from './subprocess.js';
import { Teardown } from './teardown.js';
import { waitFor } from './waiting.js';

/** Settings under which every run is the same and every picture is clean. */
export const plainSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'extensions.ignoreRecommendations': true,
  // In a browser it is on, and would save what a suite only wants to type.
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
} as const;

export interface SuitesToRun {
  /** The folder of the extension under development. */
  readonly extension: string;
  /** Opened as the workspace. */
  readonly folder: string;
  /** The bundled module whose `run()` runs the suites and writes their result. */
  readonly suites: string;
  /** The file that `run()` writes, named to it by CACHE_REVIEW_TEST_RESULT. */
  readonly resultFile: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds until the run counts as hanging. */
  readonly limit: number;
}

export type VisualStudioCode =
  | { readonly kind: 'desktop'; readonly executable?: string }
  | { readonly kind: 'server' };

/**
 * The desktop build when VSCODE_EXECUTABLE_PATH names one, or when there is a display and the download host
 * answers within three seconds; else the server build.
 */
export async function chooseVisualStudioCode(): Promise<VisualStudioCode> {
  const executable = process.env.VSCODE_EXECUTABLE_PATH;
  if (executable) {
    return { kind: 'desktop', executable };
  }
  return hasDisplay() && (await downloadHostAnswers()) ? { kind: 'desktop' } : { kind: 'server' };
}

/** Whether a window can be shown: always, except on Linux without X or Wayland. */
export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
}

async function downloadHostAnswers(): Promise<boolean> {
  try {
    const address = 'https://update.code.visualstudio.com/api/releases/stable';
    return (await fetch(address, { signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    // Not reachable from here, which is the answer.
    return false;
  }
}

/** The command `code` of a desktop VS Code that can open a window here. */
export function desktopCommand(): string | undefined {
  return hasDisplay() ? findOnPath('code') : undefined;
}

/** Runs the suites; when this settles without an error, the result file has been written. */
export async function runSuites(code: VisualStudioCode, run: SuitesToRun, say: Say): Promise<void> {
  rmSync(run.resultFile, { force: true });
  const teardown = new Teardown();
  try {
    await (code.kind === 'desktop' ? runOnDesktop(code, run, teardown) : runOnServer(run, teardown, say));
  } finally {
    await teardown.run();
  }
}

async function runOnDesktop(
  code: Extract<VisualStudioCode, { kind: 'desktop' }>,
  run: SuitesToRun,
  teardown: Teardown,
): Promise<void> {
  const dataFolder = temporaryFolder(teardown);
  writeSettings(dataFolder, { ...plainSettings, ...run.settings });
  const failure = await runTests({
    ...(code.executable === undefined ? {} : { vscodeExecutablePath: code.executable }),
    cachePath: join(cacheFolder, 'desktop'),
    extensionDevelopmentPath: run.extension,
    extensionTestsPath: run.suites,
    extensionTestsEnv: { ...run.environment, CACHE_REVIEW_TEST_RESULT: run.resultFile },
    launchArgs: [
      run.folder,
      ...['--user-data-dir', dataFolder, '--extensions-dir', join(dataFolder, 'extensions')],
      ...['--disable-gpu', '--skip-welcome', '--skip-release-notes'],
    ],
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!existsSync(run.resultFile)) {
    throw new Error(`VS Code ended without a result: ${String(failure ?? 'no reason given')}`);
  }
}

async function runOnServer(run: SuitesToRun, teardown: Teardown, say: Say): Promise<void> {
  const server = await installCodeServer(say);
  const dataFolder = temporaryFolder(teardown);
  const running = await startCodeServer(server, {
    dataFolder,
    settings: { ...plainSettings, ...run.settings },
    environment: { ...run.environment, CACHE_REVIEW_TEST_RESULT: run.resultFile },
  });
  teardown.defer(() => running.process.stop());
  const browser = await startBrowser(await obtainBrowser(say));
  teardown.defer(() => browser.close());
  await openPage(
    browser,
    pageAddress(running, { folder: run.folder, extension: run.extension, suites: run.suites }),
  );
  const ended = await waitFor(() => {
    if (existsSync(run.resultFile)) {
      return 'result';
    }
    return running.process.hasEnded() ? 'crash' : undefined;
  }, run.limit);
  if (ended !== 'result') {
    const log = lastLines(serverLog(dataFolder), 30);
    throw new Error(`${ended === 'crash' ? 'VS Code ended' : 'No result came'}. The end of its log:\n${log}`);
  }
}

/** A new folder outside the project, deleted in the end. */
export function temporaryFolder(teardown: Teardown): string {
  const folder = mkdtempSync(join(tmpdir(), 'cache-review-'));
  teardown.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A copy of a workspace that suites may change, under the same folder name. The project's dependencies are
 * linked into it, so that TypeScript's own checks find the types they find in the original.
 */
export function copyWorkspace(workspace: string, teardown: Teardown): string {
  const copy = join(temporaryFolder(teardown), basename(workspace));
  cpSync(workspace, copy, { recursive: true });
  symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}
