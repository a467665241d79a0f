/**
 * How a value is said where a call stands. In: the call and an expression, or a value that the call is given. Out: the
 * text for it, with the variables it uses; undefined for what cannot be said again without doing something.
 */

import { lastName } from '../../facts/expressionNames.js';
import type {
  BindingIndex,
  CallFact,
  CallIndex,
  Expression,
  FileFacts,
  TextRange,
} from '../../facts/fileFacts.js';
import { isWithin } from '../../facts/functionNesting.js';
import type { Site } from '../calls/sites.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { isSameParameter, type Value } from './values.js';

/** Names are said as the text near them says them: with `!` and `?.`. */
export type WordingPart =
  | string
  | { readonly said: string; readonly near: TextRange }
  | { readonly copy: TextRange };

export interface Wording {
  readonly parts: readonly WordingPart[];
  readonly bindings: readonly BindingIndex[];
}

/** A call with the frame of its own function, callbacks among them. */
export interface CallPlace {
  readonly frame: Frame;
  readonly call: CallIndex;
  readonly fact: CallFact;
}

export function placeOfCall(evaluation: Evaluation, { file, call }: Site): CallPlace | undefined {
  const fact = evaluation.factsOf(file)?.calls[call];
  const frame = fact && evaluation.symbolicFrame({ file, index: fact.function });
  return fact && frame && { frame, call, fact };
}

/** Conversions that may be written once more. */
const CONVERSIONS = /^(Number|String|BigInt|parseInt|ObjectId)$/;

export function wordingOf(
  { frame: { facts }, fact }: CallPlace,
  expression: Expression,
): Wording | undefined {
  switch (expression.kind) {
    case 'text':
      return /['\\\n]/.test(expression.value)
        ? undefined
        : { parts: [`'${expression.value}'`], bindings: [] };
    case 'number':
      return { parts: [String(expression.value)], bindings: [] };
    case 'name':
    case 'member':
      return chain(expression, fact.range);
    case 'call':
      return conversion(facts, expression.call);
    default:
      return undefined;
  }
}

/** A member of what a wording says. */
export function memberWording({ parts, bindings }: Wording, name: string, near: TextRange): Wording {
  const [only, ...others] = parts;
  const isChain = typeof only === 'object' && 'said' in only && others.length === 0;
  return { parts: isChain ? [{ said: `${only.said}.${name}`, near }] : [...parts, `.${name}`], bindings };
}

function chain(expression: Expression, near: TextRange): Wording | undefined {
  if (expression.kind === 'this') return { parts: ['this'], bindings: [] };
  if (expression.kind === 'name') {
    if (expression.binding < 0) return undefined;
    return { parts: [{ said: expression.name, near }], bindings: [expression.binding] };
  }
  const object = expression.kind === 'member' ? chain(expression.object, near) : undefined;
  if (!object || expression.kind !== 'member') return undefined;
  const [root] = object.parts;
  return root === 'this'
    ? { parts: [{ said: `this.${expression.name}`, near }], bindings: [] }
    : memberWording(object, expression.name, near);
}

function conversion(facts: FileFacts, index: CallIndex): Wording | undefined {
  const call = facts.calls[index];
  const [argument] = call?.arguments ?? [];
  if (!call || !argument || !CONVERSIONS.test(lastName(call.callee))) return undefined;
  const given = argument.kind === 'text' ? { bindings: [] } : chain(argument, call.range);
  return given && { parts: [{ copy: call.range }], bindings: given.bindings };
}

/** How one of the things that a call, or the chain it stands in, is given is said there. */
export function wordingOfGiven(
  evaluation: Evaluation,
  place: CallPlace,
  isMeant: (value: Value, expression: Expression) => boolean,
): Wording | undefined {
  for (const expression of givenTo(place)) {
    if (!isMeant(evaluation.evaluate(place.frame, expression), expression)) continue;
    const wording = wordingOf(place, expression);
    if (wording) return wording;
  }
  return undefined;
}

/** Whatever stands in the arguments of a call and of the calls of its chain, looked into as far as it is written out. */
export function givenTo(place: CallPlace): readonly Expression[] {
  return callsOfChain(place).flatMap((call) => call.arguments.flatMap(leavesOf));
}

/** `update(users).set(row).where(eq(users.id, id))`: the calls that stand in it, its callbacks left out. */
export function callsOfChain({ frame: { facts }, fact }: CallPlace): readonly CallFact[] {
  const own = facts.functions[fact.function]?.calls.flatMap((index) => facts.calls[index] ?? []) ?? [];
  const [start] = fact.range;
  const end = Math.max(
    ...own.filter(({ range }) => range[0] === start).map(({ range }) => range[1]),
    fact.range[1],
  );
  return own.filter(({ range }) => isWithin(range, [start, end]));
}

export function leavesOf(expression: Expression): readonly Expression[] {
  if (expression.kind === 'object') return expression.properties.flatMap(({ value }) => leavesOf(value));
  return expression.kind === 'array' ? expression.items.flatMap(leavesOf) : [expression];
}

export function isSameValue(a: Value, b: Value): boolean {
  if (a === b || isSameParameter(a, b)) return true;
  if (a.kind === 'constant' && b.kind === 'constant') return a.value === b.value;
  if (a.kind !== 'rows' || b.kind !== 'rows') return false;
  const isOfOneRead = a.rows.site !== undefined && a.rows.site.call === b.rows.site?.call;
  return (
    isOfOneRead && a.rows.site?.file === b.rows.site?.file && a.rows.path.join('.') === b.rows.path.join('.')
  );
}

/** `{ id: userId }` given for a parameter whose `id` is asked for, or a member of what is given. */
export function saidMember(
  place: CallPlace,
  argument: Expression,
  path: readonly string[],
): Wording | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return wordingOf(place, argument);
  if (argument.kind === 'object') {
    const property = argument.properties.find((one) => one.name === name);
    return property && saidMember(place, property.value, rest);
  }
  const whole = wordingOf(place, argument);
  return whole && path.reduce((wording, one) => memberWording(wording, one, place.fact.range), whole);
}

/** Values that are given under a name, in objects that are written out. */
export function valuesNamed(
  expression: Expression,
  isMeant: (name: string) => boolean,
  depth: number,
): readonly Expression[] {
  if (expression.kind !== 'object' || depth === 0) return [];
  return expression.properties.flatMap(({ name, value }) => {
    // `select: { id: true }`
    if (value.kind === 'boolean') return [];
    return isMeant(name) ? [value] : valuesNamed(value, isMeant, depth - 1);
  });
}
