/**
 * `npm start -- --check`: opens the sample shop as `npm start` does, waits until diagnostics, key explorer and
 * hit-rate panel have content, saves a picture of each under .artifacts/ and prints what it saw.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openPage, startBrowser } from './browser.js';
import { installCodeServer, pageAddress, startCodeServer } from './codeServer.js';
import { obtainBrowser, type Say } from './programs.js';
import { artifactsFolder, projectRoot, shopWorkspace } from './project.js';
import type { Teardown } from './teardown.js';
import { plainSettings, temporaryFolder } from './visualStudioCode.js';
import {
  explorerRows,
  openExplorer,
  openProblems,
  panelFrame,
  runCommand,
  workbenchReady,
} from './workbench.js';

/** Ends with the exit code 0 when all three have content; throws the reason otherwise. */
export async function checkProduct(
  environment: Readonly<Record<string, string>>,
  teardown: Teardown,
  say: Say,
): Promise<number> {
  const executable = await obtainBrowser(say);
  const server = await installCodeServer(say);
  const dataFolder = temporaryFolder(teardown);
  const running = await startCodeServer(server, { dataFolder, settings: plainSettings, environment });
  teardown.defer(() => running.process.stop());
  const browser = await startBrowser(executable);
  teardown.defer(() => browser.close());
  say('Opening the shop in VS Code …');
  const page = await openPage(
    browser,
    pageAddress(running, { folder: shopWorkspace, extension: projectRoot }),
  );
  try {
    await workbenchReady(page);
    say(`Diagnostics: ${await seeDiagnostics(page)}`);
    say(`Explorer: ${await seeExplorer(page)}`);
    say(`Panel: ${await seePanel(page)}`);
  } catch (error) {
    await picture(page, 'check-failed.png');
    throw error;
  }
  say(`Pictures: ${artifactsFolder}`);
  return 0;
}

async function seeDiagnostics(page: Page): Promise<string> {
  const rows = await openProblems(page);
  const ours = rows.filter({ hasText: 'cache-review' });
  await ours.first().waitFor({ timeout: 60_000 });
  await picture(page, 'check-diagnostics.png');
  const total = await page.locator('[id="status.problems"] a').getAttribute('aria-label');
  return `${oneLine(total)}; the first: ${oneLine(await ours.first().textContent())}`;
}

async function seeExplorer(page: Page): Promise<string> {
  await openExplorer(page);
  const folders = explorerRows(page).and(page.locator('[aria-label^="Folder "]'));
  await folders.first().waitFor({ timeout: 60_000 });
  await picture(page, 'check-explorer.png');
  const labels = await folders.evaluateAll((rows) =>
    rows.map((row: { getAttribute(name: string): string | null }) => row.getAttribute('aria-label')),
  );
  return labels.join('; ');
}

async function seePanel(page: Page): Promise<string> {
  await runCommand(page, 'Cache Review: Open Hit Rate');
  const frame = await panelFrame(page);
  await picture(page, 'check-panel.png');
  return `hit rate ${oneLine(await frame.locator('.hero-number').textContent())}`;
}

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(artifactsFolder, { recursive: true });
  await page.screenshot({ path: join(artifactsFolder, name) });
}

function oneLine(text: string | null): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}
