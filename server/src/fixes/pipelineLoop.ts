/**
 * Sends the commands of a loop together. In: the file and the edit. Out: changes that open a pipeline before the loop,
 * collect in it, and send it behind; undefined where the loop waits for more, may leave early, or makes its client. Pure.
 */
import { type CallExpression, Node, type Statement, SyntaxKind } from 'ts-morph';
import type { PipelineLoopEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { isNewName } from './statements.js';
import type { TextChange } from './textChange.js';

const NAME = 'pipeline';

export function pipelineLoop(
  file: EditedFile,
  { call, open, send }: PipelineLoopEdit,
): readonly TextChange[] | undefined {
  const command = file.callAt(call);
  const waiting = command?.getParent();
  const client = command && clientOf(command);
  if (!client || !Node.isAwaitExpression(waiting) || !Node.isExpressionStatement(waiting.getParent()))
    return undefined;
  const loop = loopAround(waiting);
  if (!loop || !collects(loop, client) || !isNewName(loop, NAME)) return undefined;
  const [start, end] = [loop.getStart(), loop.getEnd()];
  const lead = `${file.newline}${file.indentationAt(start)}`;
  const close = /;\s*$/.test(waiting.getParent()?.getText() ?? '') ? ';' : '';
  return [
    { start, end: start, newText: `const ${NAME} = ${client.getText()}.${open}${close}${lead}` },
    { start: waiting.getStart(), end: client.getEnd(), newText: NAME },
    { start: end, end, newText: `${lead}await ${NAME}.${send}${close}` },
  ];
}

/** `redis`, `this.redis`: what is the same in every round. */
function clientOf(command: CallExpression): Node | undefined {
  const callee = command.getExpression();
  if (!Node.isPropertyAccessExpression(callee) || callee.hasQuestionDotToken()) return undefined;
  let root: Node = callee.getExpression();
  while (Node.isPropertyAccessExpression(root) && !root.hasQuestionDotToken()) root = root.getExpression();
  return Node.isIdentifier(root) || Node.isThisExpression(root) ? callee.getExpression() : undefined;
}

/** The loop that holds a node, with nothing between them that is run by itself. */
function loopAround(node: Node): Statement | undefined {
  for (const around of node.getAncestors()) {
    if (Node.isForOfStatement(around)) {
      const isPlain = !around.isAwaited() && Node.isStatemented(around.getParent());
      return isPlain ? around : undefined;
    }
    if (Node.isIterationStatement(around) || Node.isTryStatement(around) || isFunction(around))
      return undefined;
  }
  return undefined;
}

function isFunction(node: Node): boolean {
  return (
    Node.isFunctionLikeDeclaration(node) || Node.isArrowFunction(node) || Node.isFunctionExpression(node)
  );
}

/** It waits for nothing else, goes through all, and does not say what the client is. */
function collects(loop: Statement, client: Node): boolean {
  if (loop.getDescendantsOfKind(SyntaxKind.AwaitExpression).length !== 1) return false;
  if (loop.getDescendantsOfKind(SyntaxKind.ReturnStatement).length > 0) return false;
  const names = new Set(
    [client, ...client.getDescendants()].flatMap((node) => (Node.isIdentifier(node) ? [node.getText()] : [])),
  );
  return !loop
    .getDescendantsOfKind(SyntaxKind.VariableDeclaration)
    .some((declared) => names.has(declared.getName()));
}
