/** A problem of a connection as nodes: what is wrong, then what the reader can do about it. */
import { commandReference } from '../../commands.js';
import type { ConnectionProblem } from '../../redis/connectionError.js';
import { sentencesOf, shortProblem } from '../../redis/shortProblem.js';
import type { ExplorerNode } from './explorerNode.js';
import { MessageNode } from './messageNode.js';

/** What is wrong and what to do, in a few words each, because a sidebar is narrow; the whole of it is told and spoken. */
export function sentenceNodes(parent: ExplorerNode, problem: ConnectionProblem): readonly ExplorerNode[] {
  const { message } = problem;
  const { what, advice } = shortProblem(problem);
  const sentences = sentencesOf(message);
  return [
    new MessageNode(parent, 'problem', {
      label: what,
      tooltip: message,
      spoken: sentences.slice(0, -1).join(' '),
      icon: 'error',
    }),
    new MessageNode(parent, 'advice', {
      label: advice,
      tooltip: message,
      spoken: sentences.at(-1) ?? advice,
      icon: 'blank',
    }),
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
