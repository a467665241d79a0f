/**
 * What does a function of the workspace return? In: the function and what it is given, or its frame. Out: the value; found once where
 * it is the same whatever the function is given.
 */
import { originsIn, saysWhoAsks } from '../requests/valueOrigins.js';
import { valueOfType } from './evaluateType.js';
import type { Evaluation } from './evaluation.js';
import type { FollowedCalls, Frame } from './frame.js';
import { FunctionTable } from './functionTable.js';
import {
  type CacheClient,
  derived,
  either,
  isBound,
  isNotUnderstood,
  isOfCaller,
  someValue,
  UNKNOWN,
  type Value,
  withoutNothing,
} from './values.js';

export class Returns {
  private readonly general = new FunctionTable<Value | 'depends'>();

  constructor(private readonly evaluation: Evaluation) {}

  /** What a function returns for these arguments. */
  of(callee: Extract<Value, { kind: 'function' }>, args: readonly Value[], calls: FollowedCalls): Value {
    const general = this.inGeneral(callee);
    if (general) return general;
    const frame = this.evaluation.callFrame(callee.function, callee.frame, args, callee.self, calls);
    return frame ? this.inFrame(frame) : UNKNOWN;
  }

  /** What a function returns whatever it is given; undefined when that depends on what it is given. */
  inGeneral(callee: Extract<Value, { kind: 'function' }>): Value | undefined {
    if (isBound(callee)) return undefined;
    const known = this.general.get(callee.function);
    if (known) return known === 'depends' ? undefined : known;
    // A recursive function returns something unknown while that is being found out.
    this.general.set(callee.function, UNKNOWN);
    const frame = this.evaluation.symbolicFrame(callee.function);
    const value = frame ? this.inFrame(frame) : UNKNOWN;
    const depends =
      someValue(value, dependsOnCall) || (frame !== undefined && this.choosesByCall(frame, value));
    this.general.set(callee.function, depends ? 'depends' : value);
    return depends ? undefined : value;
  }

  /** `if (kind === 'user') return 60; return 600;`: which of some plain values it gives, what it is given decides. */
  private choosesByCall(frame: Frame, value: Value): boolean {
    const values = value.kind === 'either' ? value.values : [value];
    if (!values.every(isPlain)) return false;
    const tests = frame.fact.returns.flatMap(({ branches }) =>
      branches.flatMap(({ condition, reached }) => condition ?? reached ?? []),
    );
    return tests.some((test) => someValue(this.evaluation.evaluate(frame, test), dependsOnCall));
  }

  /** What the function of a frame returns. */
  inFrame(frame: Frame): Value {
    const values = frame.fact.returns.flatMap((entry) =>
      entry.value && this.evaluation.isReachable(frame, entry.branches)
        ? [this.evaluation.evaluate(frame, entry.value)]
        : [],
    );
    const meaningful = withoutNothing(values);
    const typed = frame.fact.returnType && valueOfType(this.evaluation, frame, frame.fact.returnType);
    // What is said to be a client is one, however it was come by.
    if (typed && holdsClient(typed) && meaningful.every(isNotUnderstood)) return typed;
    if (meaningful.some((value) => value.kind !== 'unknown')) return this.chosen(frame, meaningful);
    return typed ?? (values.length > 0 ? either(values) : UNKNOWN);
  }

  /** `if (user.isAdmin) return rows; return others;`: where it is known who asks, that decides between them. */
  private chosen(frame: Frame, values: readonly Value[]): Value {
    const value = either(values);
    if (value.kind !== 'either') return value;
    const conditions = new Set(
      frame.fact.returns.flatMap(({ branches }) => branches.flatMap(({ condition }) => condition ?? [])),
    );
    const tests = [...conditions]
      .map((condition) => this.evaluation.evaluate(frame, condition))
      .filter((test) => originsIn(test).some(saysWhoAsks));
    return tests.length > 0 ? { ...value, test: derived(tests) } : value;
  }
}

/** Whether a part of a value is another one for other arguments. */
function dependsOnCall(part: Value): boolean {
  if (part.kind === 'cached') return someValue(part.key, dependsOnCall);
  if (part.kind === 'cache') return hasOpenOptions(part.client);
  if (part.kind === 'instance') {
    const given = [...(part.arguments ?? []), ...(part.step?.arguments ?? [])];
    return given.some(isParameter) || (part.step !== undefined && dependsOnCall(part.step.before));
  }
  return part.kind === 'function' || isOfCaller(part);
}

/** Numbers, texts, and objects such as `{ EX: 60 }`: told apart for every call, they cost nothing. */
function isPlain(value: Value): boolean {
  return !someValue(value, ({ kind }) => !PLAIN.has(kind));
}

const PLAIN: ReadonlySet<Value['kind']> = new Set(['constant', 'undefined', 'text', 'record', 'array']);

/** Handed on by who makes an object: `(key) => new Entry(redis, key)`. */
function isParameter(value: Value): boolean {
  return someValue(value, isOfCaller);
}

/** `(name, ttl) => new Keyv({ namespace: name, ttl })`: each call makes one of its own. */
function hasOpenOptions({ prefix, defaultTtl, origin }: CacheClient): boolean {
  if (origin === undefined) return false;
  return defaultTtl === 'unknown' || (prefix !== undefined && someValue(prefix, dependsOnCall));
}

/** A client, or an object with one among its members: `{ redis: Redis; log: Logger }`. */
function holdsClient(value: Value): boolean {
  if (value.kind === 'record') return [...value.fields.values()].some(({ kind }) => kind === 'cache');
  return value.kind === 'cache';
}
