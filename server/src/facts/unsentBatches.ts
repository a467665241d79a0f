/**
 * Batches that nothing sends: `multi()` and `pipeline()` on which commands are called and no `exec()`, and that go nowhere else.
 * In: the syntax of a file. Out: the calls that make them, by where they stand; silent about every batch that is handed on,
 * returned, stored or asked for anything.
 */
import { ts } from 'ts-morph';
import type { TextRange } from './fileFacts.js';

const MAKES = /\.(multi|pipeline|batch)\s*\(/;
const MAKER = /^(multi|pipeline|batch)$/;
/** Whatever may send what was gathered, or give it up on purpose. */
const ENDS = /exec|send|flush|commit|run|then|catch|finally|discard|end|apply|call|bind/i;

export function unsentBatches(source: ts.SourceFile): readonly TextRange[] {
  if (!MAKES.test(source.text)) return [];
  const found: TextRange[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isSourceFile(node) || ts.isBlock(node) || ts.isCaseOrDefaultClause(node)) {
      for (const batch of unsentIn(node.statements)) found.push([batch.getStart(source), batch.end]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function unsentIn(statements: ts.NodeArray<ts.Statement>): readonly ts.Node[] {
  return statements.flatMap((statement, index) => {
    if (ts.isExpressionStatement(statement)) {
      const chain = chainOf(waitedFor(statement.expression));
      const made = chain && batchIn(chain);
      return made && made.rest.length > 0 && !isEnded(made.rest) ? [made.call] : [];
    }
    if (!ts.isVariableStatement(statement) || statement.modifiers?.length) return [];
    const { declarations } = statement.declarationList;
    return declarations.flatMap(({ name, initializer }) => {
      const chain = initializer && ts.isIdentifier(name) && chainOf(initializer);
      const made = chain ? batchIn(chain) : undefined;
      if (!made || !ts.isIdentifier(name) || isEnded(made.rest)) return [];
      const others = declarations.flatMap((other) => (other.name === name ? [] : [other]));
      const rest = [...others, ...statements.slice(index + 1)];
      const isFilled = made.rest.length > 0 || rest.some((node) => !leavesAlone(node, name.text));
      return isFilled && rest.every((node) => onlyFills(node, name.text)) ? [made.call] : [];
    });
  });
}

interface Step {
  readonly name: string;
  readonly call: ts.CallExpression;
}

interface Chain {
  readonly root: ts.Expression;
  /** From the root on. */
  readonly steps: readonly Step[];
}

/** `p.set(…).del(…)` */
function chainOf(expression: ts.Expression): Chain | undefined {
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) {
    return undefined;
  }
  const { expression: object, name } = expression.expression;
  const { root, steps } = chainOf(object) ?? { root: object, steps: [] };
  return { root, steps: [...steps, { name: name.text, call: expression }] };
}

function batchIn({
  steps,
}: Chain): { readonly call: ts.CallExpression; readonly rest: readonly Step[] } | undefined {
  const index = steps.findIndex(({ name }) => MAKER.test(name));
  const call = steps[index]?.call;
  // `multi({ pipeline: false })` sends each command at once.
  const isPlain = call?.arguments.every(
    (argument) => ts.isArrayLiteralExpression(argument) || ts.isCallExpression(argument),
  );
  return call && isPlain ? { call, rest: steps.slice(index + 1) } : undefined;
}

function isEnded(steps: readonly Step[]): boolean {
  return steps.some(({ name }) => ENDS.test(name));
}

/** Whether a variable has commands called on it there at the most, and nothing uses what they give. */
function onlyFills(node: ts.Node, name: string): boolean {
  if (ts.isExpressionStatement(node)) return fills(waitedFor(node.expression), name);
  if (ts.isIdentifier(node)) return node.text !== name;
  if (ts.isPropertyAccessExpression(node)) return onlyFills(node.expression, name);
  if (ts.isPropertyAssignment(node)) return onlyFills(node.initializer, name);
  return everyChild(node, (child) => onlyFills(child, name));
}

/** What stands where its value goes nowhere: a statement, the body of `forEach((id) => p.del(id))`. */
function fills(expression: ts.Expression, name: string): boolean {
  const chain = chainOf(expression);
  if (chain && ts.isIdentifier(chain.root) && chain.root.text === name) {
    const given = chain.steps.flatMap(({ call }) => [...call.arguments]);
    return !isEnded(chain.steps) && given.every((argument) => onlyFills(argument, name));
  }
  const last = chain?.steps.at(-1);
  const [callback, ...others] = last?.call.arguments ?? [];
  if (last?.name === 'forEach' && callback && ts.isArrowFunction(callback) && !ts.isBlock(callback.body)) {
    const beside = [last.call.expression, ...callback.parameters, ...others];
    return beside.every((node) => onlyFills(node, name)) && fills(callback.body, name);
  }
  return onlyFills(expression, name);
}

function leavesAlone(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text !== name;
  return everyChild(node, (child) => leavesAlone(child, name));
}

function everyChild(node: ts.Node, test: (child: ts.Node) => boolean): boolean {
  return ts.forEachChild(node, (child) => !test(child) || undefined) !== true;
}

function waitedFor(expression: ts.Expression): ts.Expression {
  return ts.isAwaitExpression(expression) || ts.isVoidExpression(expression)
    ? waitedFor(expression.expression)
    : expression;
}
