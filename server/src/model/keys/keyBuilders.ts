/**
 * The functions that build keys: those that give a text with words in it and touch neither cache nor database.
 * In: the functions of the workspace. Out: builders by the glob of the keys they give.
 */

import { hasText, toGlob } from '../../../../shared/src/keyPattern.js';
import type { Expression, FileFacts, FunctionFact } from '../../facts/fileFacts.js';
import type { Effects } from '../calls/effects.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { NO_CALLS } from '../evaluation/frame.js';
import { patternsOf } from '../evaluation/patterns.js';
import type { FunctionReference } from '../evaluation/values.js';

export type KeyBuilders = ReadonlyMap<string, readonly FunctionReference[]>;

export function findKeyBuilders(
  evaluation: Evaluation,
  effects: Effects,
  functions: readonly FunctionReference[],
): KeyBuilders {
  const builders = new Map<string, FunctionReference[]>();
  for (const reference of functions) {
    for (const glob of globsOf(evaluation, effects, reference)) {
      builders.set(glob, [...(builders.get(glob) ?? []), reference]);
    }
  }
  return builders;
}

function globsOf(
  evaluation: Evaluation,
  effects: Effects,
  reference: FunctionReference,
): ReadonlySet<string> {
  const facts = evaluation.factsOf(reference.file);
  const fact = facts?.functions[reference.index];
  if (!facts || !fact || !mayBuildKey(facts, fact) || effects.of(reference).length > 0) return new Set();
  const frame = evaluation.symbolicFrame(reference);
  const closure = frame?.outer;
  if (!frame || !closure) return new Set();
  const callee = { kind: 'function', function: reference, frame: closure } as const;
  const value = evaluation.returns.of({ ...callee, ...(frame.self && { self: frame.self }) }, [], NO_CALLS);
  const patterns = patternsOf(value).filter(hasText);
  return new Set(patterns.map(toGlob));
}

/** The cheap test: it gives a text that is put together, or the result of a call such as `join`. */
function mayBuildKey(facts: FileFacts, fact: FunctionFact): boolean {
  return (
    fact.name !== '' &&
    !fact.async &&
    fact.returns.length === 1 &&
    fact.returns.every(({ value }) => value !== undefined && isText(facts, value))
  );
}

function isText(facts: FileFacts, value: Expression): boolean {
  if (value.kind === 'call') {
    const callee = facts.calls[value.call]?.callee;
    return callee?.kind === 'member' ? callee.name === 'join' || callee.name === 'concat' : true;
  }
  return value.kind === 'template' || (value.kind === 'binary' && value.operator === '+');
}
