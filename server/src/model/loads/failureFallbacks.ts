/**
 * What stands in for the answer of a load that gives nothing when it fails? `const all = await limits(); if (!all) return fallback`. In: a
 * function with its caller. Out: whether it returns what is given for that case, or an empty value, where such an answer is missing.
 */
import { isEmptyValue } from '../../facts/emptyValues.js';
import { callOf, lastName } from '../../facts/expressionNames.js';
import type {
  BindingFact,
  BindingIndex,
  CallFact,
  Expression,
  FileFacts,
  ReturnFact,
} from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';

/** Who calls the function, where that says what it is given. */
export interface CallerOf {
  readonly frame: Frame;
  readonly call: CallFact;
}

/** Parameters that are given for the case that there is nothing. */
const FALLBACK = /fallback|default|otherwise|instead/i;

const MAXIMUM_HOPS = 4;

export function standsInForFailure(evaluation: Evaluation, frame: Frame, caller?: CallerOf): boolean {
  return frame.fact.returns.some((one) => {
    if (one.branches.some(({ arm }) => arm === 'catch')) return false;
    const present = new Set(whereItIs(one, false).flatMap(bindingOf));
    const isMissing = (value: Expression): boolean =>
      isNothingOnFailure({ evaluation, frame, present, ...(caller && { caller }) }, value);
    return replacements(one).some(
      ({ value, asked }) => isStandIn(frame.facts, value) && asked.some(isMissing),
    );
  });
}

/** What is missing where something is returned, or is there by then. */
function whereItIs({ branches }: ReturnFact, isMissing: boolean): readonly Expression[] {
  return branches.flatMap(({ condition, arm }) =>
    condition && (arm === 'true' || arm === 'false')
      ? askedToBeMissing(condition, (arm === 'true') === isMissing)
      : [],
  );
}

function bindingOf(value: Expression): readonly BindingIndex[] {
  return value.kind === 'name' ? [value.binding] : [];
}

/** What is returned, with what is missing in that case. */
function replacements(returned: ReturnFact): readonly {
  readonly value: Expression;
  readonly asked: readonly Expression[];
}[] {
  const { value } = returned;
  if (!value) return [];
  const asked = whereItIs(returned, true);
  const isDefault = value.kind === 'binary' && /^(\?\?|\|\|)$/.test(value.operator);
  return [{ value, asked }, ...(isDefault ? [{ value: value.right, asked: [value.left] }] : [])];
}

/** `!all`, `all === undefined`, `null == all`: what is not there when the condition holds, or when it does not. */
function askedToBeMissing(condition: Expression, holds: boolean): readonly Expression[] {
  if (condition.kind === 'unary' && condition.operator === '!') return holds ? [condition.operand] : [];
  if (condition.kind !== 'binary') return holds ? [] : [condition];
  const { operator, left, right } = condition;
  if (operator === (holds ? '||' : '&&'))
    return [...askedToBeMissing(left, holds), ...askedToBeMissing(right, holds)];
  if (!(holds ? /^===?$/ : /^!==?$/).test(operator)) return [];
  if (isNothing(right)) return [left];
  return isNothing(left) ? [right] : [];
}

function isNothing({ kind }: Expression): boolean {
  return kind === 'null' || kind === 'undefined';
}

/** `[]`, or a parameter that is called after what it is for. */
function isStandIn(facts: FileFacts, value: Expression): boolean {
  const binding = value.kind === 'name' ? facts.bindings[value.binding] : undefined;
  return (
    isEmptyValue(value) || (binding?.kind === 'parameter' && !binding.path && FALLBACK.test(binding.name))
  );
}

/** Where an expression stands. */
interface Place {
  readonly evaluation: Evaluation;
  readonly frame: Frame;
  readonly caller?: CallerOf;
  /** Variables that are known to hold something. */
  readonly present: ReadonlySet<BindingIndex>;
}

/** Whether an expression, or what it is taken from, is the answer of a load that gives nothing when it fails. */
function isNothingOnFailure(place: Place, expression: Expression, hops = 0): boolean {
  const { evaluation, frame, caller, present } = place;
  const follow = (next: Expression | undefined, at = place): boolean =>
    next !== undefined && hops < MAXIMUM_HOPS && isNothingOnFailure(at, next, hops + 1);
  switch (expression.kind) {
    case 'await':
      return follow(expression.value);
    case 'member':
    case 'element':
      return follow(expression.object);
    case 'name': {
      if (present.has(expression.binding)) return false;
      const binding = frame.facts.bindings[expression.binding];
      if (binding?.kind === 'variable') return binding.assigned.length === 0 && follow(binding.initializer);
      const given = caller && givenFor(frame, binding, caller.call);
      return (
        given !== undefined &&
        follow(given, { evaluation, frame: caller?.frame ?? frame, present: new Set() })
      );
    }
    case 'call': {
      const call = callOf(frame.facts, expression);
      return call !== undefined && givesNothingOnFailure(evaluation, frame, call);
    }
    default:
      return false;
  }
}

function givenFor(
  frame: Frame,
  binding: BindingFact | undefined,
  { arguments: given }: CallFact,
): Expression | undefined {
  const isOwn = binding?.kind === 'parameter' && !binding.path && binding.parameter !== undefined;
  const isOf =
    isOwn &&
    frame.fact.parameters[binding.parameter ?? -1]?.bindings.some(
      (own) => frame.facts.bindings[own] === binding,
    );
  return isOf ? given[binding.parameter ?? -1] : undefined;
}

/** A function that waits for something and answers its failure with nothing, or `.catch(() => null)`. */
function givesNothingOnFailure(evaluation: Evaluation, frame: Frame, call: CallFact): boolean {
  const [handler] = call.arguments;
  if (lastName(call.callee) === 'catch' && handler?.kind === 'function') {
    const returns = frame.facts.functions[handler.function]?.returns ?? [];
    return returns.length > 0 && returns.every(({ value }) => value && isNothing(value));
  }
  const callee = evaluation.evaluate(frame, call.callee);
  if (callee.kind !== 'function') return false;
  const fact = evaluation.factsOf(callee.function.file)?.functions[callee.function.index];
  return (
    fact?.async === true &&
    fact.returns.some(
      ({ value, branches }) => (!value || isNothing(value)) && branches.some(({ arm }) => arm === 'catch'),
    )
  );
}
