/**
 * Which of two calls of one function is over before the other begins, as far as `await`, `Promise.all`, promise
 * chains and callbacks say. In: facts of one file. Out: an answer for two calls; branches are not looked at.
 */

import { runsInOrder } from '../../facts/callbackLists.js';
import { lastName } from '../../facts/expressionNames.js';
import type {
  BindingIndex,
  CallIndex,
  Expression,
  FileFacts,
  FunctionFact,
  FunctionIndex,
} from '../../facts/fileFacts.js';
import { putsIntoList } from '../evaluation/filledValues.js';
import { OncePerFile } from '../oncePerFile.js';
import { listsWithinLists } from './listsWithin.js';

/**
 * before: the first is over when the second begins. together: members of one `Promise.all`. unawaited: the one
 * that stands first in the text is not waited for.
 */
export type CallOrder = 'before' | 'after' | 'together' | 'unawaited' | 'unknown';

/** The call after which another is over; `never` when nothing waits for it, `unknown` when that cannot be seen. */
type Settled = CallIndex | 'never' | 'unknown';

interface Holder {
  readonly call: CallIndex;
  /** object: `f().then()`. argument: `g(f())`. member: `g([f()])`. */
  readonly as: 'object' | 'argument' | 'member';
}

interface Level {
  readonly call: CallIndex;
  readonly function: FunctionIndex;
}

export class CallOrders {
  private readonly holders = new OncePerFile(holdersIn);
  private readonly gatherings = new OncePerFile(gatheringsIn);
  private readonly innerLists = new OncePerFile((facts: FileFacts) =>
    listsWithinLists(facts, (call) => isGathering(facts, call)),
  );

  compare(facts: FileFacts, a: CallIndex, b: CallIndex): CallOrder {
    const [pathA, pathB] = [pathOf(facts, a), pathOf(facts, b)];
    const depthA = pathA.findIndex((level) => pathB.some((other) => other.function === level.function));
    const levelA = pathA[depthA];
    const depthB = pathB.findIndex((level) => level.function === levelA?.function);
    const levelB = pathB[depthB];
    if (!levelA || !levelB) return 'unknown';
    if (levelA.call === levelB.call) return orderInList(facts, pathA[depthA - 1], pathB[depthB - 1], levelA);
    if (this.isOver(facts, pathA, depthA, levelB.call)) return 'before';
    if (this.isOver(facts, pathB, depthB, levelA.call)) return 'after';
    if (this.areGathered(facts, levelA.call, levelB.call)) return 'together';
    const [first, depth] = levelA.call < levelB.call ? [pathA, depthA] : [pathB, depthB];
    const isLeft = first.slice(0, depth + 1).some((level) => this.settled(facts, level.call) === 'never');
    return isLeft ? 'unawaited' : 'unknown';
  }

  /** Whether the promise of a call is let go: by its statement, or by the loop function its callback is for. */
  isDropped(facts: FileFacts, call: CallIndex): boolean {
    const [own, ...around] = pathOf(facts, call);
    if (!own) return false;
    if (facts.calls[own.call]?.use === 'floating' || this.isInListOfList(facts, call)) return true;
    if (typeof this.settled(facts, own.call) !== 'number') return false;
    const [outer] = around;
    return outer !== undefined && isLoop(facts, outer.call) && facts.calls[outer.call]?.use === 'floating';
  }

  /** Whether the promise of a call is in a list that is itself a member of what is gathered: nobody looks into it. */
  isInListOfList(facts: FileFacts, call: CallIndex): boolean {
    const [own, outer] = pathOf(facts, call);
    if (!own || !outer || !this.innerLists.of(facts).has(outer.call)) return false;
    return typeof this.settled(facts, own.call) === 'number' || isListed(facts, own);
  }

  /** Whether a call, with the callbacks it stands in, is over before `next` of the common function begins. */
  private isOver(facts: FileFacts, path: readonly Level[], depth: number, next: CallIndex): boolean {
    const level = path[depth];
    const inside = path.slice(0, depth);
    if (!level || inside.some(({ call }) => typeof this.settled(facts, call) !== 'number')) return false;
    if (this.continuesWith(facts, level.call, next)) return true;
    const end = this.settled(facts, level.call);
    return typeof end === 'number' && end < next;
  }

  /** `f().then(…)`: what stands in the callback begins when `f` is over. */
  private continuesWith(facts: FileFacts, call: CallIndex, next: CallIndex): boolean {
    for (let holder = this.holderOf(facts, call); holder?.as === 'object'; ) {
      if (holder.call === next) return /^(then|finally)$/.test(calledName(facts, next));
      holder = this.holderOf(facts, holder.call);
    }
    return false;
  }

  private settled(facts: FileFacts, index: CallIndex): Settled {
    const use = facts.calls[index]?.use;
    if (use === 'awaited' || use === 'completed' || use === 'returned') return index;
    if (use === 'floating' || use === 'discarded') return 'never';
    const holder = this.holderOf(facts, index);
    if (!holder) return 'unknown';
    return isKeeping(facts, holder) ? this.keptUntil(facts, holder.call) : this.settled(facts, holder.call);
  }

  /** `tasks.push(f())`: until all of the list are waited for. */
  private keptUntil(facts: FileFacts, index: CallIndex): Settled {
    const gathering = this.gatheringOfList(facts, index);
    return gathering === undefined ? 'unknown' : this.settled(facts, gathering);
  }

  /** The `Promise.all` of the variable whose list something is put into. */
  private gatheringOfList(facts: FileFacts, index: CallIndex): CallIndex | undefined {
    const callee = facts.calls[index]?.callee;
    const list = callee?.kind === 'member' && callee.object.kind === 'name' ? callee.object : undefined;
    return list && this.gatherings.of(facts).get(list.binding);
  }

  /** Members of one `Promise.all`, with the chains they stand in. */
  private areGathered(facts: FileFacts, a: CallIndex, b: CallIndex): boolean {
    const gathering = this.gatheringOf(facts, a);
    return gathering !== undefined && gathering === this.gatheringOf(facts, b);
  }

  private gatheringOf(facts: FileFacts, call: CallIndex): CallIndex | undefined {
    for (let holder = this.holderOf(facts, call); holder; holder = this.holderOf(facts, holder.call)) {
      if (isGathering(facts, holder.call)) return holder.call;
      if (isKeeping(facts, holder)) return this.gatheringOfList(facts, holder.call);
    }
    return undefined;
  }

  private holderOf(facts: FileFacts, call: CallIndex): Holder | undefined {
    return this.holders.of(facts).get(call);
  }
}

/** The call, then the calls that the callbacks around it are handed to, innermost first. */
function pathOf(facts: FileFacts, index: CallIndex): readonly Level[] {
  const path: Level[] = [];
  for (let call: CallIndex | undefined = index; call !== undefined; ) {
    const owner: FunctionIndex = facts.calls[call]?.function ?? 0;
    path.push({ call, function: owner });
    const fact: FunctionFact | undefined = facts.functions[owner];
    call = fact?.inline ? fact.argumentOf?.call : undefined;
  }
  return path;
}

/** `(row) => [remove(row.id)]` */
function isListed(facts: FileFacts, { call, function: owner }: Level): boolean {
  const returns = facts.functions[owner]?.returns ?? [];
  return returns.some(
    ({ value }) =>
      value?.kind === 'array' && value.items.some((item) => item.kind === 'call' && item.call === call),
  );
}

/** `async.series([save, clear])`: each function is over when the next one begins. */
function orderInList(
  facts: FileFacts,
  a: Level | undefined,
  b: Level | undefined,
  { call }: Level,
): CallOrder {
  const callee = facts.calls[call]?.callee;
  if (!a || !b || a.function === b.function || !callee || !runsInOrder(callee)) return 'unknown';
  return a.call < b.call ? 'before' : 'after';
}

function holdersIn(facts: FileFacts): ReadonlyMap<CallIndex, Holder> {
  const holders = new Map<CallIndex, Holder>();
  const hold = (expression: Expression, holder: Holder): void => {
    switch (expression.kind) {
      case 'call':
        holders.set(expression.call, holder);
        break;
      case 'array':
        for (const item of expression.items) hold(item, { ...holder, as: 'member' });
        break;
      case 'spread':
        hold(expression.value, holder);
        break;
      case 'conditional':
        hold(expression.whenTrue, holder);
        hold(expression.whenFalse, holder);
        break;
      case 'binary':
        hold(expression.right, holder);
        break;
      default:
    }
  };
  for (const [call, fact] of facts.calls.entries()) {
    if (fact.callee.kind === 'member') hold(fact.callee.object, { call, as: 'object' });
    for (const argument of fact.arguments) hold(argument, { call, as: 'argument' });
  }
  return holders;
}

/** Whether a promise is put into a list, which may be waited for. */
function isKeeping(facts: FileFacts, { call, as }: Holder): boolean {
  return as === 'argument' && putsIntoList(calledName(facts, call));
}

/** Of each variable with a list: the `Promise.all` of it. */
function gatheringsIn(facts: FileFacts): ReadonlyMap<BindingIndex, CallIndex> {
  const found = new Map<BindingIndex, CallIndex>();
  for (const [call, fact] of facts.calls.entries()) {
    const [given] = fact.arguments;
    if (given?.kind === 'name' && !found.has(given.binding) && isGathering(facts, call))
      found.set(given.binding, call);
  }
  return found;
}

/** What a callback of these returns is let go where nobody takes the list. */
function isLoop(facts: FileFacts, index: CallIndex): boolean {
  return /^(forEach|map|flatMap)$/.test(calledName(facts, index));
}

export function calledName(facts: FileFacts, index: CallIndex): string {
  const call = facts.calls[index];
  return call ? lastName(call.callee) : '';
}

function isGathering(facts: FileFacts, index: CallIndex): boolean {
  const callee = facts.calls[index]?.callee;
  const isPromise =
    callee?.kind === 'member' && callee.object.kind === 'name' && callee.object.name === 'Promise';
  return isPromise && /^(all|allSettled)$/.test(callee.name);
}
