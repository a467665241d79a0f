/**
 * Which pairs of key and value does a client make one text of, `a,1`? In: an MSET of a client that flattens what it is given by
 * one level only. Out: the argument, where that is a list of lists for sure.
 */
import { callOf, lastName } from '../../facts/expressionNames.js';
import type { Expression } from '../../facts/fileFacts.js';
import type { CacheEffect } from '../calls/effect.js';
import { commandName } from '../commands/commands.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { argumentAt, isTransformed } from './textOfObjects.js';

const FLATTENING_ONCE: ReadonlySet<string> = new Set(['ioredis', 'iovalkey', 'adonis-redis']);

/** The first argument of `mset([['a', '1'], ['b', '2']])`, `mset(rows.map((row) => [row.key, row.text]))`. */
export function givesPairs(evaluation: Evaluation, effect: CacheEffect): boolean {
  const { client, site, script } = effect;
  if (!FLATTENING_ONCE.has(client.library.id) || script || !/^mset(nx)?$/.test(commandName(effect)))
    return false;
  const given = argumentAt(evaluation, site, 0);
  const isAlone = given?.call.arguments.length === 1 && lastName(given.call.callee) === effect.command;
  return isAlone && isListOfPairs(given.frame, given.expression) && !isTransformed(evaluation);
}

function isListOfPairs(frame: Frame, expression: Expression): boolean {
  if (expression.kind === 'array') {
    return expression.items.length > 0 && expression.items.every(({ kind }) => kind === 'array');
  }
  if (expression.kind === 'name') {
    const binding = frame.facts.bindings[expression.binding];
    const isSettled = binding?.kind === 'variable' && binding.assigned.length === 0 && !binding.path;
    return isSettled && binding.initializer !== undefined && isListOfPairs(frame, binding.initializer);
  }
  const call = callOf(frame.facts, expression);
  if (call?.callee.kind !== 'member') return false;
  const { object, name } = call.callee;
  if (name === 'entries') return object.kind === 'name' && object.name === 'Object';
  return name === 'map' && givesPair(frame, call.arguments[0]);
}

function givesPair({ facts }: Frame, callback: Expression | undefined): boolean {
  const returns = callback?.kind === 'function' ? (facts.functions[callback.function]?.returns ?? []) : [];
  return returns.length > 0 && returns.every(({ value }) => value?.kind === 'array');
}
