/**
 * What becomes of the copies under a key pattern: who has them in hand, and which members of them anybody looks at. In: a
 * group of keys. Out: the names of those members, and the functions that give a copy to their callers; nothing where a copy
 * gets out of sight, to a response, a library, or a caller who is not known.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallIndex } from '../../facts/fileFacts.js';
import type { CallGraph } from '../calls/callGraph.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { NamedCalls, plainName } from '../calls/namedCalls.js';
import { type Site, siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionKey, functionsIn, type Value } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import { OncePerFile } from '../oncePerFile.js';
import { isTestFile } from '../testFiles.js';
import {
  type CopyInHand,
  type CopySource,
  copyInHand,
  type Handed,
  type LeadingNames,
} from './copyInHand.js';
import { leadingNames } from './leadingNames.js';
import { PlacesInFile } from './placesInFile.js';

export interface CopyUse {
  /** Members that somebody looks at. */
  readonly looked: ReadonlySet<string>;
  /** Functions that give the copy to their callers. */
  readonly giving: readonly FunctionReference[];
  /** Files whose code has a copy in hand. */
  readonly files: readonly string[];
  /** Nobody is seen to call one of them: who does may stand in a file that is not read yet. */
  readonly isOpen: boolean;
}

/** A copy that is handed on more often is not followed. */
const MAXIMUM_DEPTH = 6;
const MAXIMUM_LOOKS = 200;

export class CopyUses {
  private readonly known = new Map<KeyGroup, CopyUse | undefined>();
  private readonly named: NamedCalls;
  private readonly places = new OncePerFile((facts) => new PlacesInFile(facts));

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
  ) {
    this.named = new NamedCalls(evaluation);
  }

  of(group: KeyGroup): CopyUse | undefined {
    if (!this.known.has(group)) {
      this.known.set(
        group,
        new CopySearch(this.evaluation, this.graph, this.named, this.places, group).search(),
      );
    }
    return this.known.get(group);
  }
}

/** Whoever tells a log, or asks whether there is something, does nothing with it. */
const TELLING = /^(log|debug|info|warn|error|trace|verbose|isNil|isNull|isEmpty|isDefined|isArray|Boolean)$/;

/** Follows the copy; methods that answer with a boolean say whether all of its way is known. */
class CopySearch {
  private readonly looked = new Set<string>();
  private readonly giving = new Map<string, FunctionReference>();
  private readonly leading: LeadingNames;
  private readonly files = new Set<string>();
  private looks = 0;
  private isOpen = false;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
    private readonly named: NamedCalls,
    private readonly places: OncePerFile<PlacesInFile>,
    private readonly group: KeyGroup,
  ) {
    this.leading = leadingNames(group);
  }

  search(): CopyUse | undefined {
    const reads = this.group.reads.filter(({ function: reader }) => !isTestFile(reader.file));
    const isKnown = reads.length > 0 && reads.every((use) => this.followRead(use));
    if (!isKnown) return undefined;
    const { looked, isOpen } = this;
    return { looked, giving: [...this.giving.values()], files: [...this.files], isOpen };
  }

  /** From the call of the library up to the function that the key is known in. */
  private followRead({ effect: { chain }, function: reader }: KeyUse): boolean {
    for (const site of chain.toReversed()) {
      const owner = functionOfCall(this.evaluation, site);
      const hand = owner && this.handOf(owner, { calls: new Set([site.call]), parameters: [] }, 0);
      if (!hand) return false;
      if (!hand.isReturned) return true;
    }
    return chain.length > 0 && this.followCallers(reader, 0);
  }

  private followCallers(reference: FunctionReference, depth: number): boolean {
    if (this.giving.has(functionKey(reference))) return true;
    this.giving.set(functionKey(reference), reference);
    const calls = depth < MAXIMUM_DEPTH ? this.callsOf(reference) : undefined;
    return calls?.every((site) => this.followCall(site, depth)) === true;
  }

  private followCall(site: Site, depth: number): boolean {
    const owner = functionOfCall(this.evaluation, site);
    const hand = owner && this.handOf(owner, { calls: new Set([site.call]), parameters: [] }, 0);
    return (
      owner !== undefined && hand !== undefined && (!hand.isReturned || this.followCallers(owner, depth + 1))
    );
  }

  /** The calls of a function outside tests; nothing where others may call it. */
  private callsOf(reference: FunctionReference): readonly Site[] | undefined {
    const fact = this.evaluation.factsOf(reference.file)?.functions[reference.index];
    const name = fact ? plainName(fact) : '';
    if (name === '' || this.isKept(reference, name) || !this.isDecoratedByProject(reference))
      return undefined;
    const all = this.graph.callersOf(reference).map(({ frame, call }) => ({ file: frame.file, call }));
    const seen = new Set(all.map(siteKey));
    // Of objects that a framework hands in, nobody knows the methods but by their names.
    const unseen = this.named.of(name).filter((site) => !seen.has(siteKey(site)) && !this.isOfAnother(site));
    if (unseen.length > 0 && !this.named.isDistinctive(name)) return undefined;
    this.isOpen ||= all.length + unseen.length === 0;
    return [...all.filter(({ file }) => !isTestFile(file)), ...unseen];
  }

  /** A private method is kept by its own class alone. */
  private isKept({ file, index }: FunctionReference, name: string): boolean {
    const facts = this.evaluation.factsOf(file);
    const owner = facts?.classes[facts.functions[index]?.class ?? -1];
    const isHidden = owner?.methods.some((method) => method.function === index && method.hidden) === true;
    const files = this.named.filesKeeping(name, owner !== undefined);
    return isHidden ? files.includes(file) : files.length > 0;
  }

  /** What a framework is told about by a decorator, it may call. */
  private isDecoratedByProject({ file, index }: FunctionReference): boolean {
    const declared = this.evaluation.moduleFrame(file);
    const decorators = declared?.facts.functions[index]?.decorators ?? [];
    return decorators.every(
      ({ name, binding }) =>
        declared &&
        functionsIn(this.evaluation.evaluate(declared, { kind: 'name', name, binding })).length > 0,
    );
  }

  /** A call of the same name that is known to be of something else. */
  private isOfAnother({ file, call }: Site): boolean {
    const fact = this.evaluation.factsOf(file)?.calls[call];
    const frame = fact && this.evaluation.symbolicFrame({ file, index: fact.function });
    return (
      fact !== undefined &&
      frame !== undefined &&
      SOMETHING_ELSE.has(this.evaluation.evaluate(frame, fact.callee).kind)
    );
  }

  /** What a function does with the copy, and what those do that it hands it to. */
  private handOf(reference: FunctionReference, source: CopySource, depth: number): CopyInHand | undefined {
    const { file, index } = reference;
    const facts = this.evaluation.factsOf(file);
    this.looks += 1;
    this.files.add(file);
    // Markup shows whatever it is given.
    if (!facts || depth > MAXIMUM_DEPTH || this.looks > MAXIMUM_LOOKS || /\.[jt]sx$/.test(file))
      return undefined;
    const isHarmless = (call: CallIndex) => this.isHarmless({ file, call });
    const calls = new Set(source.calls);
    for (;;) {
      const hand = copyInHand(
        facts,
        this.places.of(facts),
        index,
        { ...source, calls },
        this.leading,
        isHarmless,
      );
      if (hand.isLost) return undefined;
      const results = hand.handed.map((one) => this.resultOf(file, one, depth));
      if (results.includes('lost')) return undefined;
      const giving = hand.handed.flatMap(({ call }, at) =>
        results[at] === 'copy' && !calls.has(call) ? [call] : [],
      );
      if (giving.length === 0) {
        for (const name of hand.looked) this.looked.add(name);
        return hand;
      }
      for (const call of giving) calls.add(call);
    }
  }

  /** What a call gives that is handed the copy. */
  private resultOf(file: string, { call, argument }: Handed, depth: number): 'copy' | 'other' | 'lost' {
    const fact = this.evaluation.factsOf(file)?.calls[call];
    const frame = fact && this.evaluation.symbolicFrame({ file, index: fact.function });
    const called = frame ? functionsIn(this.evaluation.evaluate(frame, fact.callee)) : [];
    const source: CopySource = { calls: new Set(), parameters: [argument] };
    const hands = called.map((callee) => this.handOf(callee.function, source, depth + 1));
    if (hands.length === 0 || hands.includes(undefined)) return 'lost';
    return hands.some((hand) => hand?.isReturned) ? 'copy' : 'other';
  }

  private isHarmless({ file, call }: Site): boolean {
    const fact = this.evaluation.factsOf(file)?.calls[call];
    if (!fact || TELLING.test(lastName(fact.callee))) return true;
    const frame = this.evaluation.symbolicFrame({ file, index: fact.function });
    return frame !== undefined && this.evaluation.evaluate(frame, fact.callee).kind === 'cacheMethod';
  }
}

const SOMETHING_ELSE: ReadonlySet<Value['kind']> = new Set([
  ...(['function', 'class', 'external', 'constructed', 'global', 'cacheMethod', 'database'] as const),
  ...(['databaseMethod', 'rows', 'constant', 'text'] as const),
]);
