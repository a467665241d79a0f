/**
 * Makes the use of a result fit what another command answers. In: the file and the edit. Out: changes of the literals
 * that the result is compared with; none where it is unused or tested for truth; undefined where it is used otherwise.
 */
import { type CallExpression, Node, SyntaxKind } from 'ts-morph';
import type { TranslateResultEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { inQuotesOf } from './replace.js';
import type { TextChange } from './textChange.js';

export function translateResult(
  file: EditedFile,
  { call, values }: TranslateResultEdit,
): readonly TextChange[] | undefined {
  const node = file.callAt(call);
  return node && changesOfUse(file, node, values);
}

type Values = TranslateResultEdit['values'];

function changesOfUse(
  file: EditedFile,
  result: CallExpression | Node,
  values: Values,
): readonly TextChange[] | undefined {
  const used = awaited(result);
  const parent = used.getParent();
  if (Node.isExpressionStatement(parent) || Node.isVoidExpression(parent)) return [];
  if (Node.isVariableDeclaration(parent)) return changesOfVariable(file, parent, values);
  if (Node.isBinaryExpression(parent) && isComparison(parent.getOperatorToken().getKind())) {
    const other = parent.getLeft() === used ? parent.getRight() : parent.getLeft();
    const newText = values[other.getText()];
    if (newText === undefined) return undefined;
    return [{ start: other.getStart(), end: other.getEnd(), newText: inQuotesOf(file, newText) }];
  }
  return isTestedForTruth(used) ? [] : undefined;
}

/** The expression with the `await` and the parentheses around it. */
function awaited(result: Node): Node {
  let node = result;
  for (let parent = node.getParent(); parent; parent = node.getParent()) {
    if (!Node.isAwaitExpression(parent) && !Node.isParenthesizedExpression(parent)) break;
    node = parent;
  }
  return node;
}

function changesOfVariable(file: EditedFile, variable: Node, values: Values): TextChange[] | undefined {
  if (!Node.isVariableDeclaration(variable) || variable.getTypeNode()) return undefined;
  const name = variable.getNameNode();
  const scope = variable.getFirstAncestor((node) => Node.isBlock(node) || Node.isSourceFile(node));
  if (!Node.isIdentifier(name) || !scope) return undefined;
  const uses = scope
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .filter((identifier) => identifier !== name && identifier.getText() === name.getText());
  const changes = uses.map((use) =>
    Node.isPropertyAccessExpression(use.getParent()) ? undefined : changesOfUse(file, use, values),
  );
  return changes.every((change) => change !== undefined) ? changes.flat() : undefined;
}

function isComparison(operator: SyntaxKind): boolean {
  return (
    operator === SyntaxKind.EqualsEqualsEqualsToken ||
    operator === SyntaxKind.ExclamationEqualsEqualsToken ||
    operator === SyntaxKind.EqualsEqualsToken ||
    operator === SyntaxKind.ExclamationEqualsToken
  );
}

function isTestedForTruth(used: Node): boolean {
  const parent = used.getParent();
  if (Node.isPrefixUnaryExpression(parent)) {
    return parent.getOperatorToken() === SyntaxKind.ExclamationToken;
  }
  if (Node.isIfStatement(parent) || Node.isWhileStatement(parent) || Node.isDoStatement(parent)) {
    return parent.getExpression() === used;
  }
  return Node.isConditionalExpression(parent) && parent.getCondition() === used;
}
