/**
 * The state of extracting one file: the tables that become `FileFacts` and where the walk stands.
 * Lives for one call of `extractFacts`; nothing outlives it.
 */
import type { ts } from 'ts-morph';
import type {
  AppendFact,
  AssignmentFact,
  BindingIndex,
  BranchStep,
  CallFact,
  CallIndex,
  CallUse,
  ChangeFact,
  ClassFact,
  ClassIndex,
  EnumFact,
  ExportFact,
  FunctionFact,
  FunctionIndex,
  ReturnFact,
  TextRange,
  TypeFact,
} from './fileFacts.js';
import { type KeptObjects, keptObjectsOf } from './keptObjects.js';
import { type KeptSlots, keptSlotsOf } from './keptSlots.js';
import { type MutableBinding, Scope } from './scope.js';

/** What a call says of itself; where it stands is known while it is read. */
export type RecordedCall = Omit<CallFact, 'function' | 'branches' | 'caught' | 'tries' | 'cleanupOf'>;

export type MutableFunction = { -readonly [K in keyof FunctionFact]: FunctionFact[K] } & {
  calls: CallIndex[];
  returns: ReturnFact[];
};

/** Deeper nesting is not followed: no code a person wrote goes so deep, and the stack must not end. */
const MAXIMUM_DEPTH = 250;

/** Whose a field is, and what it is called: `OnlineService.tell`. */
export interface FieldOwner {
  readonly class: ClassIndex;
  readonly name: string;
  readonly static: boolean;
}

export class Extraction {
  readonly bindings: MutableBinding[] = [];
  readonly functions: MutableFunction[] = [];
  readonly classes: ClassFact[] = [];
  readonly types: TypeFact[] = [];
  readonly enums: EnumFact[] = [];
  readonly calls: CallFact[] = [];
  readonly assignments: AssignmentFact[] = [];
  readonly changes: ChangeFact[] = [];
  readonly appends: AppendFact[] = [];
  readonly exports: ExportFact[] = [];

  scope = new Scope();
  currentFunction: FunctionIndex = 0;
  /** The field whose value is being read, outside of functions. */
  currentField: FieldOwner | undefined;
  branches: readonly BranchStep[] = [];
  caught = false;
  /** In a `catch` that is passed through. */
  recovering = false;
  /** Variables that begin with an empty value and are given one in the `try` block under way. */
  filledInTry: BindingIndex[] = [];
  /** With which a function ends. */
  readonly lastTries = new Set<ts.TryStatement>();
  /** Of the `try` blocks around, and of the one whose `finally` this is. */
  tries: readonly number[] = [];
  cleanupOf: number | undefined;
  /** How the call about to be read is used; consumed by the first call read. */
  pendingUse: CallUse = 'value';
  /** Members that are looked at in what is not kept, but for the calls in it; undefined where all is kept. */
  testing: string[] | undefined;
  private forks = 0;
  private depth = 0;

  /** Objects that are used as a `Map`. */
  readonly kept: KeptObjects;
  /** Variables and fields that keep one copy. */
  readonly slots: KeptSlots;

  constructor(readonly source: ts.SourceFile) {
    this.kept = keptObjectsOf(source);
    this.slots = keptSlotsOf(source);
  }

  range(node: ts.Node): TextRange {
    return [node.getStart(this.source), node.end];
  }

  nextFork(): number {
    this.forks += 1;
    return this.forks;
  }

  declare(
    name: string,
    node: ts.Node,
    binding: Partial<MutableBinding> & Pick<MutableBinding, 'kind'>,
  ): BindingIndex {
    const index = this.bindings.length;
    this.bindings.push({
      name,
      range: this.range(node),
      function: this.currentFunction,
      assigned: [],
      constant: false,
      ...(this.branches.length > 0 && { within: this.branches.length }),
      ...binding,
    });
    this.scope.declare(name, index);
    return index;
  }

  /** Runs `body` inside a new lexical scope. */
  inScope<T>(body: () => T): T {
    const outer = this.scope;
    this.scope = new Scope(outer);
    try {
      return body();
    } finally {
      this.scope = outer;
    }
  }

  /** Runs `body` as one arm of a fork. */
  inBranch<T>(step: BranchStep, body: () => T): T {
    const outer = this.branches;
    this.branches = [...outer, step];
    try {
      return body();
    } finally {
      this.branches = outer;
    }
  }

  /** What a call at this place is told about the `try` statements around it. */
  tryPlace(): Pick<CallFact, 'caught' | 'tries' | 'cleanupOf'> {
    return {
      caught: this.caught,
      ...(this.tries.length > 0 && { tries: this.tries }),
      ...(this.cleanupOf !== undefined && { cleanupOf: this.cleanupOf }),
    };
  }

  /** A call of the function that is being read, behind those read before. */
  recordCall(recorded: RecordedCall): CallIndex {
    const call = this.calls.length;
    const place = { function: this.currentFunction, branches: this.branches, ...this.tryPlace() };
    this.calls.push({ ...recorded, ...place });
    this.functions[this.currentFunction]?.calls.push(call);
    return call;
  }

  /** Runs `body`, which reads what may not be kept, and answers which members are looked at in it. */
  inTest<T>(body: () => T): { readonly value: T; readonly members: readonly string[] } {
    const outer = this.testing;
    const members: string[] = [];
    this.testing = members;
    try {
      return { value: body(), members };
    } finally {
      this.testing = outer;
      outer?.push(...members);
    }
  }

  /** Runs `body`, which reads what is not kept. */
  noting<T>(body: () => T): T {
    const { value, members } = this.inTest(body);
    this.noteTested(members);
    return value;
  }

  noteTested(members: readonly string[]): void {
    const owner = this.functions[this.currentFunction];
    if (owner && members.length > 0) owner.tested = [...new Set([...(owner.tested ?? []), ...members])];
  }

  /** How many things were written down that say under which conditions they are. */
  get conditional(): number {
    return this.calls.length + (this.functions[this.currentFunction]?.returns.length ?? 0);
  }

  /** Runs `body` one level deeper, or returns `otherwise` where the nesting is beyond reason. */
  deeper<T>(body: () => T, otherwise: T): T {
    if (this.depth >= MAXIMUM_DEPTH) return otherwise;
    this.depth += 1;
    try {
      return body();
    } finally {
      this.depth -= 1;
    }
  }
}
