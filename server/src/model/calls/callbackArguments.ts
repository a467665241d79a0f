/**
 * What a callback's parameter is, when the function that receives the callback tells: the client of a
 * transaction, the rows of a `map`, what a workspace function hands on.
 */
import type { CallIndex, Expression } from '../../facts/fileFacts.js';
import { DATABASE_LIBRARIES } from '../../libraries/databases/allDatabases.js';
import { commandOfCall } from '../commands/commandOfCall.js';
import { databaseOutcome } from '../databases/databaseCalls.js';
import { awaited, methodOf } from '../databases/databaseHandles.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { lentValue } from '../evaluation/pools.js';
import {
  derived,
  either,
  isNotUnderstood,
  isParameterOf,
  someValue,
  UNKNOWN,
  type Value,
} from '../evaluation/values.js';
import { keyOfCall } from '../keys/keys.js';
import { callbackAnswer } from './callbackAnswers.js';
import { declaredArgument } from './declaredCallbacks.js';
import { listFolded } from './foldedLists.js';

const OVER_ELEMENTS: ReadonlySet<string> = new Set([
  'map',
  'forEach',
  'filter',
  'find',
  'flatMap',
  'some',
  'every',
  'sort',
  'findIndex',
]);

/** The value of parameter `position` of the callback `frame` belongs to; undefined when nothing is known. */
export function callbackArgument(evaluation: Evaluation, frame: Frame, position: number): Value | undefined {
  const target = frame.fact.argumentOf;
  const outer = frame.outer;
  const call = target && outer?.facts.calls[target.call];
  if (!target || !outer || !call) return undefined;
  const place = { frame, outer, call: target.call, argument: target.argument };
  const callee = evaluation.evaluate(outer, call.callee);
  if (callee.kind !== 'either' || promiseOf(outer, target.call))
    return argumentOf(evaluation, place, callee, position);
  // One client or another, such as one with replicas: it hands over what either does.
  const handed = callee.values.flatMap((one) => argumentOf(evaluation, place, one, position) ?? []);
  return handed.length > 0 ? either(handed) : undefined;
}

/** Where a callback stands among the arguments of a call. */
interface CallbackPlace {
  /** Of the callback. */
  readonly frame: Frame;
  /** Of the function that makes the call. */
  readonly outer: Frame;
  readonly call: CallIndex;
  readonly argument: number;
}

function argumentOf(
  evaluation: Evaluation,
  { frame, outer, call, argument }: CallbackPlace,
  callee: Value,
  position: number,
): Value | undefined {
  if (callee.kind === 'databaseMethod') {
    const method = methodOf(callee);
    const handed = position === 0 ? handedClient(callee) : undefined;
    if (handed) return handed;
    const isReply = position > 0 && (method?.sql !== undefined || startsWithError(frame));
    return isReply ? databaseReply(evaluation, outer, call) : undefined;
  }
  if (callee.kind === 'external' && handsGiven(callee))
    return boundToTransaction(evaluation, outer, { call, argument }, position);
  // `client.get(key, (error, reply) => …)`
  if (callee.kind === 'cacheMethod' && position === 0) return clientFor(callee);
  if (callee.kind === 'cacheMethod' && position === 1) return cachedReply(evaluation, outer, callee, call);
  const lent = callee.kind === 'method' && position === 0 && lentValue(evaluation, callee, /^use$/);
  if (lent) return lent;
  if (callee.kind === 'method' && OVER_ELEMENTS.has(callee.name) && position === 0) {
    return elementOf(callee.object) ?? derived([callee.object], 'element');
  }
  if (callee.kind === 'parameter' && OVER_ELEMENTS.has(callee.path.at(-1) ?? '') && position === 0) {
    return derived([{ ...callee, path: callee.path.slice(0, -1) }], 'element');
  }
  const list = position < 2 ? listFolded(callee) : undefined;
  const folded = list && foldedInto(evaluation, outer, call);
  if (list && folded) return position === 0 ? folded : (elementOf(list) ?? derived([list], 'element'));
  if (callee.kind === 'rows' && position === 0) {
    const method = callee.rows.path.at(-1) ?? '';
    if (method === 'then' || OVER_ELEMENTS.has(method)) return withoutMethod(callee);
  }
  // `load().then((value) => …)`, whatever it is that comes
  const promise = argument === 0 && position === 0 ? promiseOf(outer, call) : undefined;
  const promised = promise && awaited(evaluation.evaluate(outer, promise));
  if (promised && promised.kind !== 'unknown') return promised;
  if (callee.kind === 'function') {
    const given =
      handedOn(evaluation, callee, argument, position) ??
      passedOn(evaluation, { frame: outer, call, callee }, argument, position, 0) ??
      declaredArgument(evaluation, callee.function, argument, position);
    if (given) return given;
  }
  // `database.query(text, (error, rows) => …)`: what comes after an error was computed by the call.
  return position > 0 && startsWithError(frame) ? derived([callee], 'reply') : undefined;
}

/** What `reduce` begins with, where that is a client. */
function foldedInto(evaluation: Evaluation, outer: Frame, call: CallIndex): Value | undefined {
  const first = outer.facts.calls[call]?.arguments[1];
  const value = first && evaluation.evaluate(outer, first);
  return value?.kind === 'cache' ? value : undefined;
}

function promiseOf({ facts }: Frame, call: CallIndex): Expression | undefined {
  const callee = facts.calls[call]?.callee;
  return callee?.kind === 'member' && callee.name === 'then' ? callee.object : undefined;
}

/** A function that is handed by its name to what goes through elements: `links.forEach(remove)`. */
export function functionOverElements(
  evaluation: Evaluation,
  frame: Frame,
  index: number,
  callee: Value,
): { readonly called: Extract<Value, { kind: 'function' }>; readonly element: Value } | undefined {
  const [given] = frame.facts.calls[index]?.arguments ?? [];
  // What is written in its place is a part of the function around it.
  if (!given || given.kind === 'function') return undefined;
  const list = listGoneThrough(callee);
  if (!list) return undefined;
  const called = evaluation.evaluate(frame, given);
  if (called.kind !== 'function') return undefined;
  return { called, element: elementOf(list) ?? derived([list], 'element') };
}

function listGoneThrough(callee: Value): Value | undefined {
  if (callee.kind === 'method') return OVER_ELEMENTS.has(callee.name) ? callee.object : undefined;
  if (callee.kind === 'rows' && OVER_ELEMENTS.has(callee.rows.path.at(-1) ?? ''))
    return withoutMethod(callee);
  if (callee.kind === 'parameter' && OVER_ELEMENTS.has(callee.path.at(-1) ?? '')) {
    return { ...callee, path: callee.path.slice(0, -1) };
  }
  return undefined;
}

/** The rows that a method is called on. */
function withoutMethod({ rows }: Extract<Value, { kind: 'rows' }>): Value {
  return { kind: 'rows', rows: { ...rows, path: rows.path.slice(0, -1) } };
}

function startsWithError(frame: Frame): boolean {
  const binding = frame.fact.parameters[0]?.bindings[0];
  const name = binding === undefined ? undefined : frame.facts.bindings[binding]?.name;
  return name !== undefined && /^_?(e|er|err\w*)$/i.test(name);
}

/** `pool.execute((client) => …)` hands over a client of the same kind. */
function clientFor({ client, name }: Extract<Value, { kind: 'cacheMethod' }>): Value | undefined {
  const form = client.library.command(name, client.major);
  return form?.operation === 'client' ? { kind: 'cache', client } : undefined;
}

/** What a read hands to its callback after the error. */
function cachedReply(
  evaluation: Evaluation,
  outer: Frame,
  callee: Extract<Value, { kind: 'cacheMethod' }>,
  call: number,
): Value | undefined {
  // The callback itself is among the arguments and not to be evaluated again from inside.
  const args = (outer.facts.calls[call]?.arguments ?? []).filter((argument) => argument.kind !== 'function');
  const values = args.map((argument) => evaluation.evaluate(outer, argument));
  const command = commandOfCall(callee.client, callee.name, values);
  if (command?.form.operation !== 'read') return undefined;
  return { kind: 'cached', key: keyOfCall(callee.client, command.form, command.args) };
}

/** `db.transaction(async (tx) => …)`: the client of the transaction. */
function handedClient(callee: Value): Value | undefined {
  if (callee.kind !== 'databaseMethod') return undefined;
  const role = methodOf(callee)?.hands;
  return role === undefined ? undefined : { kind: 'database', handle: { ...callee.handle, role } };
}

function handsGiven({ module, path }: Extract<Value, { kind: 'external' }>): boolean {
  return DATABASE_LIBRARIES.some(
    (library) => library.packages.includes(module) && library.handsGiven?.includes(path.join('.')) === true,
  );
}

/** `transaction(User, async (BoundUser) => …)`: the callback is handed what stands before it, in that order. */
function boundToTransaction(
  evaluation: Evaluation,
  outer: Frame,
  target: { readonly call: number; readonly argument: number },
  position: number,
): Value | undefined {
  const given = outer.facts.calls[target.call]?.arguments[position];
  return given && position < target.argument ? evaluation.evaluate(outer, given) : undefined;
}

/** The rows that a query hands to its callback after the error. */
function databaseReply(evaluation: Evaluation, outer: Frame, index: number): Value | undefined {
  const call = outer.facts.calls[index];
  const callee = call && evaluation.evaluate(outer, call.callee);
  if (callee?.kind !== 'databaseMethod') return undefined;
  const args = call?.arguments.filter((argument) => argument.kind !== 'function') ?? [];
  const values = args.map((argument) => evaluation.evaluate(outer, argument));
  return awaited(databaseOutcome(evaluation, callee, values, false, { file: outer.file, call: index }).value);
}

function elementOf(value: Value): Value | undefined {
  if (value.kind === 'rows') return value;
  if (value.kind !== 'array' || value.items.length === 0) return undefined;
  const element = either(value.items);
  return element.kind === 'either' && !element.test ? { ...element, each: true } : element;
}

/** What a workspace function passes when it calls the callback it was given. */
function handedOn(
  evaluation: Evaluation,
  callee: Extract<Value, { kind: 'function' }>,
  argument: number,
  position: number,
): Value | undefined {
  const inner = evaluation.symbolicFrame(callee.function);
  const value = inner && callbackAnswer(evaluation, inner, argument, position);
  // What depends on what it is given is found with that bound.
  return value && someValue(value, (part) => isParameterOf(part, callee.function)) ? undefined : value;
}

/** Callbacks are followed so far through functions that only pass them on. */
const MAXIMUM_PASSES = 3;

/** `find(id, callback) { this.database.query(text, [id], callback) }`: what the last function calls it with. */
function passedOn(
  evaluation: Evaluation,
  call: {
    readonly frame: Frame;
    readonly call: number;
    readonly callee: Extract<Value, { kind: 'function' }>;
  },
  argument: number,
  position: number,
  passes: number,
): Value | undefined {
  const given = call.frame.facts.calls[call.call]?.arguments ?? [];
  // The callback itself is among the arguments and not to be evaluated again from inside.
  const args = given.map((one, index) =>
    index === argument || one.kind === 'function' ? UNKNOWN : evaluation.evaluate(call.frame, one),
  );
  const { function: reference, frame: closure, self } = call.callee;
  const inner =
    passes < MAXIMUM_PASSES
      ? evaluation.callFrame(reference, closure, args, self, call.frame.calls)
      : undefined;
  const answer = inner && callbackAnswer(evaluation, inner, argument, position);
  if (answer && !isNotUnderstood(answer)) return answer;
  for (const index of inner?.fact.calls ?? []) {
    const next = inner?.facts.calls[index];
    const at = next?.arguments.findIndex((one) => isParameter(inner, one, argument)) ?? -1;
    if (!inner || !next || at < 0) continue;
    // `withClient(use) { return ready.then(use) }`
    const promise = at === 0 && position === 0 ? promiseOf(inner, index) : undefined;
    const promised = promise && awaited(evaluation.evaluate(inner, promise));
    if (promised && !isNotUnderstood(promised)) return promised;
    const callee = evaluation.evaluate(inner, next.callee);
    // `withTransaction(work) { return db.transaction(work) }`
    const handed = position === 0 ? handedClient(callee) : undefined;
    if (handed) return handed;
    if (callee.kind === 'databaseMethod' && position > 0 && methodOf(callee)?.sql !== undefined)
      return databaseReply(evaluation, inner, index);
    if (callee.kind === 'cacheMethod' && position === 1) return cachedReply(evaluation, inner, callee, index);
    if (callee.kind === 'function')
      return passedOn(evaluation, { frame: inner, call: index, callee }, at, position, passes + 1);
  }
  return undefined;
}

function isParameter(frame: Frame | undefined, expression: Expression, position: number): boolean {
  if (expression.kind !== 'name') return false;
  const binding = frame?.facts.bindings[expression.binding];
  return binding?.parameter === position && !binding.path && binding.function === frame?.function.index;
}
