/** A problem of a connection as nodes: what is wrong, then what the reader can do about it. */
import { commandReference } from '../../commands.js';
import type { ConnectionProblem } from '../../redis/connectionError.js';
import type { ExplorerNode } from './explorerNode.js';
import { MessageNode } from './messageNode.js';

/** The sentences of a problem after its title. */
export function problemDetail(problem: ConnectionProblem): string {
  const { message, title } = problem;
  return message.startsWith(title) ? message.slice(title.length).trim() : message;
}

/** `target` is what the commands act on: the connection's node. */
export function problemNodes(
  parent: ExplorerNode,
  problem: ConnectionProblem,
  target: ExplorerNode,
): readonly ExplorerNode[] {
  return [
    new MessageNode(parent, 'problem', {
      label: problem.title,
      detail: problemDetail(problem),
      icon: 'error',
    }),
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
