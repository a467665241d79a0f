/**
 * In which unit is what a cache answers when it is asked how long an entry lives on? In: an expression. Out: the unit, or that it is
 * a moment; undefined where it is anything else, or something was made of it.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { Expression } from '../../facts/fileFacts.js';
import { nameOfExpression } from '../calls/callFlow.js';
import { speaksRedis } from '../commands/commands.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { CacheClient } from '../evaluation/values.js';
import { isSettled, type MomentUnit } from './writtenMoments.js';

export interface MeasuredLife {
  /** The method that was asked: `ttl`. */
  readonly method: string;
  readonly unit: 'seconds' | 'milliseconds' | MomentUnit;
}

/** Variables are followed this far. */
const MAXIMUM_HOPS = 3;
const BOUNDS = /^(max|min|ceil|floor|round|trunc)$/;

export function measuredLife(
  evaluation: Evaluation,
  frame: Frame,
  expression: Expression,
  hops = MAXIMUM_HOPS,
): MeasuredLife | undefined {
  const follow = (inner: Expression | undefined): MeasuredLife | undefined =>
    inner && measuredLife(evaluation, frame, inner, hops - 1);
  if (expression.kind === 'await') return follow(expression.value);
  if (expression.kind === 'name') {
    if (hops === 0 || !isSettled(frame.facts, expression)) return undefined;
    return follow(frame.facts.bindings[expression.binding]?.initializer);
  }
  const call = callOf(frame.facts, expression);
  if (call?.callee.kind !== 'member' || call.construction) return undefined;
  const { name, object } = call.callee;
  // `Math.max(1, left)`
  if (nameOfExpression(object) === 'Math')
    return BOUNDS.test(name) ? call.arguments.map(follow).find((found) => found) : undefined;
  const client = MEASURES.test(name) ? evaluation.evaluate(frame, object) : undefined;
  const unit = client?.kind === 'cache' ? unitOf(client.client, name.toLowerCase()) : undefined;
  return unit && { method: name, unit };
}

const MEASURES = /^(p?ttl|getttl|getremainingttl)$/i;

function unitOf(client: CacheClient, method: string): MeasuredLife['unit'] | undefined {
  const { library, major } = client;
  if (client.batch) return undefined;
  if (speaksRedis(client))
    return method === 'ttl' ? 'seconds' : method === 'pttl' ? 'milliseconds' : undefined;
  if (library.id === 'lru-cache') return method === 'getremainingttl' ? 'milliseconds' : undefined;
  if (library.id === 'node-cache') return method === 'getttl' ? 'unix-milliseconds' : undefined;
  return library.id === 'cache-manager' && major >= 6 && method === 'ttl' ? 'unix-milliseconds' : undefined;
}
