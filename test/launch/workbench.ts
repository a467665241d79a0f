/**
 * The workbench as its user sees and handles it, on a page of the server build: rows, editors, commands. Every
 * wait ends in an error that says what did not appear.
 */
import type { Frame, Locator, Page } from 'playwright-core';
import { waitFor } from './waiting.js';

/** Milliseconds for something that should appear while the machine is busy. */
const patience = 60_000;

/** Resolves when the workbench is drawn and its extensions have started. */
export async function workbenchReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: patience });
  await page.locator('.part.statusbar').waitFor({ timeout: patience });
}

/** Runs a command by the title that the palette shows, `Cache Review: Open Hit Rate`. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const input = await openQuickInput(page, 'F1');
  await input.fill(`>${title}`);
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  await row.waitFor({ timeout: patience });
  await row.click();
}

/** Opens a file of the workspace by a part of its path, and waits until its text is there. */
export async function openFile(page: Page, path: string): Promise<void> {
  const input = await openQuickInput(page, 'Control+p');
  await input.fill(path);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
  await row.waitFor({ timeout: patience });
  await row.click();
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: patience });
}

async function openQuickInput(page: Page, key: string): Promise<Locator> {
  const input = page.locator('.quick-input-widget input[type="text"]').first();
  await waitOrThrow('the command palette', async () => {
    await page.keyboard.press(key);
    return input.waitFor({ state: 'visible', timeout: 2000 }).then(
      () => true,
      // The keyboard is not listened to before the workbench has settled: press again.
      () => undefined,
    );
  });
  return input;
}

/** Picks the entry with this text from the list that is open. */
export async function pickEntry(page: Page, text: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  await row.waitFor({ timeout: patience });
  await row.click();
}

/** Types an answer into the masked input that is open, and accepts it. */
export async function answerMaskedInput(page: Page, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible input[type="password"]');
  await input.waitFor({ timeout: patience });
  await input.fill(text);
  await input.press('Enter');
}

/** The rows of the Problems view, opened first. */
export async function openProblems(page: Page): Promise<Locator> {
  await runCommand(page, 'Problems: Focus on Problems View');
  return page.locator('.markers-panel-container .monaco-list-row');
}

/** The rows of the key explorer, which has the whole sidebar: the cache map below it is closed. */
export async function openExplorer(page: Page): Promise<Locator> {
  await openSidebar(page);
  const map = cacheMapHeader(page);
  if ((await map.getAttribute('aria-expanded')) === 'true') await map.click();
  return explorerRows(page);
}

async function openSidebar(page: Page): Promise<void> {
  const map = cacheMapHeader(page);
  if (await map.isVisible()) return;
  await page.locator('.activitybar .action-label[aria-label^="Cache Review"]').click();
  await map.waitFor({ timeout: patience });
}

function cacheMapHeader(page: Page): Locator {
  return page.locator('.pane-header[aria-label^="Cache Map"]');
}

export function explorerRows(page: Page): Locator {
  const pane = page.locator('.part.sidebar .pane', {
    has: page.locator('.pane-header[aria-label^="Keys"]'),
  });
  return pane.locator('.monaco-list-row');
}

/** The pane of the cache map in the sidebar, opened. */
export async function openCacheMap(page: Page): Promise<Locator> {
  await openSidebar(page);
  const header = cacheMapHeader(page);
  if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
  const pane = page.locator('.part.sidebar .pane', { has: header });
  await pane.locator('.pane-body').waitFor({ timeout: patience });
  return pane;
}

/** Opens the folder of keys with this label and waits for its keys. */
export async function openFolder(page: Page, label: string): Promise<Locator> {
  await explorerRows(page)
    .and(page.locator(`[aria-label^="Folder ${label},"]`))
    .click();
  const keys = explorerRows(page).and(page.locator(`[aria-label^="${label}:"]`));
  await keys.first().waitFor({ timeout: patience });
  return keys;
}

/** The text that the active editor shows, line by line; lines out of sight are not there. */
export async function editorText(page: Page): Promise<string> {
  const lines = await page.locator('.editor-group-container.active .view-line').allTextContents();
  // Monaco draws spaces as no-break spaces.
  return lines.join('\n').replaceAll('\u00a0', ' ');
}

/** The frame of the hit-rate panel once it shows a share in per cent. */
export async function panelFrame(page: Page): Promise<Frame> {
  return waitOrThrow('a hit rate in the panel', async () => {
    for (const frame of page.frames()) {
      const number = frame.locator('.hero-number');
      if ((await count(number)) > 0 && /\d\s*%/.test((await number.first().textContent()) ?? '')) {
        return frame;
      }
    }
    return undefined;
  });
}

/** A frame may go away while it is asked: then there is nothing in it. */
async function count(locator: Locator): Promise<number> {
  return locator.count().catch(() => 0);
}

/** Waits for an answer that is not undefined. */
export async function waitOrThrow<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  limit = patience,
): Promise<T> {
  const answer = await waitFor(ask, limit, 250);
  if (answer === undefined) {
    throw new Error(`Waited ${limit / 1000} seconds for ${what}; it did not appear.`);
  }
  return answer;
}
