/**
 * Edits of whole statements: one more, one less, one in another place. In: the file and the edit. Out: changes that
 * leave the lines around as they are; undefined where the code is not written as a statement of its own. Pure.
 */
import { type Identifier, Node, type Statement, SyntaxKind } from 'ts-morph';
import type {
  InsertStatementEdit,
  MoveStatementEdit,
  RemoveStatementEdit,
  SourceSpan,
} from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { written } from './replace.js';
import { blockInstead, bodyThatIs, isWaitedFor, linesBehind } from './runAfter.js';
import type { TextChange } from './textChange.js';

export function insertStatement(
  file: EditedFile,
  { call, where, text, declares }: InsertStatementEdit,
): readonly TextChange[] | undefined {
  const statement = file.statementAround(call);
  if (!statement || (declares && !mayDeclare(statement, declares))) return undefined;
  const start = statement.getStart();
  const indentation = file.indentationAt(start);
  const change = written(file, text, start);
  if (!change) return undefined;
  const { newText, selection } = change;
  if (where === 'before') {
    return [
      {
        start,
        end: start,
        newText: `${newText}${file.newline}${indentation}`,
        ...(selection && { selection }),
      },
    ];
  }
  const lead = `${file.newline}${indentation}`;
  const end = statement.getEnd();
  const shifted = selection && { start: selection.start + lead.length, end: selection.end + lead.length };
  return [{ start: end, end, newText: `${lead}${newText}`, ...(shifted && { selection: shifted }) }];
}

/** Whether nothing around has the name, and the block of the statement holds the place where it is used. */
function mayDeclare(
  statement: Statement,
  { name, seenAt }: NonNullable<InsertStatementEdit['declares']>,
): boolean {
  const block = statement.getParent();
  if (!block || block.getStart() > seenAt.start || block.getEnd() < seenAt.end) return false;
  return isNewName(statement, name);
}

/** Whether nothing in the outermost function around a node goes by a name. */
export function isNewName(node: Node, name: string): boolean {
  const around = node.getAncestors();
  const outermost = around.findLast(
    (one) => Node.isFunctionLikeDeclaration(one) || Node.isArrowFunction(one),
  );
  return !(outermost ?? around.at(-1) ?? node)
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .some((identifier) => identifier.getText() === name);
}

export function removeStatement(
  file: EditedFile,
  { call, follows, guarded }: RemoveStatementEdit,
): readonly TextChange[] | undefined {
  const own = ownStatement(file, call);
  const statement = guarded ? ifAround(file.statementAround(call), own, call) : own;
  const isElsewhere = follows && previous(statement, guarded) !== file.statementAround(follows);
  return statement && !isElsewhere ? [removal(file, statement)] : undefined;
}

/** The `if` that holds nothing but a statement; the statement itself when it stands in none. */
function ifAround(
  around: Statement | undefined,
  own: Statement | undefined,
  call: SourceSpan,
): Statement | undefined {
  if (Node.isIfStatement(around) && !around.getElseStatement()) {
    return consistsOf(around.getThenStatement(), call) ? around : undefined;
  }
  const block = own?.getParent();
  const condition = block?.getParent();
  if (!Node.isBlock(block) || !Node.isIfStatement(condition)) return own;
  const isAll =
    !condition.getElseStatement() &&
    block.getStatements().length === 1 &&
    Node.isStatemented(condition.getParent());
  return isAll ? condition : undefined;
}

function previous(statement: Statement | undefined, pastExits = false): Node | undefined {
  let node = statement?.getPreviousSibling();
  while (node && (Node.isCommentNode(node) || (pastExits && isExit(node)))) node = node.getPreviousSibling();
  return node;
}

/** `if (!taken) return;` */
function isExit(node: Node): boolean {
  if (!Node.isIfStatement(node) || node.getElseStatement()) return false;
  const arm = node.getThenStatement();
  const last = Node.isBlock(arm) ? arm.getStatements().at(-1) : arm;
  return Node.isReturnStatement(last) || Node.isThrowStatement(last) || Node.isContinueStatement(last);
}

export function moveStatement(
  file: EditedFile,
  { call, behind }: MoveStatementEdit,
): readonly TextChange[] | undefined {
  const statement = ownStatement(file, call);
  const inArrow = statement && moveOutOfBody(file, statement, behind);
  if (inArrow) return inArrow;
  const target = statementBeside(file, statement, behind);
  if (!statement || !target || !isUnderstoodAt(statement, target)) return undefined;
  const isInside = target.getDescendants().includes(statement);
  if (isInside && !(isWaitedFor(file, behind, target) && runsOnce(statement, target))) return undefined;
  const [from, to] = [file.indentationAt(statement.getStart()), file.indentationAt(target.getStart())];
  const text = statement
    .getText()
    .split('\n')
    .map((line) => (line.startsWith(from) ? to + line.slice(from.length) : line))
    .join('\n');
  const lines = linesBehind(file, target, text);
  return lines && [removal(file, statement), ...lines];
}

/** `async () => transaction(async () => { write(); del(); })`: the function gets a block, with the statement at its end. */
function moveOutOfBody(
  file: EditedFile,
  statement: Statement,
  behind: SourceSpan,
): readonly TextChange[] | undefined {
  const body = bodyThatIs(file, behind);
  if (!body || !isLeftUnchanged(statement, body) || !runsOnce(statement, body)) return undefined;
  const block = blockInstead(file, behind, statement.getText());
  return block && [removal(file, statement), ...block];
}

/** Whether the names in a statement are none that are declared in what is around it. */
function isLeftUnchanged(statement: Statement, body: Node): boolean {
  const names = new Set(statement.getDescendantsOfKind(SyntaxKind.Identifier).map((node) => node.getText()));
  const isInside = body.getDescendants().includes(statement);
  return isInside && !declaresOne(body, names);
}

function declaresOne(around: Node, names: ReadonlySet<string>): boolean {
  return around
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .some((identifier) => names.has(identifier.getText()) && isDeclared(identifier));
}

/** The statement that is nothing but the call, and what is done when it fails. */
function ownStatement(file: EditedFile, call: SourceSpan): Statement | undefined {
  const statement = file.statementAround(call);
  return consistsOf(statement, call) ? statement : undefined;
}

function consistsOf(statement: Statement | undefined, call: SourceSpan): boolean {
  if (!Node.isExpressionStatement(statement)) return false;
  let expression: Node = statement.getExpression();
  while (
    Node.isAwaitExpression(expression) ||
    Node.isVoidExpression(expression) ||
    Node.isParenthesizedExpression(expression)
  ) {
    expression = expression.getExpression();
  }
  expression = withoutCatch(expression);
  return expression.getStart() === call.start && expression.getEnd() === call.end;
}

/** `redis.del(key)` of `redis.del(key).catch(log)` */
function withoutCatch(expression: Node): Node {
  const callee = Node.isCallExpression(expression) ? expression.getExpression() : undefined;
  return Node.isPropertyAccessExpression(callee) && callee.getName() === 'catch'
    ? withoutCatch(callee.getExpression())
    : expression;
}

/** The statement around a span, or the one in the statement's own block or a block around it. */
function statementBeside(
  file: EditedFile,
  statement: Statement | undefined,
  behind: SourceSpan,
): Statement | undefined {
  const target = file.statementAround(behind);
  const block = target?.getParent();
  if (!statement || !block || target === statement) return undefined;
  return statement.getAncestors().includes(block) ? target : undefined;
}

/** Whether nothing but the function that holds it decides that a statement runs. */
function runsOnce(statement: Statement, target: Node): boolean {
  const around = statement.getAncestors();
  return around
    .slice(0, around.indexOf(target))
    .filter((node) => Node.isStatement(node) && !Node.isBlock(node))
    .every((node) => Node.isTryStatement(node) || Node.isExpressionStatement(node));
}

/** Names that are declared on the way from the statement to the target would not be known behind it. */
function isUnderstoodAt(statement: Statement, target: Statement): boolean {
  if (target.getEnd() < statement.getEnd()) return false;
  const names = new Set(statement.getDescendantsOfKind(SyntaxKind.Identifier).map((node) => node.getText()));
  const isInside = target.getDescendants().includes(statement);
  const left = isInside ? target : outermostBeside(statement, target);
  return !declaresOne(left, names) && (isInside || !changeBetween(left, target, names));
}

/** The statement around the statement that stands in one block with the target; itself where it does. */
function outermostBeside(statement: Statement, target: Statement): Node {
  const block = target.getParent();
  return [statement, ...statement.getAncestors()].find((node) => node.getParent() === block) ?? statement;
}

/** Whether what the statement names is given another value before the target is over. */
function changeBetween(from: Node, target: Statement, names: ReadonlySet<string>): boolean {
  const between = [...from.getNextSiblings().filter((node) => node.getEnd() < target.getStart()), target];
  return between.some((node) =>
    node.forEachDescendantAsArray().some((part) => {
      if (Node.isBinaryExpression(part)) {
        const isAssignment = part.getOperatorToken().getKind() === SyntaxKind.EqualsToken;
        return isAssignment && mentions(part.getLeft(), names);
      }
      const isAssign = Node.isCallExpression(part) && part.getExpression().getText() === 'Object.assign';
      return (
        isAssign &&
        part
          .getArguments()
          .slice(0, 1)
          .some((argument) => mentions(argument, names))
      );
    }),
  );
}

/** `user` of `user.email`, where it is one of the names. */
function mentions(node: Node, names: ReadonlySet<string>): boolean {
  if (Node.isIdentifier(node)) return names.has(node.getText());
  const inner = Node.isPropertyAccessExpression(node) || Node.isElementAccessExpression(node);
  return inner && mentions(node.getExpression(), names);
}

export function isDeclared(identifier: Identifier): boolean {
  const parent = identifier.getParent();
  const declares =
    Node.isVariableDeclaration(parent) ||
    Node.isBindingElement(parent) ||
    Node.isParameterDeclaration(parent) ||
    Node.isFunctionDeclaration(parent) ||
    Node.isClassDeclaration(parent);
  return declares && parent.getNameNode() === identifier;
}

/** A statement with its line, when it has the line to itself. */
export function removal(file: EditedFile, statement: Statement): TextChange {
  const [start, end] = [statement.getStart(), statement.getEnd()];
  const lineStart = file.lineStart(start);
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(file.text.slice(end));
  const isAlone = rest !== null && file.text.slice(lineStart, start).trim() === '';
  return isAlone ? { start: lineStart, end: end + rest[0].length, newText: '' } : { start, end, newText: '' };
}
