/**
 * Makes one write of a look, an `if` and a write. In: the file and the edit. Out: changes that take the look and the
 * write away and ask the new write in the `if`; undefined where the three do not stand in one of two plain shapes. Pure.
 */
import { type Expression, type IfStatement, Node, type Statement, SyntaxKind } from 'ts-morph';
import type { SourceSpan, TakeAtOnceEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { onlyIfAbsent } from './onlyIfAbsent.js';
import { isDeclared, removal } from './statements.js';
import type { TextChange } from './textChange.js';

export function takeAtOnce(file: EditedFile, edit: TakeAtOnceEdit): readonly TextChange[] | undefined {
  const write = file.statementAround(edit.write);
  const call = file.callAt(edit.write);
  const command = call && onlyIfAbsent(file, call, edit.form);
  const look = lookAt(file, edit.read);
  if (!write || !command || !look || !isAwaited(write, edit.write)) return undefined;
  const { condition, declared } = look;
  const test = condition.getExpression();
  const saysTaken = askedBy(test, look.asked);
  if (saysTaken === undefined) return undefined;
  const isBehind = saysTaken && leaves(condition) && condition.getParent() === write.getParent();
  const isInside = !saysTaken && !condition.getElseStatement() && isFirstIn(condition, write);
  if (!(isBehind && isKnownAt(condition, write)) && !isInside) return undefined;
  const newText = saysTaken ? `!(await ${command})` : `await ${command}`;
  return [
    ...(declared ? [removal(file, declared)] : []),
    { start: test.getStart(), end: test.getEnd(), newText },
    removal(file, write),
  ];
}

/** Whether nothing that the write names is declared between the `if` and it. */
function isKnownAt(condition: IfStatement, write: Statement): boolean {
  if (condition.getEnd() > write.getStart()) return false;
  const names = new Set(write.getDescendantsOfKind(SyntaxKind.Identifier).map((name) => name.getText()));
  return !condition
    .getNextSiblings()
    .filter((between) => between.getEnd() < write.getStart())
    .some((between) =>
      between
        .getDescendantsOfKind(SyntaxKind.Identifier)
        .some((name) => names.has(name.getText()) && isDeclared(name)),
    );
}

interface Look {
  readonly condition: IfStatement;
  /** The statement that keeps what was read; left out where the `if` reads by itself. */
  readonly declared?: Statement;
  readonly asked: string;
}

/** `const held = await redis.get(key)` and the `if` about it, with nothing between them; or `if (await redis.get(key))`. */
function lookAt(file: EditedFile, read: SourceSpan): Look | undefined {
  const statement = file.statementAround(read);
  if (Node.isIfStatement(statement)) {
    return { condition: statement, asked: `await ${file.text.slice(read.start, read.end)}` };
  }
  if (!Node.isVariableStatement(statement)) return undefined;
  const [variable, ...others] = statement.getDeclarations();
  const name = variable?.getNameNode();
  const given = variable?.getInitializer();
  const condition = statement.getNextSibling();
  if (others.length > 0 || !Node.isIdentifier(name) || !Node.isAwaitExpression(given)) return undefined;
  const isRead =
    given.getExpression().getStart() === read.start && given.getExpression().getEnd() === read.end;
  if (!isRead || !Node.isIfStatement(condition)) return undefined;
  const uses = (statement.getParent() ?? statement)
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .filter((one) => one !== name && one.getText() === name.getText());
  const isOnlyAsked = uses.every(
    (use) => condition.getExpression().getDescendants().includes(use) || use === condition.getExpression(),
  );
  return uses.length > 0 && isOnlyAsked
    ? { condition, declared: statement, asked: name.getText() }
    : undefined;
}

const TAKEN =
  /^(?:(\S.*?)(?: !==? (?:null|undefined)| > 0| ===? (?:1|true|'1'|"1"|'true'|"true"))?|Boolean\((.*)\))$/;
const FREE = /^(?:!(\S.*)|(\S.*?) ===? (?:null|undefined|0))$/;

/** True where the test holds when somebody has it, false where it holds when nobody has; undefined for other tests. */
function askedBy(test: Expression, asked: string): boolean | undefined {
  const text = test.getText();
  const inner = (found: RegExpExecArray | null) => found?.slice(1).find((part) => part !== undefined);
  const plain = (part: string | undefined) => part?.replace(/^\((.*)\)$/, '$1');
  if (plain(inner(FREE.exec(text))) === asked) return false;
  return plain(inner(TAKEN.exec(text))) === asked ? true : undefined;
}

/** The function, or the round of the loop, ends in it. */
function leaves(condition: IfStatement): boolean {
  const arm = condition.getThenStatement();
  const last = Node.isBlock(arm) ? arm.getStatements().at(-1) : arm;
  const isLeaving =
    Node.isReturnStatement(last) || Node.isThrowStatement(last) || Node.isContinueStatement(last);
  return isLeaving && !condition.getElseStatement();
}

function isFirstIn(condition: IfStatement, write: Statement): boolean {
  const arm = condition.getThenStatement();
  return Node.isBlock(arm) && arm.getStatements()[0] === write;
}

function isAwaited(statement: Statement, { start, end }: SourceSpan): boolean {
  const waiting = Node.isExpressionStatement(statement) ? statement.getExpression() : undefined;
  const call = Node.isAwaitExpression(waiting) ? waiting.getExpression() : undefined;
  return call?.getStart() === start && call.getEnd() === end;
}
