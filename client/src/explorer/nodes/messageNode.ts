/** A line that says something, or does something when it is opened: what is wrong, and the way out as a node. */
import * as vscode from 'vscode';
import type { ContextValue, ExplorerNode } from './explorerNode.js';

export interface MessageContent {
  /** A few words: a sidebar is narrow. */
  readonly label: string;
  /** What stands behind it where there is room. */
  readonly detail?: string;
  /** Label and detail unless told. */
  readonly tooltip?: string;
  /** What a screen reader says; label and detail unless told. */
  readonly spoken?: string;
  readonly icon: 'error' | 'warning' | 'info' | 'blank' | 'refresh' | 'edit' | 'shield';
  /** Runs when the node is opened. */
  readonly command?: vscode.Command;
}

const COLOURS: Readonly<Partial<Record<MessageContent['icon'], string>>> = {
  error: 'list.errorForeground',
  warning: 'list.warningForeground',
};

export class MessageNode implements ExplorerNode {
  readonly id: string;

  constructor(
    readonly parent: ExplorerNode | undefined,
    name: string,
    readonly content: MessageContent,
  ) {
    this.id = `${parent?.id ?? ''}/message/${name}`;
  }

  treeItem(): vscode.TreeItem {
    const { label, detail, tooltip, spoken, icon, command } = this.content;
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
    const colour = COLOURS[icon];
    item.id = this.id;
    item.contextValue = 'message' satisfies ContextValue;
    item.iconPath = new vscode.ThemeIcon(icon, colour ? new vscode.ThemeColor(colour) : undefined);
    item.tooltip = tooltip ?? [label, detail].filter(Boolean).join('\n');
    item.accessibilityInformation = { label: spoken ?? [label, detail].filter(Boolean).join(' ') };
    if (detail) item.description = detail;
    if (command) item.command = command;
    return item;
  }

  async children(): Promise<readonly ExplorerNode[]> {
    return [];
  }
}
