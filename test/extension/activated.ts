/** The extension under test, activated, and a way to wait for what it does by itself. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../client/src/extensionApi.js';

export async function activatedExtension(): Promise<vscode.Extension<ExtensionApi>> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('cache-review.cache-review');
  assert.ok(extension, 'VS Code does not know the extension');
  await extension.activate();
  return extension;
}

/** Asks until there is an answer; mocha's timeout ends a wait in vain. */
export async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    await delay(100);
  }
}
