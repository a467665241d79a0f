/** One known connection: its state as icon and text, its databases or its problem as children. */
import * as vscode from 'vscode';
import { commandReference } from '../../commands.js';
import type { ConnectionState } from '../../redis/connection.js';
import type { ConnectionProblem } from '../../redis/connectionError.js';
import { formatConnectionUrl, formatEndpoint } from '../../redis/connectionSettings.js';
import { type DatabaseKeys, readInformation } from '../../redis/information.js';
import type { KnownConnection } from '../connectionStore.js';
import type { ExplorerContext } from '../explorerContext.js';
import { DatabaseNode } from './databaseNode.js';
import type { ContextValue, ExplorerNode } from './explorerNode.js';
import { MessageNode } from './messageNode.js';
import { problemNodes } from './problemNodes.js';

export class ConnectionNode implements ExplorerNode {
  readonly parent = undefined;

  constructor(
    private readonly context: ExplorerContext,
    readonly known: KnownConnection,
  ) {}

  /** The id changes with the kind of state, so that a new connection opens itself and a closed one closes. */
  get id(): string {
    return `connection/${this.known.settings.id}/${this.phase}`;
  }

  private get phase(): Phase {
    const { kind } = this.state;
    if (kind === 'ready') return 'open';
    // A connection that is tried again stays where it was, so that the tree does not flicker.
    if (this.problem) return 'failed';
    return kind === 'connecting' ? 'connecting' : 'idle';
  }

  private get problem(): ConnectionProblem | undefined {
    return this.context.live.problem(this.known.settings.id);
  }

  private get state(): ConnectionState {
    return this.context.live.state(this.known.settings.id);
  }

  treeItem(): vscode.TreeItem {
    const { settings, origin } = this.known;
    const { phase } = this;
    const { None, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(
      settings.name,
      phase === 'idle' || phase === 'connecting' ? None : Expanded,
    );
    const text = stateText(this.state, formatEndpoint(settings));
    item.id = this.id;
    item.contextValue = contextValue(phase);
    item.iconPath = icon(phase);
    item.description = text;
    item.tooltip = [
      formatConnectionUrl(settings),
      text,
      origin === 'memory' ? 'Not saved: it is gone when the window closes.' : '',
    ]
      .filter(Boolean)
      .join('\n');
    item.accessibilityInformation = { label: `Connection ${settings.name}, ${text}` };
    if (phase === 'idle') item.command = commandReference('cacheReview.connect', this);
    return item;
  }

  async children(): Promise<readonly ExplorerNode[]> {
    const { state, problem } = this;
    if (state.kind === 'ready') return this.databases();
    if (problem) return [...problemNodes(this, problem, this), ...this.lastSeen()];
    return [];
  }

  /** The keys as they were before the connection was lost. */
  private lastSeen(): readonly ExplorerNode[] {
    const { id: connectionId, database } = this.known.settings;
    const place = { connectionId, database };
    if (!this.context.keyspaces.get(place)) return [];
    return [new DatabaseNode(this, this.context, place, undefined, true)];
  }

  private async databases(): Promise<readonly ExplorerNode[]> {
    const { id, database: selected } = this.known.settings;
    const gate = this.context.live.get(id)?.gate;
    if (!gate) return [];
    const information = await readInformation(gate);
    if (!information.ok) {
      return [
        new DatabaseNode(this, this.context, { connectionId: id, database: selected }, undefined, true),
        new MessageNode(this, 'information', {
          label: 'Key counts are not available',
          tooltip: information.problem.message,
          spoken: `Key counts are not available. ${information.problem.message}`,
          icon: 'info',
        }),
      ];
    }
    const counts = addCounts(information.nodes.flatMap((node) => node.information.databases));
    const numbers = [...new Set([selected, ...counts.keys()])].sort((a, b) => a - b);
    return numbers.map(
      (database) =>
        new DatabaseNode(
          this,
          this.context,
          { connectionId: id, database },
          counts.get(database) ?? 0,
          database === selected,
        ),
    );
  }
}

/** Keys by database, over all primaries. */
function addCounts(databases: readonly DatabaseKeys[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { database, keys } of databases) counts.set(database, (counts.get(database) ?? 0) + keys);
  return counts;
}

type Phase = 'idle' | 'connecting' | 'open' | 'failed';

function contextValue(phase: Phase): ContextValue {
  if (phase === 'open') return 'connection.open';
  return phase === 'failed' || phase === 'connecting' ? 'connection.failed' : 'connection.idle';
}

function icon(phase: Phase): vscode.ThemeIcon {
  if (phase === 'open') return new vscode.ThemeIcon('server', new vscode.ThemeColor('charts.green'));
  if (phase === 'failed')
    return new vscode.ThemeIcon('server', new vscode.ThemeColor('list.errorForeground'));
  if (phase === 'connecting') return new vscode.ThemeIcon('loading~spin');
  return new vscode.ThemeIcon('server');
}

function stateText(state: ConnectionState, endpoint: string): string {
  switch (state.kind) {
    case 'ready': {
      const product = state.product === 'unknown' ? 'server' : state.product;
      return `${endpoint} · ${product} ${state.version}${state.cluster ? ', cluster' : ''}`;
    }
    case 'connecting':
      return `connecting… · ${endpoint}`;
    case 'waiting':
      return `not reachable, trying again · ${endpoint}`;
    case 'failed':
      return `not connected · ${endpoint}`;
    default:
      return `${endpoint} · select to connect`;
  }
}
