/** What every node of the explorer is: a stable id, a parent, an item to show, and children. */
import type * as vscode from 'vscode';

export interface ExplorerNode {
  /** Unique in the tree and the same after a refresh, so that expansion and selection stay. */
  readonly id: string;
  readonly parent: ExplorerNode | undefined;
  treeItem(): vscode.TreeItem;
  /** Never rejects: what goes wrong becomes a message node. */
  children(): Promise<readonly ExplorerNode[]>;
}

/** Which commands a menu offers on a node; `when` clauses in package.json name these. */
export type ContextValue =
  | 'connection.idle'
  | 'connection.open'
  | 'connection.failed'
  | 'database'
  | 'database.filtered'
  | 'folder'
  | 'key'
  | 'loadMore'
  | 'found'
  | 'message';
