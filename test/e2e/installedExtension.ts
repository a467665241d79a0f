/**
 * The packaged extension installed into a VS Code of its own, as a user installs it, with the sample shop open in
 * a browser and a server that is filled with keys and under traffic.
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
  /** Where VS Code unpacked the extension. */
  readonly extensionsFolder: string;
}

export async function openWithPackage(teardown: Teardown): Promise<InstalledExtension> {
  const url = await startSampleDatabase(teardown, fromEnvironment('CACHE_REVIEW_TEST_VALKEY_SERVER'));
  const server = await installCodeServer(console.log);
  const options = {
    dataFolder: temporaryFolder(teardown),
    // The dependencies are linked into the copy of the shop, which has none of its own.
    settings: { ...plainSettings, 'files.exclude': { node_modules: true } },
    environment: { CACHE_REVIEW_CONNECTION_URL: url },
  };
  await installExtension(server, options, packageFile());
  const running = await startCodeServer(server, options);
  teardown.defer(() => running.process.stop());
  const browser = await startBrowser(fromEnvironment('CACHE_REVIEW_TEST_CHROMIUM'));
  teardown.defer(() => browser.close());
  const folder = copyWorkspace(shopWorkspace, teardown);
  const page = await openPage(browser, pageAddress(running, { folder }));
  await workbenchReady(page);
  return { page, extensionsFolder: join(options.dataFolder, 'extensions') };
}

/** The package under test. */
export function packageFile(): string {
  return fromEnvironment('CACHE_REVIEW_TEST_PACKAGE');
}

/** Saves what the page shows under .artifacts/. */
export async function savePicture(page: Page, name: string): Promise<void> {
  mkdirSync(artifactsFolder, { recursive: true });
  await page.screenshot({ path: join(artifactsFolder, name) });
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not set; "npm test -- --only e2e" sets it.`);
  }
  return value;
}
