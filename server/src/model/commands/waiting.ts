/**
 * How long code waits: in a loop, or a call of itself, that asks for a key until it changes, and by the lengths of time that are written into
 * calls. In: the facts of one file and a call. Out: whether there is an end, and the longest time that is named.
 */
import type { CallFact, CallIndex, Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';
import { holdsResult, returnsFromLoop, some } from '../calls/callFlow.js';
import { calledName } from '../calls/callOrder.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';

const PAUSE = /^(sleep|delay|pause|wait|setTimeout|wait_?for|timeout)$/i;

/** Whether code asks by this call, pauses, and asks again, for as long as the answer stays the same. */
export function isAskedForEver(facts: FileFacts, call: CallIndex): boolean {
  const owner = facts.calls[call]?.function ?? 0;
  const inside = facts.functions[owner]?.calls ?? [];
  return isAskedInLoop(facts, call, owner, inside) || isAskedByItself(facts, call, owner, inside);
}

function isAskedInLoop(
  facts: FileFacts,
  call: CallIndex,
  owner: FunctionIndex,
  inside: readonly CallIndex[],
): boolean {
  return inside.some((pause) => {
    const fact = facts.calls[pause];
    if (!fact || !isPause(facts, pause)) return false;
    return fact.branches.some((step) => {
      if (step.arm !== 'loop' || !step.endless) return false;
      if (step.again && holdsResult(facts, step.again, call)) return true;
      const isInLoop = facts.calls[call]?.branches.some(({ fork }) => fork === step.fork);
      return isInLoop === true && (isLeftBy(facts, fact, call) || returnsFor(facts, owner, step.fork, call));
    });
  });
}

/** `await sleep(50); return report(id)`, in `report` itself: what it is given never changes, so it never gives up. */
function isAskedByItself(
  facts: FileFacts,
  call: CallIndex,
  owner: FunctionIndex,
  inside: readonly CallIndex[],
): boolean {
  return inside.some((again, position) => {
    const { branches = [], use } = facts.calls[again] ?? {};
    if (again <= call || (use !== 'returned' && use !== 'awaited')) return false;
    const asks = branches.some(
      ({ condition, arm }) => condition && arm !== 'loop' && holdsResult(facts, condition, call),
    );
    const isBounded = branches.some(({ condition }) => condition && comparesSize(facts, condition));
    const pauses = inside.slice(0, position).some((pause) => pause > call && isPause(facts, pause));
    return asks && pauses && !isBounded && repeatsItself(facts, owner, again);
  });
}

function comparesSize(facts: FileFacts, condition: Expression): boolean {
  return some(facts, condition, (part) => part.kind === 'binary' && /^[<>]=?$/.test(part.operator));
}

/** The function is called once more with what it was given. */
function repeatsItself(facts: FileFacts, owner: FunctionIndex, again: CallIndex): boolean {
  const { callee, arguments: given = [] } = facts.calls[again] ?? {};
  const { name = '', class: ownClass } = facts.functions[owner] ?? {};
  const isOwn =
    callee?.kind === 'name'
      ? facts.bindings[callee.binding]?.functionIndex === owner
      : callee?.kind === 'member' && callee.object.kind === 'this' && ownClass !== undefined
        ? facts.classes[ownClass]?.methods.some((one) => one.function === owner && one.name === callee.name)
        : false;
  return (
    isOwn === true &&
    name !== '' &&
    given.every((value, position) => {
      const binding = value.kind === 'name' ? facts.bindings[value.binding] : undefined;
      return (
        binding?.kind === 'parameter' &&
        binding.function === owner &&
        binding.parameter === position &&
        binding.assigned.length === 0 &&
        !binding.counted
      );
    })
  );
}

/** `await sleep(50)`, `await new Promise((resolve) => setTimeout(resolve, 50))` */
function isPause(facts: FileFacts, index: CallIndex): boolean {
  const call = facts.calls[index];
  if (call?.use !== 'completed' && call?.use !== 'awaited') return false;
  return (
    PAUSE.test(calledName(facts, index)) || (call.construction && calledName(facts, index) === 'Promise')
  );
}

/** What remains of the loop runs where the answer did not end it. */
function isLeftBy(facts: FileFacts, pause: CallFact, call: CallIndex): boolean {
  return pause.branches.some(
    ({ afterExit, condition }) => afterExit && condition !== undefined && holdsResult(facts, condition, call),
  );
}

function returnsFor(facts: FileFacts, owner: number, fork: number, call: CallIndex): boolean {
  const returns = facts.functions[owner]?.returns ?? [];
  return (
    returnsFromLoop(facts, owner, fork) &&
    returns.some(({ branches }) =>
      branches.some(({ condition }) => condition !== undefined && holdsResult(facts, condition, call)),
    )
  );
}

const PROLONGING = /^(set_?interval|extend|renew|prolong|refresh|heartbeat|keep_?alive)/i;

/** Whether one of the calls may give a lock a longer life while the others are under way. */
export function mayProlong(facts: FileFacts, calls: readonly CallIndex[]): boolean {
  return calls.some((call) => PROLONGING.test(calledName(facts, call)));
}

/** A length of time that a call is given, with the call. */
export interface NamedWait {
  readonly call: CallIndex;
  readonly milliseconds: number;
}

/** What the calls of a function say they may take, each in milliseconds. */
export function namedWaits(
  evaluation: Evaluation,
  frame: Frame,
  calls: readonly CallIndex[],
): readonly NamedWait[] {
  return calls.flatMap((call) => {
    const milliseconds = waitOf(evaluation, frame, call);
    return milliseconds === undefined ? [] : [{ call, milliseconds }];
  });
}

function waitOf(evaluation: Evaluation, frame: Frame, index: CallIndex): number | undefined {
  const { facts } = frame;
  const call = facts.calls[index];
  if (!call || (call.use !== 'completed' && call.use !== 'awaited')) return undefined;
  const values = evaluation.argumentsOf(frame, index);
  if (PAUSE.test(calledName(facts, index))) return numberIn(values[0]);
  if (call.construction && calledName(facts, index) === 'Promise') return timerIn(evaluation, frame, index);
  const timeouts = values.flatMap((value) =>
    value.kind === 'record' ? (value.fields.get('timeout') ?? []) : [],
  );
  return numberIn(timeouts[0]);
}

/** `setTimeout(resolve, 50)` in the function that a promise is made with. */
function timerIn(evaluation: Evaluation, { file, facts }: Frame, promise: CallIndex): number | undefined {
  const inner = facts.functions.findIndex(({ argumentOf }) => argumentOf?.call === promise);
  const [timer] = (facts.functions[inner]?.calls ?? []).filter(
    (call) => calledName(facts, call) === 'setTimeout',
  );
  const frame = inner < 0 ? undefined : evaluation.symbolicFrame({ file, index: inner });
  return timer === undefined || !frame ? undefined : numberIn(evaluation.argumentsOf(frame, timer)[1]);
}

function numberIn(value: Value | undefined): number | undefined {
  return value?.kind === 'constant' && typeof value.value === 'number' ? value.value : undefined;
}
