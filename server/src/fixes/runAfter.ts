/**
 * What is to run once a call is over. In: the file and the edit. Out: a line behind the statement of the call; where
 * that one returns, its value is kept until the line has run. Undefined where nobody waits for the call. Pure.
 */
import { Node, type Statement, SyntaxKind } from 'ts-morph';
import type { RunAfterEdit, SourceSpan } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { written } from './replace.js';
import type { TextChange } from './textChange.js';

export function runAfter(
  file: EditedFile,
  { call, text, synchronous }: RunAfterEdit,
): readonly TextChange[] | undefined {
  const statement = statementOf(file, call);
  const newText = written(file, text)?.newText;
  if (!statement || newText === undefined || !(synchronous || isWaitedFor(file, call, statement)))
    return undefined;
  return linesBehind(file, statement, newText);
}

/** A line behind a statement, with the indentation and the semicolons that it has. */
export function linesBehind(
  file: EditedFile,
  statement: Statement,
  text: string,
): readonly TextChange[] | undefined {
  if (/^await\b/.test(text) && !isInAsyncFunction(statement)) return undefined;
  const lead = `${file.newline}${file.indentationAt(statement.getStart())}`;
  const end = statement.getEnd();
  const semicolon = statement.getText().endsWith(';') ? ';' : '';
  const line = `${lead}${text.replace(/;$/, '')}${semicolon}`;
  if (!Node.isReturnStatement(statement)) return [{ start: end, end, newText: line }];
  const value = statement.getExpression();
  const name = value && freeName(statement);
  if (!value || name === undefined) return undefined;
  const isPromise = !Node.isAwaitExpression(value) && isCallItself(value);
  const start = statement.getStart();
  return [
    { start, end: value.getStart(), newText: `const ${name} = ${isPromise ? 'await ' : ''}` },
    { start: end, end, newText: `${line}${lead}return ${name}${semicolon}` },
  ];
}

/** The statement of a block that a call belongs to, with no function in between. */
function statementOf(file: EditedFile, span: SourceSpan): Statement | undefined {
  const call = file.callAt(span);
  const statement = call?.getFirstAncestor((node) => Node.isStatement(node) || isFunction(node));
  const isPlain =
    Node.isExpressionStatement(statement) ||
    Node.isVariableStatement(statement) ||
    Node.isReturnStatement(statement);
  return isPlain && Node.isStatemented(statement.getParent()) ? statement : undefined;
}

/** Whether the statement is over only when the call is. */
export function isWaitedFor(file: EditedFile, span: SourceSpan, statement: Statement): boolean {
  const call = file.callAt(span);
  if (!call) return false;
  const around = call.getAncestors();
  if (around.slice(0, around.indexOf(statement)).some(Node.isAwaitExpression)) return true;
  const value = Node.isReturnStatement(statement) ? statement.getExpression() : undefined;
  return value !== undefined && isCallItself(value) && endOfChain(call) === bare(value);
}

/** The last call of a chain: `update(users).set(row).where(condition)`. */
function endOfChain(call: Node): Node {
  const parent = call.getParent();
  const isObject =
    (Node.isPropertyAccessExpression(parent) || Node.isCallExpression(parent)) &&
    parent.getExpression() === call;
  return isObject ? endOfChain(parent) : call;
}

function bare(node: Node): Node {
  return Node.isParenthesizedExpression(node) || Node.isAsExpression(node)
    ? bare(node.getExpression())
    : node;
}

function isCallItself(value: Node): boolean {
  return Node.isCallExpression(bare(value));
}

function isFunction(node: Node): boolean {
  return Node.isFunctionLikeDeclaration(node) || Node.isFunctionExpression(node);
}

function isInAsyncFunction(statement: Statement): boolean {
  const owner = statement.getFirstAncestor(isFunction);
  // What waits outside of functions stands in a module.
  if (!owner) return true;
  return (
    (Node.isArrowFunction(owner) ||
      Node.isFunctionExpression(owner) ||
      Node.isFunctionDeclaration(owner) ||
      Node.isMethodDeclaration(owner)) &&
    owner.isAsync()
  );
}

const NAMES = ['result', 'outcome', 'written'];

/** A name for what is returned that nothing around uses. */
function freeName(statement: Statement): string | undefined {
  const owner = statement.getFirstAncestor(isFunction) ?? statement;
  const used = new Set(owner.getDescendantsOfKind(SyntaxKind.Identifier).map((node) => node.getText()));
  return NAMES.find((name) => !used.has(name));
}
