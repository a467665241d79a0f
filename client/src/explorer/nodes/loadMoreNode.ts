/** Paging as a node. It always says how much has been looked at, so that nobody takes a part for the whole. */
import * as vscode from 'vscode';
import { commandReference } from '../../commands.js';
import type { ContextValue, ExplorerNode } from './explorerNode.js';

export class LoadMoreNode implements ExplorerNode {
  readonly id: string;

  constructor(
    readonly parent: ExplorerNode,
    private readonly label: string,
    private readonly detail: string,
    /** What opening the node does; the command refreshes the tree afterwards. */
    readonly load: () => Promise<void>,
  ) {
    this.id = `${parent.id}/more`;
  }

  treeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.label, vscode.TreeItemCollapsibleState.None);
    item.id = this.id;
    item.contextValue = 'loadMore' satisfies ContextValue;
    item.description = this.detail;
    item.iconPath = new vscode.ThemeIcon('arrow-down');
    item.tooltip = `${this.label}, ${this.detail}`;
    item.accessibilityInformation = { label: `${this.label}, ${this.detail}` };
    item.command = commandReference('cacheReview.loadMore', this);
    return item;
  }

  async children(): Promise<readonly ExplorerNode[]> {
    return [];
  }
}
