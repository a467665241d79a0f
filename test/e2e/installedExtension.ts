/**
 * The packaged extension installed into a VS Code of its own, as a user installs it, with a copy of the sample
 * shop open in a browser.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openPage, startBrowser } from '../launch/browser.js';
import { installCodeServer, installExtension, pageAddress, startCodeServer } from '../launch/codeServer.js';
import { artifactsFolder, shopWorkspace } from '../launch/project.js';
import { startSampleDatabase } from '../launch/sampleServer.js';
import type { Teardown } from '../launch/teardown.js';
import { copyWorkspace, plainSettings, temporaryFolder } from '../launch/visualStudioCode.js';
import { workbenchReady } from '../launch/workbench.js';

export interface InstalledExtension {
  readonly page: Page;
  /** Holds everything VS Code keeps: profile, extensions, state, logs. */
  readonly dataFolder: string;
  /** Where VS Code unpacked the extension. */
  readonly extensionsFolder: string;
  /** The same VS Code in another window, with another folder open. */
  openFolder(folder: string): Promise<Page>;
}

export interface InstallationOptions {
  /** Added to the settings under which every run is the same. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Connected to a server that is filled with keys and under traffic, as soon as the workspace is trusted. */
export async function openWithSampleServer(
  teardown: Teardown,
  options: Pick<InstallationOptions, 'settings'> = {},
): Promise<InstalledExtension> {
  const url = await startSampleDatabase(teardown, valkeyServer());
  return openWithPackage(teardown, { ...options, environment: { CACHE_REVIEW_CONNECTION_URL: url } });
}

/** Without any connection unless the environment names one. */
export async function openWithPackage(
  teardown: Teardown,
  { settings = {}, environment = {} }: InstallationOptions = {},
): Promise<InstalledExtension> {
  const server = await installCodeServer(console.log);
  const dataFolder = temporaryFolder(teardown);
  const options = {
    dataFolder,
    // The dependencies are linked into the copy of the shop, which has none of its own.
    settings: { ...plainSettings, 'files.exclude': { node_modules: true }, ...settings },
    environment,
  };
  await installExtension(server, options, packageFile());
  const running = await startCodeServer(server, options);
  teardown.defer(() => running.process.stop());
  const browser = await startBrowser(fromEnvironment('CACHE_REVIEW_TEST_CHROMIUM'));
  teardown.defer(() => browser.close());
  const openFolder = async (folder: string): Promise<Page> => {
    const page = await openPage(browser, pageAddress(running, { folder }));
    await workbenchReady(page);
    return page;
  };
  const page = await openFolder(copyWorkspace(shopWorkspace, teardown));
  return { page, dataFolder, extensionsFolder: join(dataFolder, 'extensions'), openFolder };
}

/** The package under test. */
export function packageFile(): string {
  return fromEnvironment('CACHE_REVIEW_TEST_PACKAGE');
}

export function valkeyServer(): string {
  return fromEnvironment('CACHE_REVIEW_TEST_VALKEY_SERVER');
}

/** Saves what the page shows under .artifacts/. */
export async function savePicture(page: Page, name: string): Promise<void> {
  mkdirSync(artifactsFolder, { recursive: true });
  await page.screenshot({ path: join(artifactsFolder, name) });
}

/** For `afterEach`: what the page shows when a test has failed. */
export async function savePictureOfFailure(
  page: Page | undefined,
  test: { readonly state?: string | undefined; readonly title: string } | undefined,
): Promise<void> {
  if (page && test?.state === 'failed') {
    await savePicture(page, `failed-${test.title.replace(/\W+/g, '-')}.png`);
  }
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set; "npm test -- --only e2e" sets it.`);
  }
  return value;
}
