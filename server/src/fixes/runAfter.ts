/**
 * What is to run once a call is over. In: the file and the edit. Out: a line behind the statement of the call, which gets
 * a block where it has none; where it returns, its value is kept until the line has run. Undefined where nobody waits for
 * the call. Pure.
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
  const change = written(file, text, call.start);
  const statement = statementOf(file, call);
  if (!change) return undefined;
  const { newText, selection } = change;
  const isOver = !statement || synchronous || isWaitedFor(file, call, statement);
  if (!isOver) return undefined;
  const made = statement ? linesBehind(file, statement, newText) : blockInstead(file, call, newText);
  if (!made || !selection) return made;
  const line = newText.replace(/;$/, '');
  return made.map((one) => {
    const start = one.newText.lastIndexOf(line);
    if (start < 0) return one;
    return { ...one, selection: { start: start + selection.start, end: start + selection.end } };
  });
}

/** A line behind a statement, with the indentation and the semicolons that it has. */
export function linesBehind(
  file: EditedFile,
  statement: Statement,
  text: string,
): readonly TextChange[] | undefined {
  const learned = /^await\b/.test(text) ? waitingIn(statement) : [];
  const parts = learned && partsOf(statement, text);
  if (!parts) return undefined;
  const { start, before, lines } = parts;
  const end = statement.getEnd();
  if (Node.isStatemented(statement.getParent())) {
    const lead = `${file.newline}${file.indentationAt(statement.getStart())}`;
    const kept = before ? [{ start: statement.getStart(), end: start, newText: before }] : [];
    return [...learned, ...kept, { start: end, end, newText: lines.map((line) => lead + line).join('') }];
  }
  const around = statement.getParent();
  const space = file.text.slice(statement.getPos(), statement.getStart());
  if (!around || space.trim() !== '') return undefined;
  const outer = `${file.newline}${file.indentationAt(around.getStart())}`;
  const lead = outer + file.indentation;
  const last = `${lines.map((line) => lead + line).join('')}${outer}}`;
  return [
    ...learned,
    { start: statement.getPos(), end: start, newText: ` {${lead}${before}` },
    { start: end, end, newText: last },
  ];
}

interface Parts {
  /** Where what stays of the statement begins. */
  readonly start: number;
  /** What comes before that. */
  readonly before: string;
  readonly lines: readonly string[];
}

function partsOf(statement: Statement, text: string): Parts | undefined {
  const semicolon = statement.getText().endsWith(';') ? ';' : '';
  const line = `${text.replace(/;$/, '')}${semicolon}`;
  if (!Node.isReturnStatement(statement)) return { start: statement.getStart(), before: '', lines: [line] };
  const value = statement.getExpression();
  const name = value && freeName(statement);
  if (!value || name === undefined) return undefined;
  const isPromise = !Node.isAwaitExpression(value) && isCallItself(value);
  const before = `const ${name} = ${isPromise ? 'await ' : ''}`;
  return { start: value.getStart(), before, lines: [line, `return ${name}${semicolon}`] };
}

/** `async (id) => write(id)`; `Promise.all(ids.map((id) => write(id)))`, where all are waited for, whatever each of them does. */
export function blockInstead(
  file: EditedFile,
  span: SourceSpan,
  text: string,
): readonly TextChange[] | undefined {
  const body = bodyThatIs(file, span);
  const owner = body?.getParent();
  if (!body || !Node.isArrowFunction(owner)) return undefined;
  const name = freeName(body);
  const statement = owner.getFirstAncestor(Node.isStatement);
  if (name === undefined || !statement) return undefined;
  const semicolon = statement.getText().endsWith(';') ? ';' : '';
  const outer = `${file.newline}${file.indentationAt(owner.getStart())}`;
  const lead = outer + file.indentation;
  const wait = Node.isAwaitExpression(body) ? '' : 'await ';
  const lines = [`${text.replace(/;$/, '')}${semicolon}`, `return ${name}${semicolon}`];
  const last = `${semicolon}${lines.map((line) => lead + line).join('')}${outer}}`;
  const [start, end] = [body.getStart(), body.getEnd()];
  const arrow = owner.getEqualsGreaterThan().getEnd();
  if (file.text.slice(arrow, start).trim() !== '') return undefined;
  return [
    ...(owner.isAsync() ? [] : [{ start: owner.getStart(), end: owner.getStart(), newText: 'async ' }]),
    { start: arrow, end: start, newText: ` {${lead}const ${name} = ${wait}` },
    { start: end, end, newText: last },
  ];
}

/** The body of an arrow function, where it is nothing but the call, and somebody waits for what it gives. */
export function bodyThatIs(file: EditedFile, span: SourceSpan): Node | undefined {
  const call = file.callAt(span);
  const owner = call?.getFirstAncestor(isFunction);
  const body = Node.isArrowFunction(owner) ? owner.getBody() : undefined;
  const value = Node.isAwaitExpression(body) ? body.getExpression() : body;
  if (!call || !Node.isArrowFunction(owner) || !value || endOfChain(call) !== bare(value)) return undefined;
  return owner.isAsync() || isGathered(owner) ? body : undefined;
}

function isGathered(callback: Node): boolean {
  const mapping = callback.getParent();
  const gathering = mapping?.getParent();
  return (
    Node.isCallExpression(mapping) &&
    /\.map$/.test(mapping.getExpression().getText()) &&
    Node.isCallExpression(gathering) &&
    /^Promise\.all(Settled)?$/.test(gathering.getExpression().getText())
  );
}

/** The statement that a call belongs to, with no function in between. */
function statementOf(file: EditedFile, span: SourceSpan): Statement | undefined {
  const call = file.callAt(span);
  const statement = call?.getFirstAncestor((node) => Node.isStatement(node) || isFunction(node));
  const isPlain =
    Node.isExpressionStatement(statement) ||
    Node.isVariableStatement(statement) ||
    Node.isReturnStatement(statement);
  return isPlain ? statement : undefined;
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

/** What makes the function of a statement one that can wait; undefined where its callers would see the difference. */
export function waitingIn(statement: Node, isFree = false): readonly TextChange[] | undefined {
  const owner = statement.getFirstAncestor(isFunction);
  // What waits outside of functions stands in a module.
  if (!owner) return [];
  const isPlain =
    Node.isArrowFunction(owner) ||
    Node.isFunctionExpression(owner) ||
    Node.isFunctionDeclaration(owner) ||
    Node.isMethodDeclaration(owner);
  if (!isPlain) return undefined;
  if (owner.isAsync()) return [];
  // Whoever calls it is told to expect a promise.
  const type = owner.getReturnTypeNode()?.getText() ?? (isFree ? 'Promise<unknown>' : '');
  if (!/^Promise</.test(type) || isGenerator(owner)) return undefined;
  const place = Node.isMethodDeclaration(owner)
    ? owner.getNameNode().getStart()
    : Node.isFunctionDeclaration(owner)
      ? (owner.getFirstChildByKind(SyntaxKind.FunctionKeyword)?.getStart() ?? owner.getStart())
      : owner.getStart();
  return [{ start: place, end: place, newText: 'async ' }];
}

function isGenerator(owner: Node): boolean {
  return (
    (Node.isFunctionDeclaration(owner) ||
      Node.isMethodDeclaration(owner) ||
      Node.isFunctionExpression(owner)) &&
    owner.isGenerator()
  );
}

const NAMES = ['result', 'outcome', 'written'];

/** A name for what is returned that nothing around uses. */
function freeName(place: Node): string | undefined {
  const owner = place.getFirstAncestor(isFunction) ?? place;
  const used = new Set(owner.getDescendantsOfKind(SyntaxKind.Identifier).map((node) => node.getText()));
  return NAMES.find((name) => !used.has(name));
}
