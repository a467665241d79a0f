/**
 * What do methods of lists and rows give that run a function for each element? In: the list or the rows, the method and the
 * function. Out: the list of what the function gives, or the rows with what narrows them.
 */
import type { CallIndex } from '../../facts/fileFacts.js';
import { rowOutcome } from '../databases/databaseCalls.js';
import { originsIn, saysWhoAsks } from '../requests/valueOrigins.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { derived, either, type Rows, type Value } from './values.js';

/** What a method of rows gives: `rows.filter(…)`, `row.toJSON()`, `user.save()`. */
export function rowsResult(
  evaluation: Evaluation,
  frame: Frame,
  rows: Rows,
  args: readonly Value[],
  index: CallIndex,
): Value {
  const whole = { kind: 'rows', rows: { ...rows, path: rows.path.slice(0, -1) } } as const;
  const mapped = mappedBy(evaluation, frame, rows.path.at(-1), whole, args[0]);
  if (mapped) return mapped;
  const outcome = rowOutcome(evaluation, rows, args, { file: frame.file, call: index });
  // A method of rows: `rows.filter(…)`, `row.toJSON()`. What comes out is still made of them.
  return outcome?.value ?? narrowed(evaluation, frame, rows, whole, args, index);
}

const NARROWS = /^(filter|find|findLast)$/;

/** `rows.filter((row) => row.ownerId === user.id)`: what the function answers decides which are kept. */
function narrowed(
  evaluation: Evaluation,
  frame: Frame,
  rows: Rows,
  whole: Extract<Value, { kind: 'rows' }>,
  [test]: readonly Value[],
  index: CallIndex,
): Value {
  if (!NARROWS.test(rows.path.at(-1) ?? '') || test?.kind !== 'function') return whole;
  const answer = evaluation.returns.of(test, [whole], frame.calls);
  const by = derived([answer, ...askedBefore(evaluation, frame, index)]);
  if (by.kind === 'unknown') return whole;
  const site = { file: frame.file, call: index };
  return { kind: 'rows', rows: { ...whole.rows, narrowed: [...(rows.narrowed ?? []), { by, site }] } };
}

/** `if (!user.isAdmin) rows = rows.filter(…)`: what is asked about who asks before a call is made. */
function askedBefore(evaluation: Evaluation, frame: Frame, index: CallIndex): readonly Value[] {
  return (frame.facts.calls[index]?.branches ?? [])
    .flatMap(({ condition }) => (condition ? [evaluation.evaluate(frame, condition)] : []))
    .filter((condition) => originsIn(condition).some(saysWhoAsks));
}

/** Longer lists are taken for one of their elements. */
const MAXIMUM_MAPPED = 8;

const WRITTEN_OUT: ReadonlySet<Value['kind']> = new Set(['text', 'constant', 'function']);

/** Also the parts of a key: `['user', id]`. */
function isWrittenOut(item: Value): boolean {
  if (item.kind === 'array') return item.items.length > 0 && !item.some;
  return WRITTEN_OUT.has(item.kind);
}

/** `keys.map(withPrefix)`, `builders.map((build) => build(id))`: of what is written out, each gives its own text. */
export function mappedEach(
  evaluation: Evaluation,
  frame: Frame,
  { object: list, name }: Extract<Value, { kind: 'method' }>,
  mapping: Value | undefined,
): Value | undefined {
  if (name !== 'map' || list.kind !== 'array' || list.items.length > MAXIMUM_MAPPED) return undefined;
  if (mapping?.kind !== 'function' || !list.items.every(isWrittenOut)) return undefined;
  const items = list.items.map((item) => evaluation.returns.of(mapping, [item], frame.calls));
  return items.some(({ kind }) => kind === 'unknown') ? undefined : { kind: 'array', items };
}

/** What `map` and `flatMap` give: a list of whatever the function makes of one element. */
export function mappedBy(
  evaluation: Evaluation,
  frame: Frame,
  method: string | undefined,
  element: Value,
  mapping: Value | undefined,
): Value | undefined {
  if (mapping?.kind !== 'function' || (method !== 'map' && method !== 'flatMap')) return undefined;
  const mapped = evaluation.returns.of(mapping, [element], frame.calls);
  if (method === 'flatMap') return mapped.kind === 'array' ? mapped : undefined;
  return mapped.kind === 'unknown' ? undefined : { kind: 'array', items: [mapped], some: true };
}

/** `(Array.isArray(keys) ? keys : [keys]).map(withPrefix)`: whichever of them it is, it is a list. */
export function mappedInEither(
  evaluation: Evaluation,
  frame: Frame,
  callees: readonly Value[],
  mapping: Value | undefined,
): Value | undefined {
  const lists = callees.map((callee) => {
    const [list, method] = calledOn(callee);
    return list && mappedBy(evaluation, frame, method, elementOf(list), mapping);
  });
  const items = lists.flatMap((list) => (list?.kind === 'array' ? list.items : []));
  return items.length > 0 && lists.every((list) => list?.kind === 'array')
    ? { kind: 'array', items, some: true }
    : undefined;
}

/** The list that a method is one of, and the name of the method. */
function calledOn(callee: Value): readonly [Value | undefined, string | undefined] {
  if (callee.kind === 'method') return [callee.object, callee.name];
  if (callee.kind !== 'parameter') return [undefined, undefined];
  return [{ ...callee, path: callee.path.slice(0, -1) }, callee.path.at(-1)];
}

/** Any one element of a list. */
export function elementOf(value: Value): Value {
  if (value.kind === 'array' && value.items.length > 0) return either(value.items);
  return derived([value], 'element');
}
