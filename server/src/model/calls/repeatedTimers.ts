/**
 * Which functions put themselves off again whenever they have run: `setTimeout(refresh, 60_000)` at the end of `refresh`, or go
 * round and round with a pause between: `for await (const _ of setInterval(60_000))`. In: the calls of a file. Out: these
 * functions; one that only tries again after a failure, or waits for something, is none.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { BranchStep, CallFact, CallIndex, FileFacts, FunctionFact } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type FunctionReference, functionsIn, isSameFunction } from '../evaluation/values.js';
import { some } from './callFlow.js';
import { functionOfCall } from './enclosingFunctions.js';

export function repeatedByTimer(evaluation: Evaluation, file: string): readonly FunctionReference[] {
  const facts = evaluation.factsOf(file);
  if (!facts) return [];
  const ticking = facts.bindings.flatMap(({ initializer, path, function: index }) => {
    const source =
      initializer?.kind === 'call' && path?.[0] === '*' ? facts.calls[initializer.call] : undefined;
    return source && lastName(source.callee) === 'setInterval' && index !== 0 ? [{ file, index }] : [];
  });
  return [
    ...ticking,
    ...facts.calls.flatMap((call, index) => {
      if (pausesForEver(facts, call)) return [{ file, index: call.function }];
      if (lastName(call.callee) !== 'setTimeout' || !isAlwaysSet(facts, call)) return [];
      const owner = functionOfCall(evaluation, { file, call: index });
      const fact = owner && facts.functions[owner.index];
      if (!owner || !fact || owner.index === 0 || isDoneBefore(fact, index)) return [];
      return startsAgain(evaluation, owner, call) ? [owner] : [];
    }),
  ];
}

const PAUSES = /^(sleep|delay|pause|wait|setTimeout)$/;

/** `while (true) { …; await sleep(60_000); }`, which nothing in the loop ends. */
function pausesForEver(
  { functions }: FileFacts,
  { callee, branches, use, function: owner }: CallFact,
): boolean {
  const [loop, ...others] = branches;
  if (owner === 0 || loop?.arm !== 'loop' || others.length > 0 || !PAUSES.test(lastName(callee)))
    return false;
  const isWaitedFor = use === 'awaited' || use === 'completed';
  const isEndless = loop.again?.kind === 'boolean' && loop.again.value;
  const isLeft = functions[owner]?.returns.some((one) => one.branches.some(({ fork }) => fork === loop.fork));
  return isWaitedFor && isEndless && !isLeft;
}

/** It does not get to the timer where it has done its work: it only tries again. */
function isDoneBefore({ returns }: FunctionFact, timer: CallIndex): boolean {
  return returns.some(({ order, branches, value }) => order <= timer && branches.length === 0 && !value);
}

/** Behind a condition it goes on until somebody ends it; where something has failed it only tries again. */
function isAlwaysSet(facts: FileFacts, { branches, function: around }: CallFact): boolean {
  const handed = facts.functions[around]?.argumentOf;
  const receiver = handed && facts.calls[handed.call];
  const isOnFailure =
    receiver !== undefined &&
    (lastName(receiver.callee) === 'catch' ||
      (lastName(receiver.callee) === 'then' && handed?.argument === 1));
  return !isOnFailure && branches.every((step) => step.arm !== 'catch' && asksWhetherEnded(facts, step));
}

function asksWhetherEnded(facts: FileFacts, { condition }: BranchStep): boolean {
  return condition !== undefined && some(facts, condition, (part) => GOES_ON.test(lastName(part)));
}

const GOES_ON =
  /^(is_?|_|#)?(stop(ped|ping|s)?|clos(ed|ing)|running|active|enabled|alive|started|(shutting|shut)_?down|aborted|destroyed|disposed|end(ed|ing))$/i;

/** The function itself, or one that does nothing but call it: `() => void this.tick()`. */
function startsAgain(
  evaluation: Evaluation,
  owner: FunctionReference,
  { arguments: args, function: around }: CallFact,
): boolean {
  const frame = evaluation.symbolicFrame({ file: owner.file, index: around });
  const [given] = args;
  if (!frame || !given) return false;
  return functionsIn(evaluation.evaluate(frame, given)).some((handed) => {
    if (isSameFunction(handed.function, owner)) return true;
    const inner = evaluation.symbolicFrame(handed.function);
    return inner?.fact.calls.some((call) => calls(evaluation, inner, call, owner)) === true;
  });
}

function calls(evaluation: Evaluation, frame: Frame, index: CallIndex, owner: FunctionReference): boolean {
  const call = frame.facts.calls[index];
  if (!call) return false;
  return functionsIn(evaluation.evaluate(frame, call.callee)).some(({ function: called }) =>
    isSameFunction(called, owner),
  );
}
