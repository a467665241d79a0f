import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Locator, Page } from 'playwright-core';
import { Teardown } from '../launch/teardown.js';
import { temporaryFolder } from '../launch/visualStudioCode.js';
import { openCacheMap, runCommand, waitOrThrow } from '../launch/workbench.js';
import {
  type InstalledExtension,
  openWithPackage,
  savePicture,
  savePictureOfFailure,
} from './installedExtension.js';

describe('the cache map in the sidebar', () => {
  const teardown = new Teardown();
  let installed: InstalledExtension;
  let page: Page;
  let map: Locator;

  before(async function () {
    this.timeout(180_000);
    installed = await openWithPackage(teardown);
    page = installed.page;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    map = await openCacheMap(page);
    await row('Key pattern coupon:{code}').waitFor();
    await map.locator('.monaco-list').first().focus();
  });

  after(() => teardown.run());

  afterEach(function () {
    return savePictureOfFailure(page, this.currentTest);
  });

  /** The row that a screen reader begins to read with this text. */
  function row(spoken: string): Locator {
    return map.locator('.monaco-list-row').and(page.locator(`[aria-label^="${spoken}"]`));
  }

  /** The keyboard on the first pattern. */
  async function firstRow(): Promise<void> {
    await map.locator('.monaco-list').first().focus();
    await page.keyboard.press('Home');
    await map.locator('.monaco-list-row.focused').and(row('Key pattern coupon:{code}')).waitFor();
  }

  async function clipboard(): Promise<string> {
    return page.evaluate<string>('navigator.clipboard.readText()');
  }

  async function filterBy(text: string): Promise<void> {
    await page.keyboard.press('Control+Alt+f');
    const input = page.locator('.quick-input-widget:visible input[type="text"]');
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  it('says of every key pattern whether writes forget it, and how long it lives', async () => {
    const box = await map.boundingBox();
    assert.ok((box?.height ?? 0) > 250, 'the map has room beside the keys');
    const spoken = (await row('Key pattern coupon:{code}').getAttribute('aria-label')) ?? '';
    assert.match(spoken, /A cached copy\. Lives [^.]+\. \d+ database writes? leaves? it as it was/);
    const shown = (await row('Key pattern coupon:{code}').textContent()) ?? '';
    assert.match(shown, /coupon:\{code\}.*· Coupon/, 'its life and what it is a copy of stand beside it');
  });

  it('is narrowed by the keyboard alone, and says what it hides', async () => {
    await filterBy('coupon');
    await map.locator('.message', { hasText: 'Filtered by "coupon".' }).waitFor();
    await waitOrThrow('only what has to do with coupons', async () => {
      const patterns = await row('Key pattern').allTextContents();
      return patterns.length > 0 && patterns.length < 5 ? true : undefined;
    });
  });

  it('opens with the keyboard: life, entity, writers, readers, invalidators, marked database writes', async () => {
    await firstRow();
    await page.keyboard.press('ArrowRight');
    for (const part of ['Lives ', 'Copy of Coupon', 'Written by: ', 'Read by: ', 'Invalidated by: ']) {
      await row(part).waitFor();
    }
    const forgetful = row('importCoupons').filter({ has: page.locator('.codicon-warning') });
    assert.match(
      (await forgetful.getAttribute('aria-label')) ?? '',
      /couponImport\.ts line \d+\. It leaves the cached copy as it was\.$/,
    );
    const kept = map.locator('[aria-label$="The cached copy is deleted or overwritten."]');
    await kept
      .filter({ has: page.locator('.codicon-pass') })
      .first()
      .waitFor();
    await savePicture(page, 'cache-map.png');
    await row('importCoupons').hover();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'importCoupons' });
    await hover.getByText('src/jobs/couponImport.ts:7').waitFor();
    assert.doesNotMatch((await hover.textContent()) ?? '', /\u2400|\u240a|\\n/, 'lines are lines');
  });

  it('goes to the write that forgets, with Enter', async () => {
    await firstRow();
    await waitOrThrow('the row of the write', async () => {
      await page.keyboard.press('ArrowDown');
      const focused = map.locator('.monaco-list-row.focused');
      return (await focused.getAttribute('aria-label'))?.startsWith('importCoupons') ? true : undefined;
    });
    await page.keyboard.press('Enter');
    await page.locator('.tab.active[data-resource-name="couponImport.ts"]').waitFor();
    await page.locator('.part.statusbar', { hasText: /Ln 7, Col 11(?! \()/ }).waitFor();
  });

  it('is copied as Markdown, as far as the filter shows it', async () => {
    await runCommand(page, 'Cache Review: Copy Cache Map as Markdown');
    const text = await waitOrThrow('the map on the clipboard', async () => {
      const copied = await clipboard();
      return copied.startsWith('| Key pattern |') ? copied : undefined;
    });
    assert.match(text, /\n\| `coupon:\{code\}` \|.*✖ leaves the copy: `importCoupons`/);
    assert.ok(!text.includes('`user:{id}`'), 'what the filter hides is not copied');
  });

  it('offers the way back where the filter hides everything', async () => {
    await map.locator('.monaco-list').first().focus();
    await filterBy('no such key');
    await map.locator('.pane-header', { hasText: 'filtered by "no such key"' }).waitFor();
    const clear = map.locator('.welcome-view').getByRole('button', { name: 'Clear Filter' });
    await clear.waitFor();
    assert.equal(await map.getByText('was found in this workspace').count(), 0);
    await savePicture(page, 'cache-map-nothing-shown.png');
    await clear.click();
    await row('Key pattern apikey:{hash}').waitFor();
    await map.locator('.pane-header', { hasText: 'filtered by' }).waitFor({ state: 'detached' });
  });

  it('names the next step in a folder without a cache', async () => {
    const folder = temporaryFolder(teardown);
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src', 'sum.ts'), 'export const sum = (a: number, b: number) => a + b;\n');
    const other = await installed.openFolder(folder);
    try {
      const empty = await openCacheMap(other);
      const welcome = empty.locator('.welcome-view');
      await welcome.getByText('No cache key was found in this workspace.').waitFor();
      await savePicture(other, 'cache-map-empty.png');
      await welcome.getByRole('button', { name: 'Name Your Caches' }).click();
      await other.locator('.settings-editor', { hasText: 'Caches' }).waitFor();
    } finally {
      await other.close();
    }
  });
});
