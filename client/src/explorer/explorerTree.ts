/**
 * The tree of the explorer. Enters: connections, their states, what was found in the workspace. Leaves: nodes
 * for VS Code's own tree view. A change of one connection refreshes that connection only.
 */
import * as vscode from 'vscode';
import type { ExplorerContext } from './explorerContext.js';
import { ConnectionNode } from './nodes/connectionNode.js';
import type { ExplorerNode } from './nodes/explorerNode.js';
import { FoundNode } from './nodes/foundNode.js';
import { MessageNode } from './nodes/messageNode.js';

export class ExplorerTree implements vscode.TreeDataProvider<ExplorerNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ExplorerNode | undefined>();
  private readonly subscriptions: readonly vscode.Disposable[];

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly context: ExplorerContext) {
    this.subscriptions = [
      this.changed,
      context.store.onDidChange(() => this.refresh()),
      context.found.onDidChange(() => this.refresh()),
      context.live.onDidChangeState(({ connectionId, state }) => {
        if (state.kind === 'idle' || state.kind === 'closed') context.keyspaces.forget(connectionId);
        this.refresh();
      }),
    ];
  }

  refresh(node?: ExplorerNode): void {
    this.changed.fire(node);
  }

  getTreeItem(node: ExplorerNode): vscode.TreeItem {
    return node.treeItem();
  }

  getParent(node: ExplorerNode): ExplorerNode | undefined {
    return node.parent;
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    return [...(node ? await node.children() : this.roots())];
  }

  private roots(): readonly ExplorerNode[] {
    if (!vscode.workspace.isTrusted) return [untrustedNode()];
    const connections = this.context.store.list().map((known) => new ConnectionNode(this.context, known));
    const found = this.context.found.list().map((connection) => new FoundNode(connection));
    return [...connections, ...found];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function untrustedNode(): ExplorerNode {
  return new MessageNode(undefined, 'untrusted', {
    label: 'Trust this workspace to connect',
    tooltip: WAITING,
    spoken: WAITING,
    icon: 'shield',
    command: { command: 'workbench.trust.manage', title: 'Manage Workspace Trust' },
  });
}

const WAITING =
  'Connections wait until you trust this workspace. The review of the code works without. Select to manage trust.';
