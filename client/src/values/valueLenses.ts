/**
 * What stands over an open value: the facts, what happened to the key meanwhile, and what can be done. The same
 * facts are in the status bar, for those who turned lenses off.
 */
import * as vscode from 'vscode';
import { commandReference } from '../commands.js';
import type { OpenValue } from './openValue.js';
import type { ValueDocuments } from './valueDocuments.js';
import { showMoreTitle, valueSummary } from './valueSummary.js';
import { VALUE_SCHEME } from './valueUri.js';

const TICK_MS = 10_000;

export function showValueLenses(documents: ValueDocuments): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: ({ uri }) => lenses(uri, documents.state(uri)),
  };
  const status = vscode.window.createStatusBarItem('cacheReview.value', vscode.StatusBarAlignment.Right, 90);
  status.name = 'Cache Review Value';
  const update = (): void => {
    changed.fire();
    showStatus(status, documents);
  };
  // Remaining time runs on while a value is open.
  const timer = setInterval(() => showStatus(status, documents), TICK_MS);
  return vscode.Disposable.from(
    changed,
    status,
    { dispose: () => clearInterval(timer) },
    vscode.languages.registerCodeLensProvider({ scheme: VALUE_SCHEME }, provider),
    vscode.window.onDidChangeActiveTextEditor(() => showStatus(status, documents)),
    documents.onDidChangeState(update),
  );
}

function lenses(uri: vscode.Uri, open: OpenValue | undefined): vscode.CodeLens[] {
  if (!open) return [];
  const top = new vscode.Range(0, 0, 0, 0);
  const refresh = commandReference('cacheReview.refreshValue', uri);
  const titles: vscode.Command[] = [];
  if (open.notice)
    titles.push({ ...refresh, title: `$(warning) ${firstSentence(open.notice)}`, tooltip: open.notice });
  if (open.value) {
    const summary = `${valueSummary(open, Date.now())} · read ${new Date(open.readAt).toLocaleTimeString()}`;
    titles.push({ ...refresh, title: summary, tooltip: 'Read the value again' });
  }
  const more = showMoreTitle(open);
  if (more)
    titles.push({ ...commandReference('cacheReview.showMoreOfValue', uri), title: `$(unfold) ${more}` });
  const refreshTitle = open.newType ? `$(refresh) Show the ${open.newType} it is now` : '$(refresh) Refresh';
  titles.push({ ...refresh, title: refreshTitle });
  titles.push({
    ...commandReference('cacheReview.goToWriter', uri),
    title: '$(code) Go to the code that writes this key',
  });
  return titles.map((command) => new vscode.CodeLens(top, command));
}

function showStatus(status: vscode.StatusBarItem, documents: ValueDocuments): void {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const open = uri && documents.state(uri);
  if (!uri || !open) {
    status.hide();
    return;
  }
  status.text = open.notice
    ? `$(warning) ${firstSentence(open.notice)}`
    : `$(key) ${valueSummary(open, Date.now())}`;
  status.tooltip = open.notice ?? 'Read the value again';
  status.command = commandReference('cacheReview.refreshValue', uri);
  status.show();
}

function firstSentence(text: string): string {
  return /^.+?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}
