/**
 * Which columns a write only counts up by one: `{ views: { increment: 1 } }`, `{ $inc: { views: 1 } }`, `views + 1`. In: what
 * is written. Out: names of columns, and whether they only count how often a copy is asked for, or say when it last was.
 */

import { wordsOf } from '../../../../shared/src/words.js';
import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { type Entity, isSameEntity } from '../../libraries/entityNames.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { ONE_CALL } from '../evaluation/frame.js';
import { type FunctionReference, isSameFunction, rowsWithin, type Value } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import { readsMember } from '../loads/memberUses.js';
import type { DatabaseWrite } from './databaseWrites.js';

export function countedColumns(
  evaluation: Evaluation,
  method: DatabaseMethod,
  data: readonly Value[],
  args: readonly Value[],
): readonly string[] {
  if (method.counts !== undefined) {
    const step = argumentAt(method.counts, args);
    return step === undefined || step.kind === 'undefined' || isOne(step) ? data.flatMap(namesOf) : [];
  }
  return data.flatMap((value) =>
    value.kind === 'record'
      ? [...value.fields].flatMap(([name, field]) => countedIn(name, madeBy(evaluation, field)))
      : [],
  );
}

/** `views: () => 'views + 1'` */
function madeBy(evaluation: Evaluation, field: Value): Value {
  return field.kind === 'function' ? evaluation.returns.of(field, [], ONE_CALL) : field;
}

/** Copies that are told apart by such a number are not valid any more. */
const TELLS_APART = /version|revision|generation|epoch/i;

/** The call that reads the copy stands so many calls above the one that counts, at most. */
const MAXIMUM_CALLER_DEPTH = 3;

/**
 * Whether a write only counts how often a copy of the row is asked for: a delete behind it would leave nothing to be
 * found. What is counted elsewhere, such as likes, somebody expects to see.
 */
export function isCountedInPassing(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  { effect: { call }, function: reference }: DatabaseWrite,
  group: KeyGroup,
): boolean {
  const isCount = (column: string): boolean =>
    call.counted?.includes(column) === true && !TELLS_APART.test(column);
  // Who looks at it before it is written works with the one in the copy.
  const isLastUse = (column: string): boolean =>
    namesLastUse(column) &&
    call.timed?.includes(column) === true &&
    !readsMember(evaluation, reference, column);
  const isInPassing = (column: string): boolean => isCount(column) || isLastUse(column);
  if (call.columns?.length === 0 || call.columns?.every(isInPassing) !== true) return false;
  const asks = (asking: FunctionReference): boolean =>
    fillsWith(effects.of(asking), call.entity) || callsKept(evaluation, asking, group);
  return asksForCopy(asks, graph, reference, 0);
}

const USES =
  /^(used?|uses|usage|seen|active|activity|access(ed)?|visit(ed)?|requests?|requested|calls?|called|read|viewed)$/i;

/** `lastUsedAt`, `last_seen` */
function namesLastUse(column: string): boolean {
  const words = wordsOf(column);
  return words.some((word) => /^(last|latest)$/i.test(word)) && words.some((word) => USES.test(word));
}

/** Whether a function, or one that calls it, asks for a copy. */
function asksForCopy(
  asks: (asking: FunctionReference) => boolean,
  graph: CallGraph,
  reference: FunctionReference,
  depth: number,
): boolean {
  if (asks(reference)) return true;
  if (depth >= MAXIMUM_CALLER_DEPTH) return false;
  return graph.callersOf(reference).some((caller) => asksForCopy(asks, graph, caller.function, depth + 1));
}

/** Whether a function looks into a cache and fills it with such rows. */
function fillsWith(effects: readonly Effect[], entity: Entity): boolean {
  const own = effects.filter((effect) => effect.kind === 'cache');
  return (
    own.some(({ operation }) => ASKS.has(operation)) &&
    own.some(({ value }) => value && holdsRows(value, entity))
  );
}

/** Whether a function calls one whose results are kept: what `unstable_cache(load)` gave. */
function callsKept(evaluation: Evaluation, reference: FunctionReference, { writes }: KeyGroup): boolean {
  const kept = writes.flatMap(({ effect: { form, arguments: given } }) => {
    const loader = form.givesLoader && form.loader !== undefined && argumentAt(form.loader, given);
    return loader && loader.kind === 'function' ? [loader.function] : [];
  });
  const frame = kept.length > 0 ? evaluation.symbolicFrame(reference) : undefined;
  if (!frame) return false;
  return frame.fact.calls.some((index) => {
    const call = frame.facts.calls[index];
    const callee = call && evaluation.evaluate(frame, call.callee);
    return callee?.kind === 'function' && kept.some((one) => isSameFunction(one, callee.function));
  });
}

function holdsRows(value: Value, entity: Entity): boolean {
  return rowsWithin(value).some((rows) => isSameEntity(rows.entity, entity));
}

const ASKS: ReadonlySet<string> = new Set(['read', 'wrap']);

function countedIn(name: string, field: Value): readonly string[] {
  if (field.kind !== 'record') return isOneMore(field) ? [name] : [];
  if (name === '$inc') return [...field.fields].flatMap(([column, step]) => (isOne(step) ? [column] : []));
  const step = field.fields.get('increment');
  return step && field.fields.size === 1 && isOne(step) ? [name] : [];
}

function namesOf(value: Value): readonly string[] {
  if (value.kind === 'array') return value.items.flatMap(namesOf);
  if (value.kind === 'constant') return typeof value.value === 'string' ? [value.value] : [];
  return value.kind === 'record' ? [...value.fields].flatMap(([name, by]) => (isOne(by) ? [name] : [])) : [];
}

function isOne(value: Value): boolean {
  return value.kind === 'constant' && Number(value.value) === 1;
}

const ONE_MORE = /\S\s*\+\s*1\s*$/;

/** SQL in the place of a value: `` sql`${posts.views} + 1` ``, `literal('views + 1')`. */
function isOneMore(value: Value): boolean {
  const sql = value.kind === 'database' ? value.handle.sql : value;
  if (sql?.kind === 'constant') return typeof sql.value === 'string' && ONE_MORE.test(sql.value);
  if (sql?.kind === 'text') {
    const [last, ...before] = sql.parts.toReversed();
    return typeof last === 'string' && ONE_MORE.test(`${before.length > 0 ? 'x' : ''}${last}`);
  }
  if (sql?.kind !== 'derived') return false;
  return sql.from.length === 1 && sql.from.some(isOneMore);
}
