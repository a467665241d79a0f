import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { Teardown } from '../launch/teardown.js';
import { waitFor } from '../launch/waiting.js';
import {
  editorText,
  explorerRows,
  openExplorer,
  openFile,
  openFolder,
  openProblems,
  panelFrame,
  runCommand,
  waitOrThrow,
} from '../launch/workbench.js';
import {
  type InstalledExtension,
  openWithSampleServer,
  packageFile,
  savePicture,
  savePictureOfFailure,
} from './installedExtension.js';

describe('the packaged extension in a browser', () => {
  const teardown = new Teardown();
  let installed: InstalledExtension;
  let page: Page;

  before(async function () {
    this.timeout(180_000);
    installed = await openWithSampleServer(teardown);
    page = installed.page;
  });

  after(() => teardown.run());

  afterEach(function () {
    return savePictureOfFailure(page, this.currentTest);
  });

  it('is smaller than 3 MB', () => {
    const bytes = statSync(packageFile()).size;
    assert.ok(bytes < 3_000_000, `${bytes} bytes`);
  });

  it('holds what runs and what is shown, and nothing else', () => {
    const files = installedFiles(installed.extensionsFolder);
    const allowed =
      /^(package\.json|readme\.md|changelog\.md|license\.txt|\.vsixmanifest|dist\/(extension|server|cli|engine|parser|typescript|sql|yaml|panel)\.js|dist\/panel\.css|client\/media\/.+|server\/docs\/rules\/.+\.md|server\/docs\/[\w-]+\.schema\.json|server\/src\/report\/(review|map)\.schema\.json)$/i;
    assert.deepEqual(
      files.filter((file) => !allowed.test(file)),
      [],
    );
    for (const file of [
      'extension.js',
      'server.js',
      'cli.js',
      'engine.js',
      'parser.js',
      'typescript.js',
      'sql.js',
      'yaml.js',
      'panel.js',
      'panel.css',
    ]) {
      assert.ok(files.includes(`dist/${file}`), `dist/${file} is missing`);
    }
  });

  it('shows findings of the whole workspace in the Problems view', async () => {
    const rows = await openProblems(page);
    const ours = rows.filter({ hasText: 'missing-ttl' });
    await waitOrThrow('a finding', async () => ((await ours.count()) > 0 ? true : undefined));
  });

  it('marks a finding in the editor and explains it on hover', async () => {
    await openFile(page, 'src/services/companyService.ts');
    const squiggle = page.locator('.editor-group-container.active .squiggly-warning').first();
    await squiggle.waitFor();
    const hover = page.locator('.monaco-hover:visible', { hasText: 'write-without-invalidation' }).first();
    const complete = hover.filter({ hasText: /Quick Fix/ }).filter({ hasNotText: 'loading' });
    await waitOrThrow('the hover', async () => {
      // A hover drawn while TypeScript itself is still loading stays incomplete: leave it and come back.
      await page.locator('.part.statusbar').hover();
      await squiggle.hover({ force: true });
      return complete.waitFor({ timeout: 3000 }).then(
        () => true,
        () => undefined,
      );
    });
    await savePicture(page, 'diagnostic.png');
    await page.keyboard.press('Escape');
    await runCommand(page, 'View: Hide Panel');
  });

  it('counts the live keys of a write above its line', async () => {
    await openFile(page, 'src/services/categoryService.ts');
    await page
      .locator('.codelens-decoration', { hasText: /\d live key/ })
      .first()
      .waitFor();
    await savePicture(page, 'lens.png');
  });

  it('shows the keys of the server in folders', async () => {
    await openExplorer(page);
    const folders = explorerRows(page).and(page.locator('[aria-label^="Folder user,"]'));
    await folders.first().waitFor();
    await openFolder(page, 'apikey');
    await openFolder(page, 'product');
    await savePicture(page, 'sidebar.png');
  });

  it('opens the value of a key', async () => {
    const keys = explorerRows(page).and(page.locator('[aria-label^="product:"]'));
    const text = await waitOrThrow('the value', async () => {
      // The traffic deletes and refills products: one that is gone at this moment is there at the next click.
      await keys.first().click();
      return waitFor(
        async () => {
          const shown = await editorText(page);
          return shown.includes('priceInCents') ? shown : undefined;
        },
        3000,
        250,
      );
    });
    assert.match(text, /"name": "/, 'JSON is laid out for reading');
    await page.locator('.codelens-decoration', { hasText: 'no TTL' }).first().waitFor();
    await savePicture(page, 'value.png');
  });

  it('shows the hit rate', async () => {
    await runCommand(page, 'Cache Review: Open Hit Rate');
    const frame = await panelFrame(page);
    const share = Number.parseFloat((await frame.locator('.hero-number').textContent()) ?? '');
    assert.ok(share > 50 && share <= 100, `the traffic mostly hits, the panel says ${share} %`);
    await waitOrThrow('two thousand lookups in the panel', async () => {
      const detail = await frame.locator('.hero-detail').first().textContent();
      const lookups = Number.parseInt((detail ?? '').replaceAll(',', ''), 10);
      return lookups >= 2000 ? true : undefined;
    });
    await savePicture(page, 'panel.png');
  });
});

/** Paths of the installed extension's files, relative to its folder. */
function installedFiles(extensionsFolder: string): string[] {
  const name = readdirSync(extensionsFolder).find((entry) => entry.startsWith('cache-review.cache-review-'));
  assert.ok(name, 'the extension is installed');
  const folder = join(extensionsFolder, name);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'));
}
