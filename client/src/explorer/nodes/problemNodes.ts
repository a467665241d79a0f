/** A problem of a connection as nodes: what is wrong, then what the reader can do about it. */
import { commandReference } from '../../commands.js';
import type { ConnectionProblem } from '../../redis/connectionError.js';
import type { ExplorerNode } from './explorerNode.js';
import { MessageNode } from './messageNode.js';

/** What is wrong, why it matters, what to do: a line each, because a sidebar is narrow. */
export function sentenceNodes(parent: ExplorerNode, problem: ConnectionProblem): readonly ExplorerNode[] {
  const { message, title } = problem;
  const others = (message.startsWith(title) ? message.slice(title.length) : message)
    .split(/(?<=[.!?])\s+/)
    .filter((sentence) => sentence.trim() !== '');
  return [
    new MessageNode(parent, 'problem', { label: title, tooltip: message, icon: 'error' }),
    ...others.map(
      (sentence, index) =>
        new MessageNode(parent, `problem/${index}`, {
          label: sentence.trim(),
          tooltip: message,
          icon: 'blank',
        }),
    ),
  ];
}

/** `target` is what the commands act on: the connection's node. */
export function problemNodes(
  parent: ExplorerNode,
  problem: ConnectionProblem,
  target: ExplorerNode,
): readonly ExplorerNode[] {
  return [
    ...sentenceNodes(parent, problem),
    new MessageNode(parent, 'retry', {
      label: 'Try again',
      icon: 'refresh',
      command: commandReference('cacheReview.connect', target),
    }),
    new MessageNode(parent, 'edit', {
      label: 'Edit connection…',
      icon: 'edit',
      command: commandReference('cacheReview.editConnection', target),
    }),
  ];
}
