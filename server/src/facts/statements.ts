/**
 * Statements: keeps track of forks, early exits and `try`, and hands expressions on.
 */
import { ts } from 'ts-morph';
import { countedList, isBroken } from './countedLoops.js';
import {
  declarePattern,
  readClass,
  readEnum,
  readFunction,
  readInterface,
  readTypeAlias,
} from './declarations.js';
import { anyOf, exitInArms, exitInTry, type PassedExit } from './earlyExits.js';
import { nameRangeOf, readExpression } from './expressions.js';
import type { Extraction } from './extraction.js';
import type { BindingIndex, BranchStep, Expression, ForkArm } from './fileFacts.js';
import { recordKeptObject } from './keptEntries.js';
import { readExportDeclaration, readImport, recordExports } from './modules.js';
import { readType } from './typeReferences.js';

/** Enters functions, classes, types and variables of a block, so that uses before the text resolve. */
export function hoist(extraction: Extraction, statements: readonly ts.Statement[]): void {
  for (const statement of statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) {
      extraction.declare(statement.name.text, statement.name, { kind: 'function', constant: true });
    } else if (ts.isClassDeclaration(statement) && statement.name) {
      extraction.declare(statement.name.text, statement.name, { kind: 'class', constant: true });
    } else if (ts.isEnumDeclaration(statement)) {
      extraction.declare(statement.name.text, statement.name, { kind: 'enum', constant: true });
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      // An interface may share its name with a value; the value is what calls refer to.
      if (extraction.scope.declaredHere(statement.name.text) === undefined) {
        extraction.declare(statement.name.text, statement.name, { kind: 'type', constant: true });
      }
    } else if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations)
        hoistNames(extraction, declaration.name);
    }
  }
}

function hoistNames(extraction: Extraction, name: ts.BindingName): void {
  if (ts.isIdentifier(name)) {
    extraction.declare(name.text, name, { kind: 'variable' });
    return;
  }
  for (const element of name.elements) {
    if (!ts.isOmittedExpression(element)) hoistNames(extraction, element.name);
  }
}

/**
 * Reads statements in order. What follows an `if` that always leaves stands in its other arm. Returns the exits that were
 * passed.
 */
export function readStatements(
  extraction: Extraction,
  statements: readonly ts.Statement[],
): readonly PassedExit[] {
  const outer = extraction.branches;
  const passed: PassedExit[] = [];
  for (const statement of statements) {
    for (const exit of readStatement(extraction, statement)) {
      passed.push(exit);
      extraction.branches = [...extraction.branches, exit.step];
    }
  }
  extraction.branches = outer;
  return passed;
}

/** Returns the exits that the rest of the block stands behind. */
function readStatement(extraction: Extraction, node: ts.Statement): readonly PassedExit[] {
  return extraction.deeper(() => readStatementNode(extraction, node), NO_EXITS);
}

const NO_EXITS: readonly PassedExit[] = [];

function readStatementNode(extraction: Extraction, node: ts.Statement): readonly PassedExit[] {
  if (ts.isExpressionStatement(node)) {
    const awaited = ts.isAwaitExpression(node.expression) ? node.expression.expression : undefined;
    extraction.pendingUse = awaited ? 'completed' : 'floating';
    readExpression(extraction, awaited ?? node.expression);
  } else if (ts.isVariableStatement(node)) {
    readVariables(extraction, node.declarationList);
    recordExports(extraction, node);
  } else if (ts.isReturnStatement(node)) {
    readReturn(extraction, node);
  } else if (ts.isIfStatement(node)) {
    return oneOrNone(readIf(extraction, node));
  } else if (ts.isBlock(node)) {
    return readBlock(extraction, node);
  } else if (ts.isTryStatement(node)) {
    return oneOrNone(readTry(extraction, node));
  } else if (ts.isThrowStatement(node)) {
    readValue(extraction, node.expression);
    noteThrow(extraction);
  } else if (ts.isSwitchStatement(node)) {
    return oneOrNone(readSwitch(extraction, node));
  } else if (ts.isIterationStatement(node, false)) {
    readLoop(extraction, node);
  } else {
    readDeclaration(extraction, node);
  }
  return NO_EXITS;
}

function oneOrNone(exit: PassedExit | undefined): readonly PassedExit[] {
  return exit ? [exit] : NO_EXITS;
}

function readDeclaration(extraction: Extraction, node: ts.Statement): void {
  if (ts.isFunctionDeclaration(node)) {
    const index = readFunction(extraction, node);
    bind(extraction, node.name, { functionIndex: index });
    recordExports(extraction, node, { kind: 'function', function: index });
  } else if (ts.isClassDeclaration(node)) {
    const index = readClass(extraction, node);
    bind(extraction, node.name, { classIndex: index });
    recordExports(extraction, node, { kind: 'class', class: index });
  } else if (ts.isInterfaceDeclaration(node)) {
    readInterface(extraction, node);
    recordExports(extraction, node);
  } else if (ts.isTypeAliasDeclaration(node)) {
    readTypeAlias(extraction, node);
    recordExports(extraction, node);
  } else if (ts.isEnumDeclaration(node)) {
    readEnum(extraction, node);
    recordExports(extraction, node);
  } else if (ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node)) {
    readImport(extraction, node);
  } else if (ts.isExportDeclaration(node)) {
    readExportDeclaration(extraction, node);
  } else if (ts.isExportAssignment(node)) {
    const name = node.isExportEquals ? '*' : 'default';
    extraction.exports.push({ name, value: readExpression(extraction, node.expression) });
  } else if (ts.isLabeledStatement(node)) {
    readStatement(extraction, node.statement);
  } else if (ts.isModuleDeclaration(node) && node.body && ts.isModuleBlock(node.body)) {
    const { statements } = node.body;
    extraction.inScope(() => {
      hoist(extraction, statements);
      readStatements(extraction, statements);
    });
  }
}

function bind(
  extraction: Extraction,
  name: ts.Identifier | undefined,
  to: { readonly functionIndex: number } | { readonly classIndex: number },
): void {
  const binding = name ? extraction.bindings[extraction.scope.resolve(name.text)] : undefined;
  if (binding) Object.assign(binding, to);
}

function readValue(extraction: Extraction, node: ts.Expression): Expression {
  extraction.pendingUse = 'value';
  return readExpression(extraction, node);
}

export function readVariables(extraction: Extraction, list: ts.VariableDeclarationList): void {
  const constant = (list.flags & ts.NodeFlags.Const) !== 0;
  for (const declaration of list.declarations) readVariable(extraction, declaration, constant);
}

function readVariable(extraction: Extraction, node: ts.VariableDeclaration, constant: boolean): void {
  const given = node.initializer ? readValue(extraction, node.initializer) : undefined;
  const initializer = extraction.slots.declared.has(node) ? recordKeptObject(extraction, node) : given;
  nameFunction(extraction, node.name, initializer);
  const type = readType(extraction, node.type ?? assertedMember(node.initializer));
  const bindings = declarePattern(extraction, node.name, {
    kind: 'variable',
    constant,
    ...(initializer && { initializer }),
    ...(type && { type }),
  });
  const [first] = bindings;
  if (initializer?.kind === 'function' && first !== undefined && ts.isIdentifier(node.name)) {
    const binding = extraction.bindings[first];
    if (binding) binding.functionIndex = initializer.function;
  }
}

/** `this.cache as CacheService`: something else than the class puts it there. */
function assertedMember(node: ts.Expression | undefined): ts.TypeNode | undefined {
  if (!node || !ts.isAsExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  let object: ts.Expression = node.expression.expression;
  while (ts.isParenthesizedExpression(object) || ts.isAsExpression(object)) object = object.expression;
  return object.kind === ts.SyntaxKind.ThisKeyword ? node.type : undefined;
}

function nameFunction(extraction: Extraction, name: ts.BindingName, value: Expression | undefined): void {
  if (value?.kind !== 'function' || !ts.isIdentifier(name)) return;
  const fact = extraction.functions[value.function];
  if (fact && fact.name === '') {
    fact.name = name.text;
    fact.nameRange = extraction.range(name);
  }
}

/** What only decides is not kept. */
function readTest(extraction: Extraction, node: ts.Expression): Expression {
  return extraction.noting(() => readValue(extraction, node));
}

function readReturn(extraction: Extraction, node: ts.ReturnStatement): void {
  extraction.pendingUse = 'returned';
  const value = node.expression ? readExpression(extraction, node.expression) : undefined;
  extraction.functions[extraction.currentFunction]?.returns.push({
    order: extraction.calls.length,
    branches: extraction.branches,
    ...(value && { value }),
    ...(extraction.tries.length > 0 && { tries: extraction.tries }),
  });
}

function noteThrow({ functions, currentFunction, calls, branches }: Extraction): void {
  const owner = functions[currentFunction];
  if (!owner || !branches.some(({ condition }) => condition)) return;
  owner.throws = [...(owner.throws ?? []), { order: calls.length, branches }];
}

function readBlock(extraction: Extraction, node: ts.Block): readonly PassedExit[] {
  return extraction.inScope(() => {
    hoist(extraction, node.statements);
    return readStatements(extraction, node.statements);
  });
}

function readIf(extraction: Extraction, node: ts.IfStatement): PassedExit | undefined {
  const { members, value: condition } = extraction.inTest(() => readValue(extraction, node.expression));
  const fork = extraction.nextFork();
  const step = { fork, condition, ...nameRangeOf(extraction, node.expression) };
  const whenTrue = { ...step, arm: 'true' } as const;
  const whenFalse = { ...step, arm: 'false' } as const;
  const before = extraction.conditional;
  const { thenStatement, elseStatement } = node;
  const inThen = extraction.inBranch(whenTrue, () => readStatement(extraction, thenStatement));
  const inElse = elseStatement
    ? extraction.inBranch(whenFalse, () => readStatement(extraction, elseStatement))
    : NO_EXITS;
  // A condition is kept with the calls under it.
  if (extraction.conditional === before) extraction.noteTested(members);
  if (leaves(thenStatement)) return passedBy({ ...whenFalse, afterExit: true }, thenStatement);
  if (elseStatement && leaves(elseStatement))
    return passedBy({ ...whenTrue, afterExit: true }, elseStatement);
  if (inThen.length + inElse.length === 0) return undefined;
  return exitInArms(extraction.nextFork(), fork, condition, { whenTrue: inThen, whenFalse: inElse });
}

function passedBy(step: BranchStep & ForkArm, left: ts.Statement): PassedExit {
  const { fork, arm } = step;
  return { step, ways: [[{ fork, arm }]], ...(throwsInTheEnd(left) && { throws: true }) };
}

function throwsInTheEnd(node: ts.Statement): boolean {
  const last = ts.isBlock(node) ? node.statements.at(-1) : node;
  return last !== undefined && ts.isThrowStatement(last);
}

/** Whether control never passes the end of the statement. */
function leaves(node: ts.Statement): boolean {
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true;
  if (ts.isContinueStatement(node) || ts.isBreakStatement(node)) return true;
  if (ts.isBlock(node)) return node.statements.some(leaves);
  if (ts.isIfStatement(node)) {
    return node.elseStatement !== undefined && leaves(node.thenStatement) && leaves(node.elseStatement);
  }
  return false;
}

/** Returns the exit that was passed, if some of the ways through the block leave. */
function readTry(extraction: Extraction, node: ts.TryStatement): PassedExit | undefined {
  const { caught, tries, cleanupOf } = extraction;
  const fork = extraction.nextFork();
  extraction.caught = caught || node.catchClause !== undefined;
  extraction.tries = [...tries, fork];
  const outer = extraction.filledInTry;
  extraction.filledInTry = [];
  const exits = readBlock(extraction, node.tryBlock);
  const filled = extraction.filledInTry;
  extraction.filledInTry = outer;
  extraction.caught = caught;
  extraction.tries = tries;
  const { catchClause } = node;
  if (!catchClause || onlyThrows(catchClause.block)) noteRethrow(extraction, fork);
  if (extraction.lastTries.has(node) && isUnanswered(node)) noteUnanswered(extraction, fork);
  if (catchClause) {
    extraction.inBranch({ fork, arm: 'catch' }, () =>
      extraction.inScope(() => {
        if (catchClause.variableDeclaration) {
          declarePattern(extraction, catchClause.variableDeclaration.name, { kind: 'catch' });
        }
        extraction.recovering = !leaves(catchClause.block);
        readBlock(extraction, catchClause.block);
        extraction.recovering = false;
        if (!leaves(catchClause.block)) noteStillEmpty(extraction, filled, fork);
      }),
    );
  }
  if (node.finallyBlock) {
    extraction.cleanupOf = fork;
    readBlock(extraction, node.finallyBlock);
    extraction.cleanupOf = cleanupOf;
  }
  if (exits.length === 0 || leaves(node.tryBlock)) return undefined;
  return exitInTry(extraction.nextFork(), exits, catchClause !== undefined);
}

/** `let rows = []; try { rows = await load() } catch { log() }`: what is given no other value is empty behind it. */
function noteStillEmpty(extraction: Extraction, filled: readonly BindingIndex[], fork: number): void {
  for (const index of filled) {
    const binding = extraction.bindings[index];
    if (binding?.assigned.length !== 1 || binding.function !== extraction.currentFunction) continue;
    binding.emptiedOnFailure ??= binding.range;
    binding.emptyBehind = fork;
  }
}

/** Whatever else it says, such as to a log, it ends by throwing. */
function onlyThrows({ statements }: ts.Block): boolean {
  const last = statements.at(-1);
  return (
    last !== undefined &&
    ts.isThrowStatement(last) &&
    statements.every((one) => one === last || ts.isExpressionStatement(one) || ts.isVariableStatement(one))
  );
}

/** `try { …; return value } catch { log() }` at the end of a function: whoever called it gets nothing after a failure. */
function isUnanswered({ tryBlock, catchClause, finallyBlock }: ts.TryStatement): boolean {
  const last = tryBlock.statements.at(-1);
  if (!catchClause || !last || !ts.isReturnStatement(last) || !last.expression) return false;
  return [...catchClause.block.statements, ...(finallyBlock?.statements ?? [])].every(saysOnly);
}

/** It can neither leave the function nor fill anything that is given back: it logs, or notes something. */
function saysOnly(node: ts.Statement): boolean {
  if (ts.isIfStatement(node))
    return saysOnly(node.thenStatement) && (!node.elseStatement || saysOnly(node.elseStatement));
  if (ts.isBlock(node)) return node.statements.every(saysOnly);
  return ts.isExpressionStatement(node) || ts.isVariableStatement(node);
}

function noteUnanswered(extraction: Extraction, fork: number): void {
  const owner = extraction.functions[extraction.currentFunction];
  if (owner) owner.unanswered = [...(owner.unanswered ?? []), fork];
}

function noteRethrow(extraction: Extraction, fork: number): void {
  const owner = extraction.functions[extraction.currentFunction];
  if (owner) owner.rethrows = [...(owner.rethrows ?? []), fork];
}

/** Returns the branch that the rest of the block stands in, if some of the clauses leave it. */
function readSwitch(extraction: Extraction, node: ts.SwitchStatement): PassedExit | undefined {
  const subject = readTest(extraction, node.expression);
  const { clauses } = node.caseBlock;
  const tests = new Map<ts.CaseOrDefaultClause, Expression>();
  const arms = new Map<ts.CaseOrDefaultClause, ForkArm>();
  extraction.inScope(() => {
    for (const clause of clauses) hoist(extraction, clause.statements);
    for (const clause of clauses) {
      if (ts.isCaseClause(clause))
        tests.set(clause, sameAs(subject, readTest(extraction, clause.expression)));
    }
    for (const [index, clause] of clauses.entries()) {
      const reached = reachedBy(clauses, index, tests);
      const step = { fork: extraction.nextFork(), arm: 'case', ...(reached && { reached }) } as const;
      arms.set(clause, step);
      extraction.inBranch(step, () => readStatements(extraction, clause.statements));
    }
  });
  const left = clauses.filter((clause, index) => leavesFunction(clauses, index) && tests.has(clause));
  const condition = anyOf(left.flatMap((clause) => tests.get(clause) ?? []));
  if (!condition) return undefined;
  // Who breaks out of a clause comes to no other.
  const others = clauses.filter(
    (clause, index) => clause.statements.some(leaves) && !leavesFunction(clauses, index),
  );
  const ways = [others.flatMap((clause) => armIn(arms, clause))];
  const step: BranchStep = {
    fork: extraction.nextFork(),
    arm: 'false',
    condition,
    afterExit: true,
    exits: ways,
  };
  return { step, ways };
}

function armIn(
  arms: ReadonlyMap<ts.CaseOrDefaultClause, ForkArm>,
  clause: ts.CaseOrDefaultClause,
): ForkArm[] {
  const { fork, arm } = arms.get(clause) ?? {};
  return fork !== undefined && arm ? [{ fork, arm }] : [];
}

const sameAs = (left: Expression, right: Expression): Expression => ({
  kind: 'binary',
  operator: '===',
  left,
  right,
});

/** A clause is also reached from the one before it, where that does not leave; `default` by whatever no other one names. */
function reachedBy(
  clauses: readonly ts.CaseOrDefaultClause[],
  index: number,
  tests: ReadonlyMap<ts.CaseOrDefaultClause, Expression>,
): Expression | undefined {
  let first = index;
  while (first > 0 && !clauses[first - 1]?.statements.some(leaves)) first -= 1;
  const entered = clauses.slice(first, index + 1);
  if (entered.every((clause) => tests.has(clause)))
    return anyOf(entered.flatMap((clause) => tests.get(clause) ?? []));
  const others = clauses.filter((clause) => !entered.includes(clause));
  const operand = anyOf(others.flatMap((clause) => tests.get(clause) ?? []));
  return operand && { kind: 'unary', operator: '!', operand };
}

/** Whether what stands behind the `switch` is not reached from a clause. */
function leavesFunction(clauses: readonly ts.CaseOrDefaultClause[], index: number): boolean {
  const end = clauses.slice(index).find((clause) => clause.statements.some(leaves));
  return end?.statements.some(isExit) === true;
}

function isExit(node: ts.Statement): boolean {
  if (ts.isBlock(node)) return node.statements.some(isExit);
  return ts.isReturnStatement(node) || ts.isThrowStatement(node);
}

function readLoop(extraction: Extraction, node: ts.IterationStatement): void {
  extraction.inScope(() => {
    const head = readLoopHead(extraction, node);
    const fork = extraction.nextFork();
    const step: BranchStep = {
      fork,
      arm: 'loop',
      ...head,
      ...(isEndless(node) && { endless: true }),
      ...(isBroken(node.statement) && { broken: true }),
    };
    extraction.inBranch(step, () => readStatement(extraction, node.statement));
  });
}

function readLoopHead(
  extraction: Extraction,
  node: ts.IterationStatement,
): Pick<BranchStep, 'elements' | 'source' | 'counted' | 'again'> {
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    const source = readValue(extraction, node.expression);
    if (!ts.isVariableDeclarationList(node.initializer)) return {};
    const [declaration] = node.initializer.declarations;
    if (!declaration) return {};
    const element = ts.isForOfStatement(node) ? ['*'] : [];
    const pattern = { kind: 'variable', initializer: source } as const;
    const elements = declarePattern(extraction, declaration.name, pattern, element);
    // What a stream gives comes bit by bit; only a list is there as a whole.
    return ts.isForOfStatement(node) && !node.awaitModifier ? { elements, source } : {};
  } else if (ts.isForStatement(node)) {
    if (node.initializer && ts.isVariableDeclarationList(node.initializer)) {
      readVariables(extraction, node.initializer);
    } else if (node.initializer) {
      readValue(extraction, node.initializer);
    }
    const test = node.condition && readTest(extraction, node.condition);
    if (node.incrementor) readTest(extraction, node.incrementor);
    return test ? countedList(extraction, test) : {};
  } else if (ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    return { again: readTest(extraction, node.expression) };
  }
  return {};
}

const MAXIMUM_LOOP_DEPTH = 100;
const LIMITS = /attempt|retr(y|ies)|tries|deadline|time_?out|timed_?out|expire|remaining|signal|abort/i;

/** Whoever takes a lock in a loop gives it its life there. */
const NO_LIMITS = /^(setTimeout|p?expire)$/;

/** Whether nothing in the text of a loop looks like an end: no comparison by size, no deadline, no signal. */
function isEndless(node: ts.IterationStatement): boolean {
  if (ts.isForOfStatement(node) || ts.isForInStatement(node)) return false;
  if (ts.isForStatement(node) && node.condition) return false;
  return !limits(node, 0);
}

function limits(node: ts.Node, depth: number): boolean {
  // What nests deeper than anyone writes is not judged.
  if (depth > MAXIMUM_LOOP_DEPTH) return true;
  if (ts.isIdentifier(node)) return LIMITS.test(node.text) && !NO_LIMITS.test(node.text);
  if (ts.isBinaryExpression(node) && isOrder(node.operatorToken.kind)) return true;
  return ts.forEachChild(node, (child) => limits(child, depth + 1)) === true;
}

function isOrder(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.LessThanToken ||
    operator === ts.SyntaxKind.LessThanEqualsToken ||
    operator === ts.SyntaxKind.GreaterThanToken ||
    operator === ts.SyntaxKind.GreaterThanEqualsToken
  );
}
