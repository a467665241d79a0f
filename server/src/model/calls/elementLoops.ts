/**
 * Loops over lists. In: the facts of a file, and a call in one of its loops. Out: the list that the loop goes through, where
 * the call is about one element of it in each turn.
 */
import type {
  BindingIndex,
  BranchStep,
  CallFact,
  CallIndex,
  Expression,
  FileFacts,
} from '../../facts/fileFacts.js';
import { isSameExpression } from '../../facts/sameExpression.js';
import { callsInLoop, some } from './callFlow.js';

const MAXIMUM_HOPS = 3;

/** The loop over elements that a call stands in, if its arguments are made of the element. */
export interface ElementLoop {
  readonly fork: number;
  /** What is gone through. */
  readonly source: Expression;
  /** It may end before it has gone through everything. */
  readonly broken: boolean;
}

export function elementLoopOf(facts: FileFacts, call: CallIndex): ElementLoop | undefined {
  const fact = facts.calls[call];
  const step = fact?.branches.findLast((candidate) => candidate.arm === 'loop');
  const loop = fact && step && listLoop(facts, step);
  if (!loop || !step || grows(facts, fact, step.fork, loop.source)) return undefined;
  // A batch that is laid out is about many elements already.
  const isAboutElement = fact.arguments.some(
    (argument) => argument.kind !== 'spread' && mentions(facts, argument, loop.isElement),
  );
  if (!isAboutElement) return undefined;
  return { fork: step.fork, source: loop.source, broken: step.broken === true };
}

interface ListLoop {
  readonly source: Expression;
  readonly isElement: (part: Expression) => boolean;
}

function listLoop(facts: FileFacts, step: BranchStep): ListLoop | undefined {
  const { elements = [], source, counted, again } = step;
  if (source && counted) return { source, isElement: (part) => isEntry(facts, part, source, elements) };
  if (source) return { source, isElement: (part) => part.kind === 'name' && elements.includes(part.binding) };
  const list = again && measured(again);
  if (!list) return undefined;
  return { source: list, isElement: (part) => isTaken(facts, part, list) };
}

/** `list[i]`, `list[i + 1]` */
function isEntry(
  facts: FileFacts,
  part: Expression,
  list: Expression,
  counters: readonly BindingIndex[],
): boolean {
  return (
    part.kind === 'element' &&
    isSameExpression(part.object, list) &&
    some(facts, part.index, (inner) => inner.kind === 'name' && counters.includes(inner.binding))
  );
}

/** `list.shift()` */
function isTaken(facts: FileFacts, part: Expression, list: Expression): boolean {
  const callee = part.kind === 'call' ? facts.calls[part.call]?.callee : undefined;
  return (
    callee?.kind === 'member' && /^(shift|pop)$/.test(callee.name) && isSameExpression(callee.object, list)
  );
}

/** `while (list.length > 0)` */
function measured(again: Expression): Expression | undefined {
  if (again.kind === 'binary' && /^(>|!==?|>=)$/.test(again.operator)) return measured(again.left);
  return again.kind === 'member' && again.name === 'length' ? again.object : undefined;
}

/** What a turn finds out decides which elements come next. */
function grows(facts: FileFacts, { function: owner }: CallFact, fork: number, list: Expression): boolean {
  return callsInLoop(facts, owner, fork).some((index) => {
    const callee = facts.calls[index]?.callee;
    return (
      callee?.kind === 'member' &&
      /^(push|unshift|splice|add)$/.test(callee.name) &&
      isSameExpression(callee.object, list)
    );
  });
}

/** Whether an expression is made of an element, also through variables. */
function mentions(
  facts: FileFacts,
  root: Expression,
  isElement: (part: Expression) => boolean,
  hops = 0,
): boolean {
  return some(facts, root, (part) => {
    if (isElement(part)) return true;
    if (part.kind !== 'name') return false;
    const binding = facts.bindings[part.binding];
    const { initializer } = binding ?? {};
    return (
      initializer !== undefined &&
      initializer !== root &&
      binding?.kind === 'variable' &&
      hops < MAXIMUM_HOPS &&
      mentions(facts, initializer, isElement, hops + 1)
    );
  });
}
