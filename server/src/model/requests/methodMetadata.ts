/**
 * What decorators note on a method for others to read: `SetMetadata('forgets', 'book')`. In: an interceptor, an effect of it, and
 * the method that it runs around. Out: whether the effect waits for a note that neither the method nor its class has.
 */
import { isHole } from '../../../../shared/src/keyPattern.js';
import { lastName } from '../../facts/expressionNames.js';
import type { DecoratorFact } from '../../facts/fileFacts.js';
import { isInside } from '../../facts/functionNesting.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { patternsOf } from '../evaluation/patterns.js';
import { plainText } from '../evaluation/texts.js';
import { type FunctionReference, functionsIn } from '../evaluation/values.js';

/** Decorators that are put together from others are followed this far. */
const MAXIMUM_HOPS = 3;
const READS_NOTES = /^(get|getAllAndOverride|getAllAndMerge)$/;

export function waitsForNote(
  evaluation: Evaluation,
  interceptor: FunctionReference,
  effect: CacheEffect,
  method: FunctionReference,
): boolean {
  const isOpen =
    effect.guards.length > 0 || patternsOf(effect.key).every(({ parts: [first] }) => !first || isHole(first));
  const asked = isOpen ? notesAsked(evaluation, interceptor) : [];
  if (asked.length === 0) return false;
  const facts = evaluation.factsOf(method.file);
  const fact = facts?.functions[method.index];
  const frame = evaluation.moduleFrame(method.file);
  const owner = fact?.class === undefined ? undefined : facts?.classes[fact.class];
  const decorators = [...(fact?.decorators ?? []), ...(owner?.decorators ?? [])];
  return frame !== undefined && !decorators.some((one) => notes(evaluation, frame, one, asked));
}

/** `this.reflector.get('forgets', context.getHandler())`; empty where one of them is asked for by what is no text. */
function notesAsked(evaluation: Evaluation, { file, index }: FunctionReference): readonly string[] {
  const facts = evaluation.factsOf(file);
  const asked = (facts?.calls ?? []).flatMap(({ callee, arguments: [note], function: owner }) => {
    const isWithin = owner === index || (facts !== undefined && isInside(facts, owner, index));
    const isAsking =
      callee.kind === 'member' &&
      READS_NOTES.test(callee.name) &&
      /reflector$/i.test(lastName(callee.object));
    const frame = isWithin && isAsking ? evaluation.symbolicFrame({ file, index: owner }) : undefined;
    return frame && note ? [plainText(evaluation.evaluate(frame, note))] : [];
  });
  return asked.includes(undefined) ? [] : asked.flatMap((note) => note ?? []);
}

/** Whether a decorator may note one of these; what a package gives may note anything. */
function notes(
  evaluation: Evaluation,
  frame: Frame,
  { name, binding, arguments: given }: DecoratorFact,
  asked: readonly string[],
): boolean {
  const value = evaluation.evaluate(frame, { kind: 'name', name, binding });
  if (value.kind !== 'external') {
    const made = functionsIn(value);
    return made.length === 0 || made.some((one) => notesWithin(evaluation, one.function, asked, 0));
  }
  if (name !== 'SetMetadata') return !FRAMEWORK.test(value.module);
  const note = given[0] && plainText(evaluation.evaluate(frame, given[0]));
  return note === undefined || asked.includes(note);
}

const FRAMEWORK = /^@nestjs\//;

function notesWithin(
  evaluation: Evaluation,
  decorator: FunctionReference,
  asked: readonly string[],
  hops: number,
): boolean {
  const frame = evaluation.symbolicFrame(decorator);
  return (frame?.fact.calls ?? []).some((index) => {
    const call = frame?.facts.calls[index];
    if (!frame || !call) return false;
    if (/^(SetMetadata|defineMetadata)$/.test(lastName(call.callee))) {
      const note = plainText(evaluation.argumentsOf(frame, index)[0]);
      return note === undefined || asked.includes(note);
    }
    const called = functionsIn(evaluation.evaluate(frame, call.callee));
    return (
      hops < MAXIMUM_HOPS && called.some((one) => notesWithin(evaluation, one.function, asked, hops + 1))
    );
  });
}
