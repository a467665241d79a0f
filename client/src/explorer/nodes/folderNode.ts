/** A part of key names in front of a delimiter, with the number of keys found inside so far. */
import * as vscode from 'vscode';
import { type FolderNode as Folder, folderGlob } from '../../redis/keyTree.js';
import { visibleText } from '../../visibleText.js';
import type { Keyspace } from '../keyspace.js';
import type { ContextValue, ExplorerNode } from './explorerNode.js';

export class FolderNode implements ExplorerNode {
  constructor(
    readonly parent: ExplorerNode,
    readonly id: string,
    readonly folder: Folder,
    private readonly keyspace: Keyspace,
    private readonly open: (folder: FolderNode) => Promise<readonly ExplorerNode[]>,
  ) {}

  treeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(
      visibleText(this.folder.label) || '(empty)',
      vscode.TreeItemCollapsibleState.Collapsed,
    );
    // Until every key has been seen, a count is a lower bound.
    const complete = this.keyspace.progress?.complete ?? false;
    const count = `${this.folder.count.toLocaleString('en-US')}${complete ? '' : '+'}`;
    item.id = this.id;
    item.contextValue = 'folder' satisfies ContextValue;
    item.iconPath = new vscode.ThemeIcon('folder');
    item.description = count;
    item.tooltip = `${visibleText(this.folder.prefix)}*\n${count} keys${complete ? '' : '; the scan is not complete'}`;
    item.accessibilityInformation = { label: `Folder ${visibleText(this.folder.label)}, ${count} keys` };
    return item;
  }

  /** Finds every key inside. */
  get glob(): string {
    return folderGlob(this.folder.prefix);
  }

  children(): Promise<readonly ExplorerNode[]> {
    return this.open(this);
  }
}
