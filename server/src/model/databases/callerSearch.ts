/** Whether all who call a function that writes change the cached copy, and which of them could and do not. */
import { lastName } from '../../facts/expressionNames.js';
import type { CallIndex, Expression } from '../../facts/fileFacts.js';
import type { Caller, CallGraph } from '../calls/callGraph.js';
import type { DatabaseEffect, Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { enclosingFunction, functionOfCall } from '../calls/enclosingFunctions.js';
import { isSameSite, type Site, siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { truthOf } from '../evaluation/truth.js';
import {
  type FunctionReference,
  functionKey,
  functionsIn,
  isSameFunction,
  type Value,
} from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import { isTestFile } from '../testFiles.js';
import { affectedEntity } from './affectedEntity.js';
import { isChangedBeside } from './changesBeside.js';
import {
  type CopyQuestion,
  changeCopy,
  isEarlyOverwrite,
  isOnOtherWay,
  runsWithWrite,
} from './copyChanges.js';
import type { DatabaseWrite } from './databaseWrites.js';
import type { CachedEntity } from './entities.js';
import { isOfOtherRow } from './otherRows.js';
import { writesOtherKind } from './rowsOfOtherKind.js';

export interface WritePlace {
  readonly site: Site;
  /** The columns that are written from there; undefined when they cannot be read. */
  readonly columns?: readonly string[];
}

/** How far those who call are asked for their own callers. */
export const MAXIMUM_CALLER_DEPTH = 3;

type FunctionValue = Extract<Value, { kind: 'function' }>;

interface SearchedCallers {
  readonly total: number;
  /** How many of them change the copy, themselves or through their callers. */
  readonly changing: number;
  readonly without: readonly Caller[];
}

/**
 * Sites below a caller that change no copy for its write: never, or not unless what the caller gives settles the conditions they stand
 * under.
 */
type Excluded = ReadonlyMap<string, 'never' | 'unsettled'>;

const NO_CALLERS: SearchedCallers = { total: 0, changing: 0, without: [] };

/** Every caller must change the copy itself, or have only callers that do. */
export class CallerSearch {
  /** Some caller deletes or overwrites the copy, where others may have nothing to do with it. */
  isChangedBySome = false;
  private readonly seen = new Set<string>();

  constructor(
    private readonly evaluation: Evaluation,
    private readonly effects: Effects,
    private readonly graph: CallGraph,
    private readonly write: DatabaseWrite,
    private readonly group: KeyGroup,
    private readonly entity: CachedEntity,
    /** Where the function that writes deletes the copy of another row. */
    private readonly astray: ReadonlySet<string>,
  ) {}

  /** `without` are those that could do it and do not: of callers that only pass it on, their callers. */
  of(reference: FunctionReference, depth = 0, excluded = this.excludedByWrite()): SearchedCallers {
    const key = functionKey(reference);
    if (depth >= MAXIMUM_CALLER_DEPTH || this.seen.has(key)) return NO_CALLERS;
    this.seen.add(key);
    const callers = this.graph.callersOf(reference).filter((caller) => !isTestFile(caller.frame.file));
    let changing = 0;
    const without = callers.flatMap((caller) => {
      const above = this.changes(caller, reference, excluded)
        ? undefined
        : this.of(enclosingFunction(caller.frame), depth + 1, this.excludedBy(caller, excluded));
      if (!above || (above.total > 0 && above.changing === above.total)) {
        changing += 1;
        return [];
      }
      return above.changing > 0 ? above.without : [caller];
    });
    return { total: callers.length, changing, without };
  }

  /** Whether a caller has to do with caches, besides what it calls there. */
  keepsCopies({ frame }: Caller): boolean {
    const kept = this.group.writes.map(({ effect }) => effect.client.library);
    // What else it keeps, connections for instance, says nothing of copies.
    return this.effects
      .of(enclosingFunction(frame))
      .some((effect) => effect.kind === 'cache' && kept.includes(effect.client.library));
  }

  /** Where the function that writes changes copies on another way than that of the write, or too early. */
  private excludedByWrite(): Excluded {
    const { function: owner, effect } = this.write;
    const write = { ...effect, frame: this.evaluation.symbolicFrame(owner) };
    const sites = sitesOf(
      this.effects.of(owner),
      (other) => isOnOtherWay(other, effect.branches) || isEarlyOverwrite(other, write),
    );
    return new Map(sites.map((site) => [site, 'never']));
  }

  /** The same of a caller, with what happens behind its call. */
  private excludedBy(caller: Caller, below: Excluded): Excluded {
    const { frame, call } = caller;
    const branches = frame.facts.calls[call]?.branches ?? [];
    const own = this.effects.of(enclosingFunction(frame));
    const asked = this.questionAt(caller, own);
    const beside = own.filter((effect) => effect.order !== call);
    const unsettled = sitesOf(beside, (effect) => !runsWithWrite(asked, effect));
    const never = sitesOf(own, (effect) => isOnOtherWay(effect, branches));
    return new Map([
      ...unsettled.map((site) => [site, 'unsettled'] as const),
      ...below,
      ...never.map((site) => [site, 'never'] as const),
    ]);
  }

  /** What is asked of a caller: whether it changes the copy of what is written by its call. */
  private questionAt({ frame, call }: Caller, all: readonly Effect[]): CopyQuestion {
    const { evaluation, group, entity } = this;
    const [seen = this.write.effect] = this.writesSeen(all, call);
    const write = {
      ...{ frame: evaluation.symbolicFrame(enclosingFunction(frame)), order: call },
      ...{ branches: frame.facts.calls[call]?.branches ?? [], call: seen.call },
    };
    return { evaluation, all, write, group, entity };
  }

  private changes(caller: Caller, called: FunctionReference, excluded: Excluded): boolean {
    const { frame, call } = caller;
    const reference = enclosingFunction(frame);
    const own = this.effects.of(reference);
    const seen = this.writesSeen(own, call);
    if (seen.length > 0 && seen.every((effect) => !affectedEntity({ effect }, this.group))) return true;
    const { call: written } = seen[0] ?? this.write.effect;
    if (writesOtherKind(this.evaluation, frame.file, written, this.entity)) return true;
    const isDeleted = this.isDeletedBy(caller, called, excluded, own, seen);
    this.isChangedBySome ||= isDeleted;
    return isDeleted;
  }

  private isDeletedBy(
    caller: Caller,
    called: FunctionReference,
    excluded: Excluded,
    own: readonly Effect[],
    seen: readonly DatabaseEffect[],
  ): boolean {
    const { frame, call } = caller;
    const reference = enclosingFunction(frame);
    if (isChangedBeside(this.evaluation, this.effects, this.graph, reference, this.group)) return true;
    return changeCopy(
      this.questionAt(caller, own),
      own.filter(
        (effect) =>
          !(effect.order === call && this.isNoChange(effect, excluded)) &&
          !this.isOfAlternative({ function: reference, frame, call }, effect, called) &&
          !this.isOfOther(own, seen, effect),
      ),
    );
  }

  /** Of several functions one is called, and here it is the one that writes. */
  private isOfAlternative(
    { frame, call }: Caller,
    { chain: [, next], order }: Effect,
    called: FunctionReference,
  ): boolean {
    const alternatives = order === call && next ? chosenAmong(this.evaluation, frame, call) : [];
    const owner = next && alternatives.length > 1 ? functionOfCall(this.evaluation, next) : undefined;
    return (
      owner !== undefined &&
      !isSameFunction(owner, called) &&
      alternatives.some((one) => isSameFunction(one.function, owner))
    );
  }

  private isNoChange({ site, guards }: Effect, excluded: Excluded): boolean {
    const key = siteKey(site);
    const isExcluded = excluded.get(key);
    if (isExcluded === 'unsettled') return guards.some(({ value }) => truthOf(value) === 'unknown');
    return this.astray.has(key) || isExcluded === 'never';
  }

  private isOfOther(own: readonly Effect[], seen: readonly DatabaseEffect[], change: Effect): boolean {
    return (
      change.kind === 'cache' &&
      seen.some((written) => isOfOtherRow(this.evaluation, own, written, this.group, change))
    );
  }

  placeOf({ frame, call }: Caller): WritePlace {
    const [seen] = this.writesSeen(this.effects.of(enclosingFunction(frame)), call);
    return { ...placeOf(seen ?? this.write.effect), site: { file: frame.file, call } };
  }

  /** The write as a caller makes it: which columns it writes may be known only there. */
  private writesSeen(own: readonly Effect[], call: CallIndex): readonly DatabaseEffect[] {
    const { effect: written } = this.write;
    return own.filter(
      (effect): effect is DatabaseEffect =>
        effect.kind === 'database' &&
        effect.order === call &&
        isSameSite(effect.site, written.site) &&
        effect.call.entity.identity === written.call.entity.identity,
    );
  }
}

/** Whether a caller calls what it looks up by a name: that is to see to its own copies. */
export function choosesAmong({ frame, call }: Caller): boolean {
  const callee = frame.facts.calls[call]?.callee;
  return callee !== undefined && isLookedUp(frame, call, callee);
}

/** `handlers[event.type](event)`: the functions that are called under one of the names. */
function chosenAmong(evaluation: Evaluation, frame: Frame, call: CallIndex): readonly FunctionValue[] {
  const callee = frame.facts.calls[call]?.callee;
  return callee && isLookedUp(frame, call, callee) ? functionsIn(evaluation.evaluate(frame, callee)) : [];
}

/** `commands[name]`, `commands[name].run`, and the variable of `const command = commands[name]`. */
function isLookedUp({ facts, fact }: Frame, call: CallIndex, callee: Expression): boolean {
  if (callee.kind === 'element') return true;
  const outermost = callee.kind === 'member' ? callee.object : callee;
  const binding = outermost.kind === 'name' ? facts.bindings[outermost.binding] : undefined;
  const isVariable = binding?.kind === 'variable' && !binding.path && binding.assigned.length === 0;
  if (outermost.kind !== 'element' && !(isVariable && binding.initializer?.kind === 'element')) return false;
  // One after the other they are all called.
  const isInLoop = facts.calls[call]?.branches.some(({ arm }) => arm === 'loop') === true;
  const around = fact.argumentOf && facts.calls[fact.argumentOf.call];
  return !isInLoop && !(around && GOING_THROUGH.test(lastName(around.callee)));
}

const GOING_THROUGH = /^(forEach|map|flatMap|filter|reduce|each|eachSeries|some|every)$/;

function sitesOf(effects: readonly Effect[], test: (effect: Effect) => boolean): readonly string[] {
  return effects.flatMap((effect) => (effect.kind === 'cache' && test(effect) ? [siteKey(effect.site)] : []));
}

export function placeOf({ site, call: { columns } }: DatabaseEffect): WritePlace {
  return { site, ...(columns && { columns }) };
}

export function touchesCache(effects: readonly Effect[]): boolean {
  return effects.some((effect) => effect.kind === 'cache');
}
