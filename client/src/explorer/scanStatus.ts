/**
 * Shows that a scan runs, once it has run for half a second: the bar over the view, how much has been examined,
 * and a button that cancels. One for all scans, because the view has one place for it.
 */
import * as vscode from 'vscode';
import type { ScanProgress } from '../redis/keyScan.js';
import { EXPLORER_VIEW } from './explorerView.js';

const QUIET_MS = 500;

export class ScanStatus implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string>();
  private running = 0;

  /** What the view says over the tree; empty when no scan runs. */
  readonly onDidChangeMessage = this.changed.event;

  /** Runs a scan; never hides its failure. */
  async during(scan: (onProgress: (progress: ScanProgress) => void) => Promise<void>): Promise<void> {
    let isShown = false;
    const page = scan((progress) => {
      if (isShown) this.changed.fire(`Scanning: ${scannedText(progress)}`);
    });
    const timer = setTimeout(() => {
      isShown = true;
      this.count(1);
      void vscode.window.withProgress({ location: { viewId: EXPLORER_VIEW } }, () => page);
    }, QUIET_MS);
    try {
      await page;
    } finally {
      clearTimeout(timer);
      if (isShown) this.count(-1);
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** `cacheReview.scanning` puts the cancel button into the title of the view. */
  private count(change: 1 | -1): void {
    this.running += change;
    if (this.running === 0) this.changed.fire('');
    void vscode.commands.executeCommand('setContext', 'cacheReview.scanning', this.running > 0);
  }
}

/** `examined 10,000 of 1,203,441, found 12`. */
function scannedText({ examined, found, estimatedTotal }: ScanProgress): string {
  const total = estimatedTotal === undefined ? '' : ` of ${estimatedTotal.toLocaleString('en-US')}`;
  return `examined ${examined.toLocaleString('en-US')}${total}, found ${found.toLocaleString('en-US')}`;
}
