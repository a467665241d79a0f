/** One database of a connection. Opening it scans the first page; its last child loads the next one. */
import * as vscode from 'vscode';
import { commandReference } from '../../commands.js';
import type { ConnectionProblem } from '../../redis/connectionError.js';
import type { ExplorerContext } from '../explorerContext.js';
import type { Keyspace } from '../keyspace.js';
import type { ContextValue, ExplorerNode } from './explorerNode.js';
import type { KeyPlace } from './keyNode.js';
import { amount, examinedText, idOfDatabase, keyTreeNodes } from './keyTreeNodes.js';
import { LoadMoreNode } from './loadMoreNode.js';
import { MessageNode } from './messageNode.js';
import { problemNodes, sentenceNodes } from './problemNodes.js';

export class DatabaseNode implements ExplorerNode {
  readonly id: string;

  constructor(
    readonly parent: ExplorerNode,
    private readonly context: ExplorerContext,
    readonly place: KeyPlace,
    /** Keys in it, as INFO counts them; absent when INFO is refused. */
    private readonly keys: number | undefined,
    private readonly expanded: boolean,
  ) {
    this.id = idOfDatabase(place);
  }

  treeItem(): vscode.TreeItem {
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(`db${this.place.database}`, this.expanded ? Expanded : Collapsed);
    const filter = this.context.keyspaces.filter(this.place.connectionId);
    const isLive = this.context.live.state(this.place.connectionId).kind === 'ready';
    const unknown = isLive ? '' : 'as last seen';
    const count = this.keys === undefined ? unknown : `${amount(this.keys)} key${this.keys === 1 ? '' : 's'}`;
    item.id = this.id;
    item.contextValue = (filter === undefined ? 'database' : 'database.filtered') satisfies ContextValue;
    item.iconPath = new vscode.ThemeIcon('database');
    item.description = [count, filter === undefined ? '' : `filter ${filter}`].filter(Boolean).join(' · ');
    item.tooltip = `Database ${this.place.database}\n${item.description}`;
    item.accessibilityInformation = { label: `Database ${this.place.database}, ${item.description}` };
    return item;
  }

  async children(): Promise<readonly ExplorerNode[]> {
    const { connectionId, database } = this.place;
    const connection = await this.context.live.database(connectionId, database);
    if (!connection) return [];
    const { state } = connection;
    const seen = this.context.keyspaces.get(this.place);
    if (!seen && (state.kind === 'failed' || state.kind === 'waiting')) {
      return problemNodes(this, state.problem, this.parent);
    }
    const keyspace =
      seen ?? this.context.keyspaces.open(this.place, connection.gate, connection.settings.delimiter);
    if (!keyspace.progress) await this.load(keyspace);
    const keys = await keyTreeNodes({
      parent: this,
      keyspace,
      place: this.place,
      nodes: keyspace.roots,
    });
    return [...keys, ...this.closingNodes(keyspace, keys.length === 0)];
  }

  private load(keyspace: Keyspace): Promise<void> {
    return this.context.scans.during((onProgress) => keyspace.loadMore(onProgress));
  }

  /** What stands after the keys: a problem, nothing found, or the way to more. */
  private closingNodes(keyspace: Keyspace, isEmpty: boolean): readonly ExplorerNode[] {
    const { progress } = keyspace;
    if (!progress) return [];
    const nodes: ExplorerNode[] = [];
    if (progress.problem) nodes.push(...this.scanProblem(progress.problem));
    if (isEmpty && !progress.problem) nodes.push(...this.emptyNodes(keyspace));
    if (!progress.complete && !progress.problem?.command) {
      const label = progress.ended === 'cancelled' ? 'Scan cancelled. Go on' : 'Load more';
      nodes.push(new LoadMoreNode(this, label, examinedText(progress), () => this.load(keyspace)));
    }
    return nodes;
  }

  private scanProblem(problem: ConnectionProblem): readonly ExplorerNode[] {
    const scanAgain = new MessageNode(this, 'again', {
      label: 'Scan again',
      icon: 'refresh',
      command: commandReference('cacheReview.refreshExplorer', this),
    });
    return [...sentenceNodes(this, problem), scanAgain];
  }

  private emptyNodes(keyspace: Keyspace): readonly ExplorerNode[] {
    if (keyspace.filter === undefined) {
      const label = keyspace.progress?.complete ? 'This database is empty' : 'No keys found so far';
      return [new MessageNode(this, 'empty', { label, icon: 'info' })];
    }
    return [
      new MessageNode(this, 'empty', {
        label: `No key matches ${keyspace.filter}`,
        detail: keyspace.progress?.complete ? '' : 'so far',
        icon: 'info',
      }),
      new MessageNode(this, 'clear', {
        label: 'Clear the filter',
        icon: 'refresh',
        command: commandReference('cacheReview.clearFilter', this),
      }),
    ];
  }
}
