/** What a lens over a cache write runs: the explorer, filtered to the keys of the pattern. */
import * as vscode from 'vscode';
import { parseKeyPattern, toGlob } from '../../../shared/src/keyPattern.js';
import { runCommand } from '../commands.js';
import type { ExplorerContext } from '../explorer/explorerContext.js';
import type { ExplorerTree } from '../explorer/explorerTree.js';
import { EXPLORER_VIEW } from '../explorer/explorerView.js';

export async function showLiveKeys(
  context: ExplorerContext,
  tree: ExplorerTree,
  pattern: unknown,
): Promise<void> {
  if (typeof pattern !== 'string') return;
  await vscode.commands.executeCommand(`${EXPLORER_VIEW}.focus`);
  const ready = context.live.ready();
  if (ready.length === 0) {
    await offerToConnect(context);
    return;
  }
  const glob = toGlob(parseKeyPattern(pattern));
  for (const { settings } of ready) context.keyspaces.setFilter(settings.id, glob);
  tree.refresh();
}

async function offerToConnect(context: ExplorerContext): Promise<void> {
  const add = 'Add Connection';
  const message =
    context.store.list().length === 0
      ? 'There is no connection to a server yet. Live keys are read from one. Add a connection to see them.'
      : 'No connection is open. Live keys are read from one. Connect in the explorer to see them.';
  const choice = await vscode.window.showInformationMessage(message, add);
  if (choice === add) await runCommand('cacheReview.addConnection');
}
