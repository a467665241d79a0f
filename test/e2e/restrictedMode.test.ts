import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Page } from 'playwright-core';
import { Teardown } from '../launch/teardown.js';
import {
  explorerRows,
  openExplorer,
  openFile,
  openProblems,
  runCommand,
  waitOrThrow,
} from '../launch/workbench.js';
import { openWithSampleServer, savePicture, savePictureOfFailure } from './installedExtension.js';

describe('a workspace in Restricted Mode', () => {
  const teardown = new Teardown();
  let page: Page;

  before(async function () {
    this.timeout(180_000);
    const restricted = {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    };
    ({ page } = await openWithSampleServer(teardown, { settings: restricted }));
  });

  after(() => teardown.run());

  afterEach(function () {
    return savePictureOfFailure(page, this.currentTest);
  });

  it('is reviewed', async () => {
    await page.locator('[id="status.workspaceTrust"]').waitFor();
    const rows = await openProblems(page);
    const ours = rows.filter({ hasText: 'missing-ttl' });
    await waitOrThrow('a finding', async () => ((await ours.count()) > 0 ? true : undefined));
    await openFile(page, 'src/services/companyService.ts');
    await page.locator('.editor-group-container.active .squiggly-warning').first().waitFor();
    await runCommand(page, 'View: Hide Panel');
  });

  it('has no connection, and says in the tree what it waits for', async () => {
    await openExplorer(page);
    await waiting(page).waitFor();
    assert.equal(await explorerRows(page).count(), 1, 'no connection, no keys, nothing found in files');
    await savePicture(page, 'restricted.png');
  });

  it('shows neither the hit rate nor a form, but the way to trust it', async () => {
    await runCommand(page, 'Cache Review: Open Hit Rate');
    await waitOrThrow('the panel that says so', async () => {
      for (const frame of page.frames()) {
        const notice = frame.getByText('This workspace is not trusted');
        if ((await notice.count().catch(() => 0)) > 0) {
          return true;
        }
      }
      return undefined;
    });
  });

  it('connects as soon as it is trusted', async () => {
    await waiting(page).click();
    await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust' }).first().click();
    await page.locator('[id="status.workspaceTrust"]').waitFor({ state: 'detached' });
    await explorerRows(page).and(page.locator('[aria-label^="Folder user,"]')).waitFor();
    assert.equal(await waiting(page).count(), 0);
    await savePicture(page, 'trusted.png');
  });
});

function waiting(page: Page) {
  return explorerRows(page).and(
    page.locator('[aria-label^="Connections wait until you trust this workspace"]'),
  );
}
