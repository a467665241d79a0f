/** What becomes of a call and its result: awaited, dropped, tested, given on, repeated. */
import type { CallFact, CallUse, Expression } from '../../facts/fileFacts.js';
import { isAbandoned } from '../calls/abandoned.js';
import {
  decides,
  dependsOnResult,
  givesArgument,
  givesOn,
  isComparedBySize,
  isWaitedFor,
  returnsFromLoop,
  transactionOf,
  waitedForInLoop,
  whatIsCaught,
} from '../calls/callFlow.js';
import { calledName } from '../calls/callOrder.js';
import { elementLoopOf } from '../calls/elementLoops.js';
import { gathererOfBoth } from '../calls/gathered.js';
import { isCalledByItsClass } from '../calls/namedReceivers.js';
import { type Site, siteKey } from '../calls/sites.js';
import { isAskedForEver } from '../commands/waiting.js';
import { isLoaded } from '../databases/entities.js';
import type { InvalidationOrder } from '../databases/invalidationOrder.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type FunctionReference, rowsWithin, someValue, UNKNOWN, type Value } from '../evaluation/values.js';
import type { CodePlaces, LifeParameter } from './codePlaces.js';

const IGNORED: ReadonlySet<CallUse> = new Set(['completed', 'floating', 'discarded']);

export class CallFlowQuestions {
  constructor(
    private readonly evaluation: Evaluation,
    private readonly order: InvalidationOrder,
    private readonly code: CodePlaces,
  ) {}

  /** Whether nothing waits for the promise of a call, and nothing hears of its failure. */
  isDropped(site: Site): boolean {
    return this.order.isDropped(site);
  }

  /** Whether it is dropped as it is in a list that stands in the list of a `Promise.all`. */
  isInListOfList(site: Site): boolean {
    return this.order.isInListOfList(site);
  }

  /** What becomes of what a call answers, which the functions around it may hand on; open: the last of them does, to nobody known. */
  answerOf(chain: readonly Site[]): 'ignored' | 'open' | 'used' {
    for (const { file, call } of chain.toReversed()) {
      const use = this.evaluation.factsOf(file)?.calls[call]?.use ?? 'value';
      if (use !== 'returned') return IGNORED.has(use) ? 'ignored' : 'used';
    }
    return 'open';
  }

  /** Whether a call stands in a `finally`. */
  cleansUp({ file, call }: Site): boolean {
    return this.evaluation.factsOf(file)?.calls[call]?.cleanupOf !== undefined;
  }

  /** Whether a call stands in a callback that runs for every element of a list. */
  isForEach({ file, call }: Site): boolean {
    const facts = this.evaluation.factsOf(file);
    const owner = facts?.functions[facts.calls[call]?.function ?? 0];
    return (
      facts !== undefined &&
      owner?.argumentOf !== undefined &&
      /^(map|forEach|flatMap)$/.test(calledName(facts, owner.argumentOf.call))
    );
  }

  /** Whether a loop asks by this call for as long as the answer stays the same. */
  isAskedForEver({ file, call }: Site): boolean {
    const facts = this.evaluation.factsOf(file);
    return facts !== undefined && isAskedForEver(facts, call);
  }

  /** The calls in the function of a call that are written with the same name, itself among them. */
  callsAlike({ file, call }: Site): readonly Site[] {
    const facts = this.evaluation.factsOf(file);
    const inside = facts?.functions[facts.calls[call]?.function ?? 0]?.calls ?? [];
    const alike = inside.filter((other) => facts && calledName(facts, other) === calledName(facts, call));
    return alike.map((other) => ({ file, call: other }));
  }

  /** Whether a function waits for something outside of any `try` with a `catch`. */
  waitsUncaught({ file, index }: FunctionReference): boolean {
    const facts = this.evaluation.factsOf(file);
    const calls = facts?.functions[index]?.calls ?? [];
    return calls.some((call) => {
      const fact = facts?.calls[call];
      return fact !== undefined && isWaitedFor(fact) && !fact.caught;
    });
  }

  /** Whether an `await` may stand before a call: its function is one that waits, and its type is what it gives. */
  mayAwait({ file, call }: Site): boolean {
    const facts = this.evaluation.factsOf(file);
    const fact = facts?.calls[call];
    return fact !== undefined && !fact.asserted && facts?.functions[fact.function]?.async === true;
  }

  /** Whether a call gives a parameter of what it calls anything; what cannot be read may. */
  passes(site: Site, { parameter, path }: LifeParameter): boolean {
    const call = this.evaluation.factsOf(site.file)?.calls[site.call];
    return call !== undefined && givesArgument(call, parameter, path);
  }

  /** Whether a call may give a method one more argument, by the type of what it is called on. */
  mayGiveMore(site: Site, method: FunctionReference): boolean {
    return isCalledByItsClass(this.evaluation, site, method);
  }

  /** Whether a call is handed what a value is made of, where it was loaded before: `void remember(id, row)`. */
  handsOver({ file, call }: Site, value: Value): boolean {
    const owner = this.evaluation.factsOf(file)?.calls[call]?.function;
    const frame = owner === undefined ? undefined : this.evaluation.symbolicFrame({ file, index: owner });
    const given = frame ? this.evaluation.argumentsOf(frame, call) : [];
    return given.some((argument) => isLoaded(argument) && isMadeOf(value, argument));
  }

  /** Whether a call stands in the body of a file, which runs once, when it is loaded. */
  runsOnLoad(site: Site): boolean {
    return this.evaluation.factsOf(site.file)?.calls[site.call]?.function === 0;
  }

  /** What becomes of the promise of a call, and whether a `catch` of its function stands around it. */
  fateOf(site: Site): Pick<CallFact, 'use' | 'caught'> {
    const call = this.evaluation.factsOf(site.file)?.calls[site.call];
    return call ?? { use: 'value', caught: false };
  }

  /** `get(key).then(parse)`: the call whose promise is rejected where that of this one is. */
  endOfPromise({ file, call }: Site): Site {
    const facts = this.evaluation.factsOf(file);
    return facts ? { file, call: this.evaluation.chains.lastOf(facts, call) } : { file, call };
  }

  /** Whether the promise of a call is dropped, by its statement or by a callback, and nobody catches its failure. */
  isAbandoned({ file, call }: Site): boolean {
    const facts = this.evaluation.factsOf(file);
    return facts !== undefined && isAbandoned(facts, call);
  }

  /** The call that waits for two calls at once and for nothing else, with what becomes of its result. */
  gathererOfBoth(a: Site, b: Site): { readonly site: Site; readonly use: CallFact['use'] } | undefined {
    const facts = a.file === b.file ? this.evaluation.factsOf(a.file) : undefined;
    const call = facts && gathererOfBoth(facts, a.call, b.call);
    const use = call === undefined ? undefined : facts?.calls[call]?.use;
    return call === undefined || !use ? undefined : { site: { file: a.file, call }, use };
  }

  /** Whether another call in the `try` of this function is waited for. */
  waitsInTry(site: Site): boolean {
    const facts = this.evaluation.factsOf(site.file);
    const owner = facts?.functions[facts.calls[site.call]?.function ?? 0];
    return (
      owner?.calls.some((index) => {
        const call = facts?.calls[index];
        return index !== site.call && call?.caught && (call.use === 'awaited' || call.use === 'completed');
      }) === true
    );
  }

  /** Whether the outcome of a call is tested, or given back to be tested. */
  decides(site: Site): boolean {
    const facts = this.evaluation.factsOf(site.file);
    return facts !== undefined && decides(facts, site.call);
  }

  /** Whether the result of a call is given on, and not only tested. */
  givesOn(site: Site): boolean {
    const facts = this.evaluation.factsOf(site.file);
    return facts !== undefined && givesOn(facts, site.call);
  }

  /** The call of `multi` that a command is queued on. */
  transactionOf(site: Site): number | undefined {
    const facts = this.evaluation.factsOf(site.file);
    return facts && transactionOf(facts, site.call);
  }

  /** Whether a call is given a list that is not written out: its length is not known. */
  givesList(site: Site): boolean {
    const call = this.evaluation.factsOf(site.file)?.calls[site.call];
    const frame = this.evaluation.symbolicFrame(this.code.functionOf(site));
    return (
      call?.arguments.some((argument) => {
        if (argument.kind === 'spread') return argument.value.kind !== 'array';
        return (
          frame && argument.kind !== 'array' && this.evaluation.evaluate(frame, argument).kind === 'array'
        );
      }) === true
    );
  }

  /** Whether a call is only made for certain outcomes of another. */
  dependsOn(site: Site, other: Site): boolean {
    const facts = this.evaluation.factsOf(site.file);
    return facts !== undefined && site.file === other.file && dependsOnResult(facts, site.call, other.call);
  }

  /** Whether one call comes right behind another in the same block, with nothing done between them. */
  isNextTo(site: Site, next: Site): boolean {
    const facts = site.file === next.file ? this.evaluation.factsOf(site.file) : undefined;
    const [one, other] = [facts?.calls[site.call], facts?.calls[next.call]];
    if (!facts || !one || !other || one.function !== other.function) return false;
    const places = (call: CallFact): string => call.branches.map(({ fork, arm }) => `${fork}${arm}`).join();
    const isBetween = ({ range: [from, to] }: CallFact): boolean =>
      from >= one.range[1] && to <= other.range[0];
    return places(one) === places(other) && one.range[1] <= other.range[0] && !facts.calls.some(isBetween);
  }

  /** The calls that the function waits for between two of its own. */
  waitedForBetween(site: Site, next: Site): readonly Site[] {
    const facts = site.file === next.file ? this.evaluation.factsOf(site.file) : undefined;
    const [one, other] = [facts?.calls[site.call], facts?.calls[next.call]];
    if (!facts || !one || !other) return [];
    return [...facts.calls.entries()].flatMap(([call, fact]) => {
      const isBetween = fact.range[0] >= one.range[1] && fact.range[1] <= other.range[0];
      return isBetween && fact.function === one.function && isWaitedFor(fact)
        ? [{ file: site.file, call }]
        : [];
    });
  }

  /** Whether the result of a call is compared by size, as a count is with its limit. */
  isComparedBySize(site: Site): boolean {
    const facts = this.evaluation.factsOf(site.file);
    return facts !== undefined && isComparedBySize(facts, site.call);
  }

  /** A field that begins as an empty list is filled elsewhere. */
  private listOf(frame: Frame, expression: Expression): Value {
    const value = this.evaluation.evaluate(frame, expression);
    const isBeginning = expression.kind === 'member' && value.kind === 'array' && value.items.length === 0;
    return isBeginning ? UNKNOWN : value;
  }

  /** Whether the function around a call waits for no other one, nor hands on what another one gives. */
  isAllThatIsDone({ file, call }: Site): boolean {
    const facts = this.evaluation.factsOf(file);
    const fact = facts?.calls[call];
    if (!facts || !fact) return false;
    return (facts.functions[fact.function]?.calls ?? []).every((index) => {
      const other = facts.calls[index];
      const isOwn = index === call || whatIsCaught(facts, index) === call;
      return !other || isOwn || isReading(other) || !(isWaitedFor(other) || other.use === 'returned');
    });
  }

  /** The loop over a list whose element a call is about, with the calls that every turn waits for. */
  loopOf(site: Site): LoopOfCall | undefined {
    const facts = this.evaluation.factsOf(site.file);
    const loop = facts && elementLoopOf(facts, site.call);
    const owner = facts?.calls[site.call]?.function ?? 0;
    const frame = loop && this.evaluation.symbolicFrame({ file: site.file, index: owner });
    if (!facts || !loop || !frame) return undefined;
    const waitedFor = waitedForInLoop(facts, owner, loop.fork);
    const branches = facts.calls[site.call]?.branches ?? [];
    return {
      depth: branches.filter((step) => step.arm === 'loop').length,
      source: this.listOf(frame, loop.source),
      waitedFor: waitedFor.map((call): Site => ({ file: site.file, call })),
      returns: loop.broken || returnsFromLoop(facts, owner, loop.fork),
    };
  }
}

/** `return JSON.parse(text)` */
function isReading({ callee }: CallFact): boolean {
  return callee.kind === 'member' && callee.object.kind === 'name' && callee.object.name === 'JSON';
}

export interface LoopOfCall {
  readonly source: Value;
  readonly waitedFor: readonly Site[];
  /** How many loops the call stands in. */
  readonly depth: number;
  /** The function may return from inside the loop. */
  readonly returns: boolean;
}

/** Whether one value has another in it: the very same, or rows that were read by the same call. */
function isMadeOf(value: Value, part: Value): boolean {
  const sites = new Set(rowsWithin(part).flatMap(({ site }) => (site ? [siteKey(site)] : [])));
  return (
    someValue(value, (other) => other === part) ||
    rowsWithin(value).some(({ site }) => site && sites.has(siteKey(site)))
  );
}
