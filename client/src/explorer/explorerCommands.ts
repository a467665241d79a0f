/**
 * What the commands of the explorer do. Enters: the node a menu was opened on, or nothing from the palette.
 * A failure is shown in the tree; a notification appears only for a connection the user has just asked for.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { type CommandHandlers, runCommand } from '../commands.js';
import type { ConnectionState } from '../redis/connection.js';
import { askByForm, askForConnection, type EnteredConnection } from './connectionForm.js';
import type { KnownConnection } from './connectionStore.js';
import type { ExplorerContext } from './explorerContext.js';
import type { ExplorerTree } from './explorerTree.js';
import { ConnectionNode } from './nodes/connectionNode.js';
import { DatabaseNode } from './nodes/databaseNode.js';
import type { ExplorerNode } from './nodes/explorerNode.js';
import { FolderNode } from './nodes/folderNode.js';
import { FoundNode } from './nodes/foundNode.js';
import { KeyNode } from './nodes/keyNode.js';
import { LoadMoreNode } from './nodes/loadMoreNode.js';

export type ExplorerCommand =
  | 'cacheReview.addConnection'
  | 'cacheReview.editConnection'
  | 'cacheReview.removeConnection'
  | 'cacheReview.connect'
  | 'cacheReview.disconnect'
  | 'cacheReview.useFoundConnection'
  | 'cacheReview.refreshExplorer'
  | 'cacheReview.filterKeys'
  | 'cacheReview.clearFilter'
  | 'cacheReview.loadMore'
  | 'cacheReview.cancelScan'
  | 'cacheReview.copyKeyName';

export function explorerCommands(
  context: ExplorerContext,
  tree: ExplorerTree,
): Pick<CommandHandlers, ExplorerCommand> {
  const { store, live, keyspaces, found } = context;

  async function connect(id: string): Promise<ConnectionState> {
    const state = await live.connect(id);
    if (state.kind === 'failed' || state.kind === 'waiting')
      reportFailure(context, id, state.problem.message);
    return state;
  }

  /** What is in memory stays in memory. */
  async function replace({ settings, secrets }: EnteredConnection): Promise<void> {
    await live.disconnect(settings.id);
    if (store.find(settings.id)?.origin === 'memory') store.keepInMemory(settings, secrets);
    else await store.save(settings, secrets);
    await connect(settings.id);
  }

  async function filter(node: unknown): Promise<void> {
    const connection = await chooseConnection(context, node, 'Filter the keys of which connection?');
    if (!connection) return;
    const { id } = connection.settings;
    const entered = await askForFilter(keyspaces.filter(id) ?? (node instanceof FolderNode ? node.glob : ''));
    if (entered === undefined) return;
    keyspaces.setFilter(id, entered === '' ? undefined : entered);
    tree.refresh();
  }

  return {
    async 'cacheReview.addConnection'() {
      const entered = await askForConnection(randomUUID());
      if (entered) await replace(entered);
    },
    async 'cacheReview.editConnection'(node) {
      const known = connectionOf(context, node);
      if (!known) return;
      const { settings } = known;
      const entered = await askByForm({
        id: settings.id,
        settings,
        secrets: await store.secrets(settings.id),
      });
      if (entered) await replace(entered);
    },
    async 'cacheReview.removeConnection'(node) {
      const known = connectionOf(context, node);
      if (!known || !(await confirmRemoval(known))) return;
      await live.disconnect(known.settings.id);
      await store.remove(known.settings.id);
    },
    async 'cacheReview.connect'(node) {
      const known = connectionOf(context, node);
      return known && connect(known.settings.id);
    },
    async 'cacheReview.disconnect'(node) {
      const known = connectionOf(context, node);
      if (known) await live.disconnect(known.settings.id);
    },
    async 'cacheReview.useFoundConnection'(node) {
      const chosen = node instanceof FoundNode ? found.find(node.found.id) : await chooseFound(context);
      if (!chosen) return;
      store.keepInMemory(chosen.settings, chosen.secrets);
      await connect(chosen.settings.id);
    },
    async 'cacheReview.refreshExplorer'(node) {
      const known = connectionOf(context, node);
      if (known) keyspaces.forget(known.settings.id);
      else keyspaces.forgetAll();
      if (!known) await found.search();
      tree.refresh();
    },
    'cacheReview.filterKeys': filter,
    'cacheReview.clearFilter'(node) {
      const known = connectionOf(context, node);
      if (known) keyspaces.setFilter(known.settings.id, undefined);
      tree.refresh();
    },
    async 'cacheReview.loadMore'(node) {
      if (!(node instanceof LoadMoreNode)) return;
      await node.load();
      tree.refresh();
    },
    'cacheReview.cancelScan': () => keyspaces.cancelScans(),
    async 'cacheReview.copyKeyName'(node) {
      if (node instanceof KeyNode) await vscode.env.clipboard.writeText(node.key.text);
      if (node instanceof FolderNode) await vscode.env.clipboard.writeText(node.folder.prefix);
    },
  };
}

/** The connection a node belongs to. */
export function connectionOf(context: ExplorerContext, node: unknown): KnownConnection | undefined {
  let current = node as ExplorerNode | undefined;
  while (current) {
    if (current instanceof ConnectionNode) return current.known;
    if (current instanceof DatabaseNode) return context.store.find(current.place.connectionId);
    current = current.parent;
  }
  return undefined;
}

async function chooseConnection(
  context: ExplorerContext,
  node: unknown,
  question: string,
): Promise<KnownConnection | undefined> {
  const given = connectionOf(context, node);
  if (given) return given;
  const ready = context.live.ready().map((connection) => context.store.find(connection.settings.id));
  const choices = ready.filter((known) => known !== undefined);
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(
      'No connection is open. Connect to a server in the explorer first.',
    );
  }
  if (choices.length < 2) return choices[0];
  const picked = await vscode.window.showQuickPick(
    choices.map((known) => ({ label: known.settings.name, known })),
    { title: question },
  );
  return picked?.known;
}

function askForFilter(current: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Filter Keys',
    prompt: 'A pattern with * and ?, or the exact name of a key. Empty shows every key.',
    placeHolder: 'user:*',
    value: current,
  });
}

async function chooseFound(context: ExplorerContext) {
  await context.found.search();
  const found = context.found.list();
  if (found.length === 0) {
    void vscode.window.showInformationMessage(
      'No further connection was found in this workspace. Cache Review looks into .env files, docker-compose files and configuration files. You can add a connection by URL instead.',
    );
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    found.map((connection) => ({
      label: connection.place,
      description: `${connection.settings.host}:${connection.settings.port}`,
      detail: connection.file,
      connection,
    })),
    { title: 'Use a Connection Found in This Workspace' },
  );
  return picked?.connection;
}

async function confirmRemoval(known: KnownConnection): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(
    `Remove the connection "${known.settings.name}"?`,
    { modal: true, detail: 'Its stored password is removed as well. The server is not touched.' },
    'Remove',
  );
  return answer === 'Remove';
}

/** Not awaited: the tree already says it, and the command is done. */
function reportFailure(context: ExplorerContext, id: string, message: string): void {
  const known = context.store.find(id);
  if (!known) return;
  const edit = 'Edit Connection';
  void vscode.window.showErrorMessage(`${known.settings.name}: ${message}`, edit).then((choice) => {
    if (choice === edit) void runCommand('cacheReview.editConnection', new ConnectionNode(context, known));
  });
}
