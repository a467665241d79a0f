/**
 * Streams of RxJS that code sends into and that others subscribe to: `changes.next({ id })`, `changes.pipe(…).subscribe(forget)`.
 * In: a call. Out: the name that both go by, which is that of the variable or field; what passes an operator that makes
 * something else of it is not known.
 */
import { callOf } from '../../facts/expressionNames.js';
import type { CallFact, CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';

type FunctionValue = Extract<Value, { kind: 'function' }>;

const PACKAGE = 'rxjs';
/** A stream may be made of another one, so often. */
const MAXIMUM_STEPS = 6;

export function maySendOn({ callee }: CallFact): boolean {
  return callee.kind === 'member' && callee.name === 'next';
}

/** The stream that a call sends into. */
export function subjectSentOn(evaluation: Evaluation, frame: Frame, index: CallIndex): string | undefined {
  const call = frame.facts.calls[index];
  if (!call || !maySendOn(call) || call.callee.kind !== 'member') return undefined;
  const { object } = call.callee;
  const subject = evaluation.evaluate(frame, object);
  return subject.kind === 'constructed' && subject.module === PACKAGE ? nameOf(object) : undefined;
}

/** What subscribes to a stream. */
export function subscribed(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
): { readonly subject: string; readonly handler: FunctionValue } | undefined {
  const { callee } = frame.facts.calls[index] ?? {};
  if (callee?.kind !== 'member' || callee.name !== 'subscribe') return undefined;
  const [given] = evaluation.argumentsOf(frame, index);
  const handler = given?.kind === 'record' ? given.fields.get('next') : given;
  const subject = handler?.kind === 'function' ? sourceOf(frame.facts, callee.object, 0) : undefined;
  return subject !== undefined && handler?.kind === 'function' ? { subject, handler } : undefined;
}

/** The stream that others were made of: `changes.pipe(filter(isBook))`, `changes.asObservable()`. */
function sourceOf(facts: FileFacts, expression: Expression, step: number): string | undefined {
  if (step > MAXIMUM_STEPS) return undefined;
  const made = madeOf(facts, expression);
  return made ? sourceOf(facts, made, step + 1) : nameOf(expression);
}

function madeOf(facts: FileFacts, expression: Expression): Expression | undefined {
  const initializer =
    expression.kind === 'name' ? facts.bindings[expression.binding]?.initializer : fieldIn(facts, expression);
  const call = callOf(facts, expression) ?? (initializer && callOf(facts, initializer));
  const callee = call?.construction ? undefined : call?.callee;
  return callee?.kind === 'member' && /^(pipe|asObservable)$/.test(callee.name) ? callee.object : undefined;
}

/** What `this.changes` is initialised with, in whichever class of the file has such a field. */
function fieldIn(facts: FileFacts, expression: Expression): Expression | undefined {
  if (expression.kind !== 'member' || expression.object.kind !== 'this') return undefined;
  const fields = facts.classes.flatMap((owner) => owner.fields);
  return fields.find(({ name }) => name === expression.name)?.initializer;
}

function nameOf(expression: Expression): string | undefined {
  return expression.kind === 'name' || expression.kind === 'member' ? expression.name : undefined;
}
