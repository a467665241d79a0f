/** A connection found in the workspace: where it was found and which server it names, never its URL. */
import * as vscode from 'vscode';
import { commandReference } from '../../commands.js';
import { formatEndpoint } from '../../redis/connectionSettings.js';
import type { FoundConnection } from '../connectionDiscovery.js';
import type { ContextValue, ExplorerNode } from './explorerNode.js';

export class FoundNode implements ExplorerNode {
  readonly parent = undefined;
  readonly id: string;

  /** Without its secrets: a node is an argument of commands. */
  readonly found: Omit<FoundConnection, 'secrets'>;

  constructor({ secrets: _secrets, ...found }: FoundConnection) {
    this.id = `found/${found.id}`;
    this.found = found;
  }

  treeItem(): vscode.TreeItem {
    const { file, place, settings } = this.found;
    const item = new vscode.TreeItem(`Found in ${file}: ${place}`, vscode.TreeItemCollapsibleState.None);
    const endpoint = formatEndpoint(settings);
    item.id = this.id;
    item.contextValue = 'found' satisfies ContextValue;
    item.iconPath = new vscode.ThemeIcon('search');
    item.description = endpoint;
    item.tooltip = `${endpoint}\nSelect to connect. It is used from memory and not saved.`;
    item.accessibilityInformation = {
      label: `Connection found in ${file}, ${place}, ${endpoint}. Select to connect.`,
    };
    item.command = commandReference('cacheReview.useFoundConnection', this);
    return item;
  }

  async children(): Promise<readonly ExplorerNode[]> {
    return [];
  }
}
