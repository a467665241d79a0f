/**
 * How far are calls followed, and with which arguments bound? In: a function, what it does as it stands, and what it is given. Out:
 * what it does in this call: evaluated once more where that depends on the arguments and there is something left of the bounds, else
 * as it stands.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { FunctionTable } from '../evaluation/functionTable.js';
import { type FunctionReference, functionKey, isBound, type Value } from '../evaluation/values.js';
import type { CallGraph } from './callGraph.js';
import type { Effect } from './effect.js';
import { carriesEffects, dependsOnParameters, isMade } from './effectValues.js';

/** Functions that call functions are followed this far; the stack must not end in generated code. */
const MAXIMUM_NESTING = 60;
const MAXIMUM_SPECIALISED_DEPTH = 5;
/** What one function does through deeply nested calls is cut off here; a wrapper needs a handful. */
const MAXIMUM_SPECIALISED_FRAMES = 60;

const EFFECTS_OF_WRAPPER = 4;

/** A call of a function of the workspace, before it is known whether its arguments count. */
export interface FollowedCall {
  readonly frame: Frame;
  readonly callee: Extract<Value, { kind: 'function' }>;
  readonly args: () => readonly Value[];
  readonly depth: number;
}

export class FollowedCalls {
  /** Whether a function, as it stands, runs SQL or queries a table that only its caller knows. */
  private readonly open = new FunctionTable<boolean>();
  /** The same of the function under way, as far as it was followed. */
  private meetsOpenQuery = false;
  /** Whether the effects of a function depend on its parameters. */
  private readonly dependent = new Map<readonly Effect[], boolean>();
  /** The functions whose calls are being followed. */
  private readonly underWay = new Set<string>();
  /** Calls that may still be followed with their arguments bound, in the function under way. */
  private budget = 0;
  private nesting = 0;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
  ) {}

  isTooDeep(): boolean {
    return this.nesting >= MAXIMUM_NESTING;
  }

  /** Said of the function under way: what it queries, only its caller knows, or nobody looked so far. */
  meetOpenQuery(): void {
    this.meetsOpenQuery = true;
  }

  /** What a function does with its parameters unbound, collected under bounds of its own. */
  asItStands(reference: FunctionReference, collect: () => readonly Effect[]): readonly Effect[] {
    this.nesting += 1;
    const asked = this.evaluation.asking;
    const isOuterOpen = this.meetsOpenQuery;
    this.evaluation.asking = reference.file;
    this.meetsOpenQuery = false;
    const effects = this.whileUnderWay(reference, () => this.withOwnBudget(collect));
    this.open.set(reference, this.meetsOpenQuery);
    this.meetsOpenQuery = isOuterOpen;
    this.evaluation.asking = asked;
    this.nesting -= 1;
    return effects;
  }

  /** What is collected with as many calls to follow as a function has. */
  withOwnBudget(collect: () => readonly Effect[]): readonly Effect[] {
    const outer = this.budget;
    this.budget = MAXIMUM_SPECIALISED_FRAMES;
    const effects = collect();
    this.budget = outer;
    return effects;
  }

  /** What a function does in one call of it; `collect` finds what it does in a frame. */
  effectsOf(
    followed: FollowedCall,
    symbolic: readonly Effect[],
    collect: (frame: Frame, depth: number) => readonly Effect[],
  ): readonly Effect[] {
    const { callee, depth } = followed;
    // What a function does by calling itself says nothing that it does not say by itself.
    const isUnderWay = this.underWay.has(functionKey(callee.function));
    const inner = isUnderWay ? undefined : this.boundFrame(followed, symbolic);
    if (inner) return this.whileUnderWay(callee.function, () => collect(inner, depth + 1));
    this.meetsOpenQuery ||= this.isOpen(callee.function);
    return symbolic;
  }

  private whileUnderWay(reference: FunctionReference, collect: () => readonly Effect[]): readonly Effect[] {
    const key = functionKey(reference);
    this.underWay.add(key);
    const effects = collect();
    this.underWay.delete(key);
    return effects;
  }

  /** The function called with its arguments; undefined where what it does is the same without, or has been followed far enough. */
  private boundFrame(
    { frame, callee, args, depth }: FollowedCall,
    symbolic: readonly Effect[],
  ): Frame | undefined {
    const isOpen = this.isOpen(callee.function);
    const runsGiven = isOpen || this.graph.callsMethodsOfWhatItIsGiven(callee.function);
    const bound = isBound(callee);
    const isDependent = this.isDependent(symbolic);
    const depends =
      runsGiven ||
      (bound ? symbolic.length > 0 || this.graph.leavesToSubclasses(callee.function) : isDependent);
    if (!depends || depth >= MAXIMUM_SPECIALISED_DEPTH) return undefined;
    // Small wrappers that are called here cost little, whatever was followed before them.
    const isWrapper = symbolic.length > 0 && symbolic.length <= EFFECTS_OF_WRAPPER;
    if (this.budget <= 0 && (!isWrapper || depth > 1)) return undefined;
    const given = args();
    // What such a wrapper calls itself is followed for keys and marks, not for what was made of something else.
    if (this.budget <= 0 && depth === 1 && given.some(isMade)) return undefined;
    this.budget -= 1;
    // It calls what it is given, and is given nothing that does anything.
    if (!bound && !isOpen && !isDependent && !given.some(carriesEffects)) return undefined;
    return this.evaluation.callFrame(callee.function, callee.frame, given, callee.self, frame.calls);
  }

  private isOpen(reference: FunctionReference): boolean {
    return this.graph.queriesWhatItIsGiven(reference) && this.open.get(reference) !== false;
  }

  private isDependent(effects: readonly Effect[]): boolean {
    const known = this.dependent.get(effects);
    if (known !== undefined) return known;
    const depends = effects.some(dependsOnParameters);
    this.dependent.set(effects, depends);
    return depends;
  }
}
