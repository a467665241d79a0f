/** One key: its icon is its type, its description the remaining TTL. */
import * as vscode from 'vscode';
import { formatShortDuration } from '../../../../shared/src/duration.js';
import { commandReference } from '../../commands.js';
import type { KeyName } from '../../redis/bytes.js';
import type { KeyDetails } from '../../redis/keyDetails.js';
import { visibleText } from '../../visibleText.js';
import type { ContextValue, ExplorerNode } from './explorerNode.js';

/** Where a key lives. */
export interface KeyPlace {
  readonly connectionId: string;
  readonly database: number;
}

export class KeyNode implements ExplorerNode {
  constructor(
    readonly parent: ExplorerNode,
    readonly id: string,
    private readonly label: string,
    readonly key: KeyName,
    readonly place: KeyPlace,
    readonly details: KeyDetails | undefined,
  ) {}

  treeItem(): vscode.TreeItem {
    const item = new vscode.TreeItem(visibleText(this.label), vscode.TreeItemCollapsibleState.None);
    const { icon, description, explanation } = appearance(this.details);
    item.id = this.id;
    item.contextValue = 'key' satisfies ContextValue;
    item.iconPath = new vscode.ThemeIcon(icon);
    item.description = description;
    item.tooltip = `${visibleText(this.key.text)}\n${explanation}`;
    item.accessibilityInformation = { label: `${visibleText(this.key.text)}, ${explanation}` };
    item.command = commandReference('cacheReview.openValue', this);
    return item;
  }

  async children(): Promise<readonly ExplorerNode[]> {
    return [];
  }
}

const TYPE_ICONS: Readonly<Record<string, string>> = {
  string: 'symbol-string',
  hash: 'symbol-object',
  list: 'list-ordered',
  set: 'symbol-array',
  zset: 'list-selection',
  stream: 'pulse',
  'ReJSON-RL': 'json',
};

interface Appearance {
  readonly icon: string;
  readonly description: string;
  readonly explanation: string;
}

function appearance(details: KeyDetails | undefined): Appearance {
  if (!details) return { icon: 'key', description: '', explanation: 'type and TTL not read' };
  switch (details.kind) {
    case 'known': {
      const icon = TYPE_ICONS[details.type] ?? 'symbol-misc';
      const life = remainingLife(details);
      return { icon, description: life, explanation: `${details.type}, ${life || 'TTL not readable'}` };
    }
    case 'gone':
      return { icon: 'circle-slash', description: 'gone', explanation: 'expired or deleted since the scan' };
    case 'locked':
      return { icon: 'lock', description: 'locked', explanation: details.message };
    case 'failed':
      return { icon: 'warning', description: 'not readable', explanation: details.problem.message };
  }
}

function remainingLife(details: Extract<KeyDetails, { kind: 'known' }>): string {
  if (details.ttlMs !== undefined) return formatShortDuration(details.ttlMs);
  return details.expires === false ? 'no TTL' : '';
}
