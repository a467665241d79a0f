/**
 * What comes through a stream of RxJS: `defer(() => load(id)).pipe(tap((row) => cache.set(id, row)))`? In: a function of the package
 * with what it is given, or the frame of a function that is given to an operator. Out: what it gives, or is given.
 */
import type { CallFact, CallIndex } from '../../facts/fileFacts.js';
import { awaited } from '../databases/databaseHandles.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';

type External = Extract<Value, { kind: 'external' }>;

const PACKAGE = /^rxjs(\/operators)?$/;
/** What comes through them is another thing. */
const MAPPING = /^(map|(switch|merge|concat|exhaust)Map)$/;
/** What comes through them is the same. */
const PASSING = /^(tap|retry|timeout|finalize|share(Replay)?|take|first|catchError|delay|filter)$/;

/** `from(promise)`, `of(row)`, `defer(() => load(id))`, `firstValueFrom(stream)` */
export function streamedValue(
  evaluation: Evaluation,
  { module, path }: External,
  [given]: readonly Value[],
  frame: Frame,
): Value | undefined {
  if (!given || !PACKAGE.test(module)) return undefined;
  const name = path.at(-1) ?? '';
  if (/^(from|of|firstValueFrom|lastValueFrom)$/.test(name)) return awaited(given);
  if (name !== 'defer' || given.kind !== 'function') return undefined;
  return awaited(evaluation.returns.of(given, [], frame.calls));
}

/** What the function is given that an operator is made of. */
export function operatedArgument(
  evaluation: Evaluation,
  outer: Frame,
  call: CallIndex,
  { module, path }: External,
): Value | undefined {
  const name = path.at(-1) ?? '';
  if (!PACKAGE.test(module) || !(MAPPING.test(name) || PASSING.test(name)) || name === 'catchError')
    return undefined;
  const pipe = outer.facts.calls.find((one) => isPipeOf(one, call));
  if (pipe?.callee.kind !== 'member') return undefined;
  let value: Value | undefined = evaluation.evaluate(outer, pipe.callee.object);
  for (const step of pipe.arguments) {
    if (!value || value.kind === 'unknown') return undefined;
    if (step.kind === 'call' && step.call === call) return awaited(value);
    value = step.kind === 'call' ? behind(evaluation, outer, step.call, value) : undefined;
  }
  return undefined;
}

function isPipeOf({ callee, arguments: args }: CallFact, call: CallIndex): boolean {
  if (callee.kind !== 'member' || callee.name !== 'pipe') return false;
  return args.some((argument) => argument.kind === 'call' && argument.call === call);
}

/** What comes out of one operator. */
function behind(evaluation: Evaluation, frame: Frame, call: CallIndex, value: Value): Value | undefined {
  const fact = frame.facts.calls[call];
  const callee = fact && evaluation.evaluate(frame, fact.callee);
  if (callee?.kind !== 'external' || !PACKAGE.test(callee.module)) return undefined;
  const name = callee.path.at(-1) ?? '';
  if (PASSING.test(name)) return value;
  const [given] = fact?.arguments ?? [];
  const made = given && MAPPING.test(name) ? evaluation.evaluate(frame, given) : undefined;
  return made?.kind === 'function' ? evaluation.returns.of(made, [value], frame.calls) : undefined;
}
