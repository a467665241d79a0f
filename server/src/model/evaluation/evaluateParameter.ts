/**
 * What is a parameter? In: the frame. Out: what it is given in this call; in a frame with nothing bound itself, what its type or its
 * callers say, with its default.
 */
import type { Expression, ParameterFact } from '../../facts/fileFacts.js';
import { callbackArgument } from '../calls/callbackArguments.js';
import { injectedValue } from '../commands/libraryInstances.js';
import { memberOf } from './evaluateMember.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { type Parameter, UNDEFINED, UNKNOWN, type Value } from './values.js';

export function evaluateParameter(evaluation: Evaluation, frame: Frame, index: number): Value {
  const binding = frame.facts.bindings[index];
  const position = binding?.parameter;
  const parameter = position === undefined ? undefined : frame.fact.parameters[position];
  if (!binding || position === undefined || !parameter) return UNKNOWN;
  const whole = wholeParameter(evaluation, frame, position, parameter, binding.name);
  const part = (binding.path ?? []).reduce((value, step) => memberOf(evaluation, frame, value, step), whole);
  // Without a path the default belongs to the parameter itself, and is applied there.
  return binding.path ? withDefault(evaluation, frame, part, binding.defaultValue) : part;
}

function wholeParameter(
  evaluation: Evaluation,
  frame: Frame,
  position: number,
  parameter: ParameterFact,
  name: string,
): Value {
  if (frame.arguments) {
    const given = parameter.rest
      ? { kind: 'array' as const, items: frame.arguments.slice(position) }
      : (frame.arguments[position] ?? UNDEFINED);
    const typed = isVague(given) ? typedParameter(evaluation, frame, parameter) : undefined;
    return withDefault(evaluation, frame, typed ?? given, parameter.defaultValue);
  }
  const symbolic = { kind: 'parameter' as const, function: frame.function, index: position, path: [], name };
  const typed = typedParameter(evaluation, frame, parameter) ?? callbackArgument(evaluation, frame, position);
  if (typed) return withParameter(typed, symbolic);
  const [binding] = parameter.bindings;
  const isWhole = binding !== undefined && frame.facts.bindings[binding]?.path === undefined;
  const handed = isWhole ? evaluation.providers.parameterOf(symbolic) : undefined;
  const given = handed ?? evaluation.orGiven(symbolic);
  return withDefault(evaluation, frame, given, parameter.defaultValue);
}

/** What only the type of a parameter says, with the parameter, of which callers may say more. */
function withParameter(typed: Value, symbolic: Parameter): Value {
  if (typed.kind === 'record') return typed.open ? { ...typed, rest: { ...symbolic, typed: true } } : typed;
  const isDeclared = typed.kind === 'instance' || (typed.kind === 'rows' && !typed.rows.site);
  return isDeclared ? { ...typed, given: symbolic } : typed;
}

function isVague(value: Value): boolean {
  return value.kind === 'unknown' || value.kind === 'derived' || value.kind === 'parameter';
}

function typedParameter(evaluation: Evaluation, frame: Frame, parameter: ParameterFact): Value | undefined {
  return (
    injectedValue(evaluation, frame, parameter.decorators) ??
    (parameter.type && valueOfType(evaluation, frame, parameter.type))
  );
}

/** What is certainly given, so that no default takes its place. */
const PRESENT: ReadonlySet<Value['kind']> = new Set([
  'constant',
  'text',
  'record',
  'array',
  'function',
  'class',
  'cache',
  'database',
]);

export function withDefault(
  evaluation: Evaluation,
  frame: Frame,
  value: Value,
  defaultValue: Expression | undefined,
): Value {
  if (!defaultValue) return value;
  if (value.kind === 'undefined') return evaluation.evaluate(frame, defaultValue);
  if (PRESENT.has(value.kind)) return value;
  return { kind: 'fallback', value, otherwise: evaluation.evaluate(frame, defaultValue) };
}
