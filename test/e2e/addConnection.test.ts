import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Locator, Page } from 'playwright-core';
import { type DatabaseServer, startRedisServer } from '../launch/databaseServer.js';
import { Teardown } from '../launch/teardown.js';
import {
  answerMaskedInput,
  explorerRows,
  openExplorer,
  openFolder,
  pickEntry,
  runCommand,
  waitOrThrow,
  workbenchReady,
} from '../launch/workbench.js';
import {
  type InstalledExtension,
  openWithPackage,
  savePicture,
  savePictureOfFailure,
  valkeyServer,
} from './installedExtension.js';

/** Long and without a meaning, so that it is found nowhere by chance. */
const password = 'b7Kq-forty-two-Wm3x';
const wrongPassword = 'c8Lr-forty-one-Xn4y';

describe('adding a connection by hand', () => {
  const teardown = new Teardown();
  let installed: InstalledExtension;
  let page: Page;
  let database: DatabaseServer;

  before(async function () {
    this.timeout(180_000);
    database = await lockedDatabase(teardown);
    installed = await openWithPackage(teardown);
    page = installed.page;
    await openExplorer(page);
  });

  after(() => teardown.run());

  afterEach(function () {
    return savePictureOfFailure(page, this.currentTest);
  });

  it('says plainly that the password is wrong, and what to do, without a dialog', async () => {
    await addByUrl(page, `redis://:${wrongPassword}@127.0.0.1:${database.port}`);
    await row(page, `127.0.0.1:${database.port} does not accept this user and password.`).waitFor();
    await row(page, 'Edit the connection and enter them anew.').waitFor();
    await row(page, 'Edit connection…').waitFor();
    // The notification comes last: a dialog would be there by then. Under test it does not pop up by itself.
    await runCommand(page, 'Notifications: Show Notifications');
    await page.locator('.notifications-center', { hasText: 'does not accept' }).waitFor();
    assert.equal(await page.locator('.monaco-dialog-box').count(), 0, 'no dialog is open');
    await page.keyboard.press('Escape');
    await savePicture(page, 'wrong-password.png');
  });

  it('shows the keys when the password is right', async () => {
    await addByUrl(page, `redis://:${password}@127.0.0.1:${database.port}`);
    await row(page, 'Folder secured,').waitFor();
    const keys = await openFolder(page, 'secured');
    assert.equal(await keys.count(), 3);
    await savePicture(page, 'added-connection.png');
  });

  it('keeps the connection, and its password nowhere in clear', async () => {
    const kept = await waitForStorage(page, `"port":${database.port}`);
    assert.ok(!kept.includes(password), 'the password is in the storage of the page');
    assert.ok(!kept.includes(wrongPassword), 'the wrong password is in the storage of the page');
    assert.deepEqual(filesWith(installed.dataFolder, [password, wrongPassword]), []);
    assert.ok(
      filesWith(installed.dataFolder, ['cacheReview.addConnection']).length > 0,
      'the extension itself is among the files that were searched',
    );
  });

  it('still knows the connection after a reload, and opens it only when asked', async () => {
    await page.reload();
    await workbenchReady(page);
    const saved = row(page, `Connection 127.0.0.1:${database.port},`);
    await saved.last().waitFor();
    assert.match((await saved.last().getAttribute('aria-label')) ?? '', /select to connect/);
  });
});

/** A server that asks for a password and holds three keys. */
async function lockedDatabase(teardown: Teardown): Promise<DatabaseServer> {
  const database = await startRedisServer(valkeyServer(), ['--requirepass', password]);
  teardown.defer(database.stop);
  const redis = new Redis(database.url, { password });
  await redis.mset('secured:1', 'a', 'secured:2', 'b', 'secured:3', 'c');
  redis.disconnect();
  return database;
}

async function addByUrl(page: Page, url: string): Promise<void> {
  await runCommand(page, 'Cache Review: Add Connection…');
  await pickEntry(page, 'Paste a URL');
  await answerMaskedInput(page, url);
}

function row(page: Page, label: string): Locator {
  return explorerRows(page).and(page.locator(`[aria-label^="${label}"]`));
}

/** Everything the page has stored in the browser, as text, once `text` is among it. */
function waitForStorage(page: Page, text: string): Promise<string> {
  return waitOrThrow(`${text} in the storage of the page`, async () => {
    const stored = await page.evaluate<string>(readStorage);
    return stored.includes(text) ? stored : undefined;
  });
}

/** A script for the page, which is no part of the compiled project: both kinds of storage VS Code uses. */
const readStorage = `(async () => {
  const finished = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const stored = [JSON.stringify({ ...localStorage })];
  for (const { name } of await indexedDB.databases()) {
    const database = await finished(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const values = await finished(database.transaction(store).objectStore(store).getAll());
      stored.push(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join());
    }
    database.close();
  }
  return stored.join();
})()`;

/** Paths of the files that hold one of the texts. */
function filesWith(folder: string, texts: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => {
    const path = join(folder, file);
    if (!statSync(path).isFile()) {
      return false;
    }
    const content = readFileSync(path, 'latin1');
    return texts.some((text) => content.includes(text));
  });
}
