/**
 * What becomes of the result of one call inside its function, and what the text around the call says. In: facts
 * and a call. Out: answers for rules; nothing is followed across functions.
 */
import type { CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';

/** Names are followed through this many variables. */
const MAXIMUM_HOPS = 3;

/** The expressions an expression is made of, the arguments of its calls among them. */
export function partsOfExpression(facts: FileFacts, expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'template':
      return expression.parts.filter((part): part is Expression => typeof part !== 'string');
    case 'member':
      return [expression.object];
    case 'element':
      return [expression.object, expression.index];
    case 'call': {
      const call = facts.calls[expression.call];
      return call ? [call.callee, ...call.arguments] : [];
    }
    case 'object':
      return [
        ...expression.properties.map((property) => property.value),
        ...expression.spreads,
        ...(expression.computed ?? []).flatMap(({ name, value }) => [name, value]),
      ];
    case 'array':
      return expression.items;
    case 'spread':
    case 'await':
      return [expression.value];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.test, expression.whenTrue, expression.whenFalse];
    default:
      return [];
  }
}

export function some(
  facts: FileFacts,
  root: Expression,
  test: (part: Expression) => boolean,
  depth = 0,
): boolean {
  if (test(root)) return true;
  return depth < 40 && partsOfExpression(facts, root).some((part) => some(facts, part, test, depth + 1));
}

/** Whether the expression contains the call, or a variable that holds what it gave. */
export function holdsResult(facts: FileFacts, root: Expression, call: CallIndex, hops = 0): boolean {
  return some(facts, root, (part) => {
    if (part.kind === 'call') return part.call === call;
    if (part.kind !== 'name' || hops >= MAXIMUM_HOPS) return false;
    const binding = facts.bindings[part.binding];
    if (binding?.kind !== 'variable') return false;
    const values = [...(binding.initializer ? [binding.initializer] : []), ...binding.assigned];
    return values.some((value) => value !== root && holdsResult(facts, value, call, hops + 1));
  });
}

/** Every condition that calls and returns of the function stand under. */
function conditionsIn(facts: FileFacts, functionIndex: number): readonly Expression[] {
  const fact = facts.functions[functionIndex];
  const places = [
    ...(fact?.calls ?? []).flatMap((index) => facts.calls[index] ?? []),
    ...(fact?.returns ?? []),
  ];
  const conditions = places.flatMap(({ branches }) =>
    branches.flatMap((step) => step.condition ?? step.again ?? []),
  );
  return [...new Set(conditions)];
}

function returnedIn(facts: FileFacts, functionIndex: number): readonly Expression[] {
  return (facts.functions[functionIndex]?.returns ?? []).flatMap((entry) => entry.value ?? []);
}

function testsIn(facts: FileFacts, roots: readonly Expression[]): readonly Expression[] {
  const tests: Expression[] = [];
  for (const root of roots) {
    some(facts, root, (part) => {
      if (part.kind === 'conditional') tests.push(part.test);
      return false;
    });
  }
  return tests;
}

/** Whether the outcome decides what happens next: it is tested here, or given back to be tested. */
export function decides(facts: FileFacts, call: CallIndex): boolean {
  const owner = facts.calls[call]?.function ?? 0;
  const returned = returnedIn(facts, owner);
  const roots = [...conditionsIn(facts, owner), ...returned];
  return roots.some((root) => holdsResult(facts, root, call));
}

/** The `multi()` that a command is queued on, in a chain or through a variable. */
export function transactionOf(facts: FileFacts, call: CallIndex): CallIndex | undefined {
  let index: CallIndex | undefined = call;
  for (let hops = 0; index !== undefined && hops < 100; hops++) {
    const callee: Expression | undefined = facts.calls[index]?.callee;
    if (callee?.kind !== 'member') return undefined;
    if (callee.name === 'multi') return index;
    const object: Expression | undefined =
      callee.object.kind === 'name' ? facts.bindings[callee.object.binding]?.initializer : callee.object;
    index = object?.kind === 'call' ? object.call : undefined;
  }
  return undefined;
}

/** Whether two expressions mention a variable that both have in common. */
export function sharesName(facts: FileFacts, a: Expression, b: Expression): boolean {
  return some(
    facts,
    a,
    (part) =>
      part.kind === 'name' &&
      part.binding >= 0 &&
      some(facts, b, (other) => other.kind === 'name' && other.binding === part.binding),
  );
}

/** Whether the result is given on: to another call, or back to the caller; testing it alone is no use of it. */
export function givesOn(facts: FileFacts, call: CallIndex): boolean {
  const owner = facts.calls[call]?.function ?? 0;
  const arguments_ = (facts.functions[owner]?.calls ?? []).flatMap((index) => {
    const other = facts.calls[index];
    return other ? [...other.arguments, other.callee] : [];
  });
  return [...returnedIn(facts, owner), ...arguments_].some((root) => holdsResult(facts, root, call));
}

/** Whether a call is only made for certain outcomes of another one of its function. */
export function dependsOnResult(facts: FileFacts, call: CallIndex, other: CallIndex): boolean {
  const branches = facts.calls[call]?.branches ?? [];
  return branches.some((step) => step.condition !== undefined && holdsResult(facts, step.condition, other));
}

const ORDERS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

/** Whether the result is compared by size, as a count is with its limit. */
export function isComparedBySize(facts: FileFacts, call: CallIndex): boolean {
  const owner = facts.calls[call]?.function ?? 0;
  const inside = facts.functions[owner]?.calls ?? [];
  const given = inside.flatMap((index) => facts.calls[index]?.arguments ?? []);
  const returned = returnedIn(facts, owner);
  const kept = facts.bindings.flatMap((binding) =>
    binding.function === owner && binding.initializer ? [binding.initializer] : [],
  );
  const roots = [...conditionsIn(facts, owner), ...returned, ...given, ...kept];
  return [...roots, ...testsIn(facts, returned)].some((root) =>
    some(
      facts,
      root,
      (part) =>
        part.kind === 'binary' &&
        ORDERS.has(part.operator) &&
        [part.left, part.right].some((side) => holdsResult(facts, side, call)),
    ),
  );
}

/** The calls of the function that run in every turn of a loop, in order of the text. */
export function callsInLoop(facts: FileFacts, functionIndex: number, fork: number): readonly CallIndex[] {
  const fact = facts.functions[functionIndex];
  return (fact?.calls ?? []).filter((index) =>
    facts.calls[index]?.branches.some((step) => step.fork === fork && step.arm === 'loop'),
  );
}

/** The calls of a loop that every turn waits for. Of `await client.del(key).catch(report)` that is the first. */
export function waitedForInLoop(facts: FileFacts, functionIndex: number, fork: number): readonly CallIndex[] {
  return callsInLoop(facts, functionIndex, fork).flatMap((index) => {
    const call = facts.calls[index];
    return call && isWaitedFor(call) ? [whatIsCaught(facts, index)] : [];
  });
}

/** The call before `.catch(…)` and `.finally(…)`. */
export function whatIsCaught(facts: FileFacts, call: CallIndex): CallIndex {
  const callee = facts.calls[call]?.callee;
  const onlyCatches = callee?.kind === 'member' && /^(catch|finally)$/.test(callee.name);
  return onlyCatches && callee.object.kind === 'call' ? whatIsCaught(facts, callee.object.call) : call;
}

/** Whether a loop may end with a result before it has gone through everything. */
export function returnsFromLoop(facts: FileFacts, functionIndex: number, fork: number): boolean {
  const returns = facts.functions[functionIndex]?.returns ?? [];
  return returns.some((entry) => entry.branches.some((step) => step.fork === fork && step.arm === 'loop'));
}

/** The expression of one argument, or of a property of it. */
export function argumentExpression(
  call: CallFact,
  argument: number,
  option?: string,
  arm?: number,
): Expression | undefined {
  let expression = call.arguments[argument];
  for (const name of option?.split('.') ?? []) {
    expression = objectIn(expression, arm);
    if (expression?.kind !== 'object') return undefined;
    expression = expression.properties.find((property) => property.name === name)?.value;
  }
  return expression;
}

/** `{ ttl }` of `ttl ? { ttl } : undefined` */
function objectIn(expression: Expression | undefined, arm: number | undefined): Expression | undefined {
  if (expression?.kind !== 'conditional') return expression;
  const arms = [expression.whenTrue, expression.whenFalse];
  return arm === undefined ? arms.find(({ kind }) => kind === 'object') : arms[arm];
}

/** Whether a call gives an argument, or a property of it; what is spread or computed may. */
export function givesArgument(call: CallFact, argument: number, path: readonly string[]): boolean {
  if (call.arguments.some((given) => given.kind === 'spread')) return true;
  let expression = call.arguments[argument];
  for (const name of path) {
    if (expression?.kind !== 'object' || expression.spreads.length > 0) break;
    expression = expression.properties.find((property) => property.name === name)?.value;
  }
  return expression !== undefined && expression.kind !== 'undefined' && expression.kind !== 'null';
}

/** The name at the end of `TTL`, `config.ttlSeconds`, `this.lifeMs`; with the first of `a ?? b`. */
export function nameOfExpression(expression: Expression): string | undefined {
  if (expression.kind === 'name' || expression.kind === 'member') return expression.name;
  if (expression.kind === 'binary' && /^(\?\?|\|\|)$/.test(expression.operator)) {
    return nameOfExpression(expression.left);
  }
  return undefined;
}

/** The numbers that are multiplied, through names of constants; empty when anything else is computed. */
export function factorsOf(facts: FileFacts, expression: Expression, hops = 0): readonly number[] {
  if (expression.kind === 'number') return [expression.value];
  if (expression.kind === 'binary' && expression.operator === '*') {
    const left = factorsOf(facts, expression.left, hops);
    const right = factorsOf(facts, expression.right, hops);
    return left.length > 0 && right.length > 0 ? [...left, ...right] : [];
  }
  const initializer = hops < MAXIMUM_HOPS ? declaredAs(facts, expression) : undefined;
  return initializer ? factorsOf(facts, initializer, hops + 1) : [];
}

/** What a variable, or a member of an object that a variable holds, is declared with. */
export function declaredAs(facts: FileFacts, expression: Expression): Expression | undefined {
  if (expression.kind === 'name') return facts.bindings[expression.binding]?.initializer;
  if (expression.kind !== 'member' || expression.object.kind !== 'name') return undefined;
  const object = facts.bindings[expression.object.binding]?.initializer;
  if (object?.kind !== 'object' || object.spreads.length > 0) return undefined;
  return object.properties.find(({ name }) => name === expression.name)?.value;
}

/** The function that makes the value of an expression: `ms` of `ms('5m')`, also through a variable. */
export function makerOf(facts: FileFacts, expression: Expression, hops = 0): string | undefined {
  if (expression.kind === 'call') {
    const call = facts.calls[expression.call];
    const name = call && nameOfExpression(call.callee);
    // `duration.as('seconds')`
    const [unit] = call?.arguments ?? [];
    return name === 'as' && unit?.kind === 'text' ? `as ${unit.value}` : name;
  }
  const initializer = hops < MAXIMUM_HOPS ? declaredAs(facts, expression) : undefined;
  return initializer && makerOf(facts, initializer, hops + 1);
}

/** The function goes on when the call is over: it awaits it, or the rest is a callback. */
export function isWaitedFor({ use }: Pick<CallFact, 'use'>): boolean {
  return use === 'awaited' || use === 'completed';
}
