/** The language status item (the `{}` of the status bar): what the review found, how long it took, what it skipped. */
import * as vscode from 'vscode';
import type { SkippedFile } from '../../shared/src/finding.js';
import type { ServerStatus } from '../../shared/src/protocol.js';
import { commandReference } from './commands.js';

const LANGUAGES = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'] as const;

/** Files on disk and new ones. */
export const REVIEWED_DOCUMENTS: readonly { readonly language: string; readonly scheme: string }[] =
  LANGUAGES.flatMap((language) => [
    { language, scheme: 'file' },
    { language, scheme: 'untitled' },
  ]);

export interface ServerStatusItem extends vscode.Disposable {
  show(status: ServerStatus): void;
  showFailure(): void;
}

export function createServerStatusItem(): ServerStatusItem {
  const item = vscode.languages.createLanguageStatusItem('cacheReview.status', [...REVIEWED_DOCUMENTS]);
  item.name = 'Cache Review';
  item.text = 'Cache Review';
  item.command = { ...commandReference('cacheReview.showLog'), title: 'Show log' };
  return {
    show(status) {
      item.busy = !status.quiescent;
      item.severity = severityOf(status);
      item.text = status.message ?? `Cache Review: ${counted(status.findings, 'finding')}`;
      item.detail = detailOf(status);
    },
    showFailure() {
      item.busy = false;
      item.severity = vscode.LanguageStatusSeverity.Error;
      item.text = 'Cache Review: the review server is not running';
      item.detail = 'Diagnostics are missing. See the log, then run "Cache Review: Restart Review Server".';
    },
    dispose: () => item.dispose(),
  };
}

function severityOf(status: ServerStatus): vscode.LanguageStatusSeverity {
  if (status.health === 'error') return vscode.LanguageStatusSeverity.Error;
  if (status.health === 'warning') return vscode.LanguageStatusSeverity.Warning;
  return vscode.LanguageStatusSeverity.Information;
}

function detailOf(status: ServerStatus): string {
  const parts = [`${counted(status.files, 'file')}, ${Math.round(status.milliseconds)} ms`];
  if (status.skipped.length > 0) parts.push(skippedText(status.skipped));
  return parts.join('; ');
}

/** `14 files skipped: 12 generated, 2 size`. */
function skippedText(skipped: readonly SkippedFile[]): string {
  const byReason = new Map<string, number>();
  for (const { reason } of skipped) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  const reasons = [...byReason].map(([reason, count]) => `${count} ${reason}`).join(', ');
  return `${counted(skipped.length, 'file')} skipped: ${reasons}`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
