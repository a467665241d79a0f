/**
 * The key patterns of the code, as the server last told them. Enters: the server's answers. Leaves: patterns with
 * the folder their files are in, fetched again whenever the server says they have changed.
 */
import * as vscode from 'vscode';
import { parseKeyPattern } from '../../../shared/src/keyPattern.js';
import type { ReviewServer } from '../languageClient.js';
import type { PatternOfCode } from './writers.js';

/** A pattern with the folder its files are relative to. */
export interface CodePattern extends PatternOfCode {
  readonly folder: vscode.Uri;
}

export class KeyPatterns implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  private known: readonly CodePattern[] = [];

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly server: ReviewServer,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = server.onKeyPatternsChanged(() => void this.fetch());
  }

  get all(): readonly CodePattern[] {
    return this.known;
  }

  /** Asks the server again. Never rejects; what was known stays when the server does not answer. */
  async fetch(): Promise<void> {
    try {
      const { folders } = await this.server.keyPatterns();
      this.known = folders.flatMap(({ folderUri, patterns }) =>
        patterns.map((summary) => ({
          ...parseKeyPattern(summary.pattern),
          summary,
          folder: vscode.Uri.parse(folderUri),
        })),
      );
      this.changed.fire();
    } catch (error) {
      this.log.warn('The key patterns of the code could not be read.', String(error));
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}
