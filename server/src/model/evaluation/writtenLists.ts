/**
 * What do methods of a list that is written out give: `['user', id, locale].filter(Boolean)`, `parts.map(String)`, `parts.reduce(…)`?
 * In: the list, the method and what that is given. Out: the list of those that are something, the same list, or the one value that
 * it comes to; undefined where that is not known.
 */
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { truthOf } from './truth.js';
import { constant, either, type TakenFork, UNDEFINED, type Value } from './values.js';

type List = Extract<Value, { kind: 'array' }>;

/** Longer lists are no keys. */
const MAXIMUM_REDUCED = 8;

export function writtenListResult(
  evaluation: Evaluation,
  frame: Frame,
  { object: list, name }: Extract<Value, { kind: 'method' }>,
  args: readonly Value[],
): Value | undefined {
  const [given] = args;
  if (list.kind !== 'array' || !given) return undefined;
  if (name === 'filter') return keepsSomething(evaluation, frame, given) ? somethingIn(list) : undefined;
  if (name === 'map') return given.kind === 'global' && TEXTS.test(given.path.join('.')) ? list : undefined;
  return name === 'reduce' ? reduced(evaluation, frame, list, args) : undefined;
}

const TEXTS = /^(String|encodeURIComponent)$/;

/** `Boolean`, `(part) => part !== undefined`, `(part) => !!part` */
function keepsSomething(evaluation: Evaluation, frame: Frame, test: Value): boolean {
  if (test.kind === 'global') return test.path.join('.') === 'Boolean';
  if (test.kind !== 'function') return false;
  const answerTo = (part: Value) => truthOf(evaluation.returns.of(test, [part], frame.calls));
  const isNothing = [UNDEFINED, constant(null)].some((nothing) => answerTo(nothing) === 'false');
  return isNothing && answerTo(constant('word')) === 'true';
}

/** What is only something on some ways stands behind a fork from here on. */
export function somethingIn(list: List): Value {
  const items: Value[] = [];
  const behind: (readonly TakenFork[])[] = [];
  for (const [index, item] of list.items.entries()) {
    if (truthOf(item) === 'false') continue;
    const { value, test } = chosenIn(item);
    const around = list.behind?.[index] ?? [];
    items.push(value);
    behind.push(test ? [...around, { fork: `item ${index}`, arm: 'true', test }] : around);
  }
  const isOpen = behind.some((forks) => forks.length > 0);
  return { kind: 'array', items, ...((isOpen || list.some) && { some: true }), ...(isOpen && { behind }) };
}

/** `draft ? 'draft' : undefined` */
function chosenIn(item: Value): { readonly value: Value; readonly test?: Value } {
  if (item.kind === 'fallback' && truthOf(item.otherwise) === 'false') return { value: item.value };
  if (item.kind !== 'either') return { value: item };
  const values = item.values.filter((one) => truthOf(one) !== 'false');
  if (values.length === item.values.length) return { value: item };
  return { value: either(values), ...(item.test && { test: item.test }) };
}

/** ``parts.reduce((key, part) => `${key}/${part}`)`` */
function reduced(
  evaluation: Evaluation,
  frame: Frame,
  list: List,
  [given, initial]: readonly Value[],
): Value | undefined {
  if (given?.kind !== 'function' || list.some || list.items.length > MAXIMUM_REDUCED) return undefined;
  const items = initial ? [initial, ...list.items] : list.items;
  const [first, ...others] = items;
  if (!first) return undefined;
  const value = others.reduce<Value>(
    (all, item) => evaluation.returns.of(given, [all, item], frame.calls),
    first,
  );
  return value.kind === 'unknown' ? undefined : value;
}
