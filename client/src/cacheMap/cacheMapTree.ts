/**
 * The cache map in the sidebar. Enters: the key patterns of the code, as the server last told them, and the
 * filter. Leaves: items for VS Code's own tree view. Guarantees: nothing is asked of any database.
 */

import * as vscode from 'vscode';
import type { KeyPatterns } from '../codeLink/keyPatterns.js';
import { spanRange } from '../spanRange.js';
import { visibleText } from '../visibleText.js';
import { filterPatterns, type MapNode, type MappedPattern, mapNodes } from './mapNodes.js';

/** The id of the tree view, as package.json names it. */
export const CACHE_MAP_VIEW = 'cacheReview.cacheMap';
const FILTERED_CONTEXT = 'cacheReview.cacheMapFiltered';
/** Set once a review has told which patterns there are: an empty map means something from then on. */
const KNOWN_CONTEXT = 'cacheReview.cacheMapKnown';

export class CacheMapTree implements vscode.TreeDataProvider<MapNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly subscription: vscode.Disposable;
  private filterText = '';

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly patterns: KeyPatterns) {
    this.subscription = patterns.onDidChange(() => {
      void vscode.commands.executeCommand('setContext', KNOWN_CONTEXT, true);
      this.changed.fire(undefined);
    });
  }

  get filter(): string {
    return this.filterText;
  }

  /** The empty text shows everything. */
  setFilter(text: string): void {
    this.filterText = text;
    void vscode.commands.executeCommand('setContext', FILTERED_CONTEXT, text !== '');
    this.changed.fire(undefined);
  }

  /** The patterns that the filter lets through. */
  shown(): readonly MappedPattern[] {
    return filterPatterns(
      this.patterns.all.map(({ folder, summary }) => ({ folderUri: folder.toString(), summary })),
      this.filterText,
    );
  }

  getChildren(node?: MapNode): MapNode[] {
    return [...(node ? node.children : mapNodes(this.shown()))];
  }

  getTreeItem(node: MapNode): vscode.TreeItem {
    const item = new vscode.TreeItem(visibleText(node.label), collapsibleState(node));
    item.id = node.id;
    item.description = visibleText(node.description);
    item.tooltip = node.tooltip.split('\n').map(visibleText).join('\n');
    item.iconPath = new vscode.ThemeIcon(
      node.icon,
      node.colour === undefined ? undefined : new vscode.ThemeColor(node.colour),
    );
    item.accessibilityInformation = { label: visibleText(node.spoken) };
    if (node.pattern) item.contextValue = 'pattern';
    if (node.opens) item.command = openCommand(node.opens);
    return item;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

function collapsibleState({ children, isExpanded }: MapNode): vscode.TreeItemCollapsibleState {
  if (children.length === 0) return vscode.TreeItemCollapsibleState.None;
  return isExpanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function openCommand({ folderUri, span }: NonNullable<MapNode['opens']>): vscode.Command {
  const uri = vscode.Uri.joinPath(vscode.Uri.parse(folderUri), span.file);
  // The cursor goes where the call begins; a call of many lines need not be selected.
  const { start } = spanRange(span);
  const selection = new vscode.Range(start, start);
  return { command: 'vscode.open', title: 'Open', arguments: [uri, { selection }] };
}
