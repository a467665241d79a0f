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
import type { TextChange } from './textChange.js';

export function insertStatement(
  file: EditedFile,
  { call, where, text }: InsertStatementEdit,
): readonly TextChange[] | undefined {
  const statement = file.statementAround(call);
  if (!statement) return undefined;
  const start = statement.getStart();
  const indentation = file.indentationAt(start);
  const { newText, selection } = written(file, text);
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

export function removeStatement(
  file: EditedFile,
  { call }: RemoveStatementEdit,
): readonly TextChange[] | undefined {
  const statement = ownStatement(file, call);
  return statement && [removal(file, statement)];
}

export function moveStatement(
  file: EditedFile,
  { call, behind }: MoveStatementEdit,
): readonly TextChange[] | undefined {
  const statement = ownStatement(file, call);
  const target = statementBeside(file, statement, behind);
  if (!statement || !target || !isUnderstoodAt(statement, target)) return undefined;
  const [from, to] = [file.indentationAt(statement.getStart()), file.indentationAt(target.getStart())];
  const text = statement
    .getText()
    .split('\n')
    .map((line) => (line.startsWith(from) ? to + line.slice(from.length) : line))
    .join('\n');
  const end = target.getEnd();
  return [removal(file, statement), { start: end, end, newText: `${file.newline}${to}${text}` }];
}

/** The statement that is nothing but the call. */
function ownStatement(file: EditedFile, call: SourceSpan): Statement | undefined {
  const statement = file.statementAround(call);
  if (!Node.isExpressionStatement(statement)) return undefined;
  let expression: Node = statement.getExpression();
  while (
    Node.isAwaitExpression(expression) ||
    Node.isVoidExpression(expression) ||
    Node.isParenthesizedExpression(expression)
  ) {
    expression = expression.getExpression();
  }
  return expression.getStart() === call.start && expression.getEnd() === call.end ? statement : undefined;
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

/** Names that are declared on the way from the statement to the target would not be known behind it. */
function isUnderstoodAt(statement: Statement, target: Statement): boolean {
  if (target.getEnd() < statement.getEnd()) return false;
  if (!target.getDescendants().includes(statement)) return true;
  const names = new Set(statement.getDescendantsOfKind(SyntaxKind.Identifier).map((node) => node.getText()));
  return !target
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .some((identifier) => names.has(identifier.getText()) && isDeclared(identifier));
}

function isDeclared(identifier: Identifier): boolean {
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
function removal(file: EditedFile, statement: Statement): TextChange {
  const [start, end] = [statement.getStart(), statement.getEnd()];
  const lineStart = file.lineStart(start);
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(file.text.slice(end));
  const isAlone = rest !== null && file.text.slice(lineStart, start).trim() === '';
  return isAlone ? { start: lineStart, end: end + rest[0].length, newText: '' } : { start, end, newText: '' };
}
