/**
 * Shows that a scan runs, once it has run for half a second: the bar over the view, and a button that cancels.
 */
import * as vscode from 'vscode';
import { EXPLORER_VIEW } from './explorerView.js';

const QUIET_MS = 500;

export async function withScanProgress(scan: Promise<void>): Promise<void> {
  const timer = setTimeout(() => {
    const shown = setScanning(true);
    void vscode.window.withProgress({ location: { viewId: EXPLORER_VIEW } }, async () => {
      await scan;
      await shown;
      await setScanning(false);
    });
  }, QUIET_MS);
  try {
    await scan;
  } finally {
    clearTimeout(timer);
  }
}

/** `cacheReview.scanning` puts the cancel button into the title of the view. */
function setScanning(running: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'cacheReview.scanning', running);
}
