/**
 * The evaluator: what an expression turns out to be, across files, without types from node_modules.
 * Holds the memory of one model; pure over the facts it is given. The work is in the files beside it.
 */

import type { DeclaredCache } from '../../../../shared/src/declaredCaches.js';
import type {
  AppendFact,
  AssignmentFact,
  BindingIndex,
  BranchStep,
  CallFact,
  CallIndex,
  Expression,
  FileFacts,
} from '../../facts/fileFacts.js';
import { CACHE_LIBRARIES } from '../../libraries/caches/allCaches.js';
import { libraryOfDeclared } from '../../libraries/caches/declaredCache.js';
import type { CacheLibrary } from '../../libraries/library.js';
import { SqlReader } from '../../libraries/sql/sqlStatements.js';
import { CallChains } from '../calls/callChains.js';
import { IdleCalls } from '../calls/idleCalls.js';
import type { CacheModuleRegistration } from '../commands/cacheModules.js';
import { collectDefinedScripts } from '../commands/definedScripts.js';
import { constructedClient } from '../commands/libraryInstances.js';
import { ChangedColumns } from '../databases/changedColumns.js';
import { ColumnDeclarations } from '../databases/columnDeclarations.js';
import { gatheredBy } from '../databases/gatheredKeys.js';
import { putOffBy } from '../databases/putOffWork.js';
import { QueryMethods } from '../databases/queryMethods.js';
import { SchemaEntities } from '../databases/schemaEntities.js';
import { SchemaMethods } from '../databases/schemaMethods.js';
import { FileLinks, noteImports } from '../fileLinks.js';
import { OncePerFile } from '../oncePerFile.js';
import { OncePerFunction } from '../oncePerFunction.js';
import { OwnRoutes } from '../requests/ownRoutes.js';
import { findAppends } from './appendedTexts.js';
import { findAssignments } from './assignedMembers.js';
import { findSteps } from './builderSteps.js';
import { callsByName } from './calledNames.js';
import { Declarations } from './declarations.js';
import { DefinedLoaders } from './definedLoaders.js';
import { DEPENDS_ON_NOTHING, DEPENDS_ON_SELF, Dependences } from './dependence.js';
import { EnvironmentBindings } from './environmentBindings.js';
import { evaluateCall } from './evaluateCall.js';
import { evaluateExpression } from './evaluateExpression.js';
import { memberOf } from './evaluateMember.js';
import { ExportTable } from './exportTable.js';
import { findFieldChanges } from './fieldChanges.js';
import { findFillings } from './filledValues.js';
import { type FollowedCalls, type Frame, NO_CALLS } from './frame.js';
import { FunctionTable } from './functionTable.js';
import { type GivenClients, type HandedAt, parameterKey } from './givenClients.js';
import { Holders } from './holders.js';
import { Implementations } from './implementations.js';
import { InjectedMembers } from './injectedMembers.js';
import type { Linker } from './linker.js';
import { OwnObjects } from './ownObject.js';
import { ProgramMaps } from './programMaps.js';
import { Providers } from './providers.js';
import { Returns } from './returns.js';
import { truthOf } from './truth.js';
import { type DefinedScript, type FunctionReference, UNKNOWN, type Value } from './values.js';

/** Gives the facts of a file, extracting them if need be; undefined when there is no such file. */
export type FactsOfFile = (file: string) => FileFacts | undefined;

/** Whether the text of a file may declare or export a name: false only where it neither holds it nor exports others whole. */
export type MayName = (file: string, name: string) => boolean;

/** Values that lead to values are followed this far; the stack must not end in generated code. */
const MAXIMUM_NESTING = 300;
/** Calls are followed this deep while looking for a value. */
const MAXIMUM_CALL_DEPTH = 5;
/** Programs that walk trees call themselves in so many places that no depth is small enough. */
const MAXIMUM_CALLS = 500;

const LITERALS: ReadonlySet<Expression['kind']> = new Set([
  'text',
  'number',
  'boolean',
  'null',
  'undefined',
  'unknown',
]);

export class Evaluation {
  readonly returns = new Returns(this);
  readonly implementations = new Implementations(this);
  readonly holders = new Holders(this);
  readonly environment = new EnvironmentBindings(this);
  readonly providers = new Providers(this);
  /** Those that the project declares come first. */
  readonly libraries: readonly CacheLibrary[];
  /** Those of them that add members to applications. */
  readonly hosts: readonly CacheLibrary[];
  private readonly symbolicFrames = new FunctionTable<Frame | 'none'>();
  private readonly dependences = new Dependences();
  private nesting = 0;
  /** The file whose code is being evaluated. */
  asking = '';
  /** Notes what it leads to as a link between files. */
  readonly linker: Linker;
  /** What was found at the places where objects are handed over. */
  private readonly handed = new Map<string, Value>();
  private readonly declaredTypes = new Map<string, Value | undefined>();
  private definedScripts: ReadonlyMap<string, DefinedScript> | undefined;
  private readonly assignments = new OncePerFile(findAssignments);
  private readonly fillings = new OncePerFile(findFillings);
  private readonly appends = new OncePerFile(findAppends);
  private readonly steps = new OncePerFile(findSteps);
  private readonly calledNames = new OncePerFile(callsByName);
  private registrations: readonly CacheModuleRegistration[] | undefined;
  readonly sql = new SqlReader();
  readonly chains = new CallChains();
  readonly changedColumns = new ChangedColumns();
  readonly columnDeclarations = new ColumnDeclarations(this);
  readonly ownObjects = new OwnObjects();
  readonly injectedMembers = new InjectedMembers();
  readonly definedLoaders = new DefinedLoaders();
  readonly exports = new ExportTable();
  readonly declarations = new Declarations(this);
  readonly idleCalls = new IdleCalls(this);
  readonly queryMethods = new QueryMethods(this);
  readonly schemaEntities = new SchemaEntities(this);
  readonly schemaMethods = new SchemaMethods(this, this.schemaEntities);
  readonly programMaps = new ProgramMaps(this);
  readonly ownRoutes = new OwnRoutes(this);
  readonly putOffWork = new OncePerFunction((reference) => putOffBy(this, reference));
  readonly fieldChanges = new OncePerFile(findFieldChanges);
  /** What stands in fields after the steps of an object. */
  readonly filledFields = {
    known: new WeakMap<object, Map<string, Value | undefined>>(),
    underWay: new WeakMap<object, { readonly name: string; readonly value: () => Value }>(),
  };
  readonly gatheredKeys = new OncePerFunction((reference) => gatheredBy(this, reference));

  constructor(
    readonly factsOf: FactsOfFile,
    /** For modules that only pass on: what they lead to concerns who asks for it, and no other of their importers. */
    readonly quietLinker: Linker,
    /** The files the model is built from; others are read only when something leads to them. */
    readonly files: readonly string[],
    private readonly declared: readonly DeclaredCache[] = [],
    private readonly given: GivenClients = new Map(),
    /** Filled while values are found. */
    readonly links: FileLinks = new FileLinks(),
    /** Saves parsing files that need not be. */
    readonly mayName: MayName = () => true,
  ) {
    this.linker = noteImports(quietLinker, links);
    const known = CACHE_LIBRARIES;
    this.libraries = [...declared.map((cache) => libraryOfDeclared(cache, known)), ...known];
    this.hosts = this.libraries.filter((library) => library.hostMembers);
  }

  /** A parameter, or the client or object that all callers are known to pass for it. */
  orGiven(value: Value): Value {
    if (value.kind !== 'parameter' || this.given.size === 0) return value;
    const key = parameterKey(value);
    const given = this.given.get(key);
    if (given?.kind !== 'handedAt') return given ?? value;
    const known = this.handed.get(key);
    if (known) return known;
    // What is handed may be made with the help of the parameter.
    this.handed.set(key, value);
    const object = this.handedThere(given) ?? value;
    this.handed.set(key, object);
    return object;
  }

  private handedThere({ site: { file, call }, argument, path }: HandedAt): Value | undefined {
    const index = this.factsOf(file)?.calls[call]?.function;
    const frame = index === undefined ? undefined : this.symbolicFrame({ file, index });
    const whole = frame && this.argumentsOf(frame, call)[argument];
    return frame && whole && path.reduce((object, name) => memberOf(this, frame, object, name), whole);
  }

  /** The declared cache that a module is, under the name of its table. */
  declaredModule(file: string, specifier: string): string | undefined {
    if (this.declared.length === 0) return undefined;
    if (this.declared.some(({ module }) => module === specifier)) return specifier;
    const target = this.linker.resolve(file, specifier);
    const path = target?.replace(/(\/index)?\.[cm]?[jt]sx?$/, '');
    return this.declared.find(({ module }) => module === path || module === target)?.module;
  }

  /** The frame in which every parameter stands for itself. */
  symbolicFrame(reference: FunctionReference): Frame | undefined {
    let frame = this.symbolicFrames.get(reference);
    if (frame === undefined) {
      frame = this.createSymbolicFrame(reference) ?? 'none';
      this.symbolicFrames.set(reference, frame);
    }
    return frame === 'none' ? undefined : frame;
  }

  private createSymbolicFrame(reference: FunctionReference): Frame | undefined {
    const facts = this.factsOf(reference.file);
    const fact = facts?.functions[reference.index];
    if (!facts || !fact) return undefined;
    const outer =
      fact.parent >= 0 ? this.symbolicFrame({ file: reference.file, index: fact.parent }) : undefined;
    const self = this.symbolicSelf(reference.file, fact.class, outer);
    return {
      file: reference.file,
      facts,
      function: reference,
      fact,
      calls: NO_CALLS,
      values: new Map(),
      bindings: new Map(),
      ...(outer && { outer }),
      ...(self && { self }),
    };
  }

  private symbolicSelf(file: string, index: number | undefined, outer: Frame | undefined): Value | undefined {
    if (index === undefined) return outer?.self;
    return outer ? { kind: 'instance', file, index, frame: outer } : undefined;
  }

  /** The frame of a callback inside a frame: its own parameters stay symbolic. */
  nestedFrame(frame: Frame, index: number): Frame | undefined {
    const symbolic = this.symbolicFrame({ file: frame.file, index });
    // A callback inside a callback of a call under way belongs to that call as well.
    if (!symbolic || frame.general === undefined) return symbolic;
    const self = frame.self ?? symbolic.self;
    return {
      ...symbolic,
      outer: frame,
      calls: frame.calls,
      values: new Map(),
      bindings: new Map(),
      general: symbolic,
      sharesSelf: isSameSelf(self, symbolic.self),
      ...(self && { self }),
    };
  }

  moduleFrame(file: string): Frame | undefined {
    return this.symbolicFrame({ file, index: 0 });
  }

  /** A frame with bound arguments, or undefined where the calls have gone too deep. */
  callFrame(
    reference: FunctionReference,
    closure: Frame | undefined,
    args: readonly Value[],
    self: Value | undefined,
    calls: FollowedCalls,
  ): Frame | undefined {
    const symbolic = this.symbolicFrame(reference);
    const total = calls.total ?? { count: 0 };
    if (!symbolic || calls.depth >= MAXIMUM_CALL_DEPTH || total.count >= MAXIMUM_CALLS) return undefined;
    total.count += 1;
    this.links.add(this.asking, reference.file);
    const outer = closure ?? symbolic.outer;
    const bound = self ?? (symbolic.fact.class === undefined ? outer?.self : symbolic.self);
    return {
      file: symbolic.file,
      facts: symbolic.facts,
      fact: symbolic.fact,
      function: reference,
      arguments: args,
      calls: { depth: calls.depth + 1, total },
      values: new Map(),
      bindings: new Map(),
      general: symbolic,
      sharesSelf: isSameSelf(bound, symbolic.self),
      ...(outer && { outer }),
      ...(bound && { self: bound }),
    };
  }

  evaluate(frame: Frame, expression: Expression): Value {
    // What is written out is found again faster than remembered.
    if (LITERALS.has(expression.kind)) return evaluateExpression(this, frame, expression);
    const known = frame.values.get(expression);
    if (known) return known;
    if (frame.general && this.isGeneral(frame, expression)) return this.evaluate(frame.general, expression);
    if (this.nesting >= MAXIMUM_NESTING) return UNKNOWN;
    // A value that depends on itself is unknown while it is being evaluated.
    frame.values.set(expression, UNKNOWN);
    this.nesting += 1;
    const asked = this.asking;
    if (!frame.general) this.asking = frame.file;
    const value = evaluateExpression(this, frame, expression);
    this.asking = asked;
    this.nesting -= 1;
    frame.values.set(expression, value);
    return value;
  }

  /** Whether an expression is the same in every call of its function. */
  private isGeneral(frame: Frame, expression: Expression): boolean {
    const dependence = this.dependences.of(frame.facts, expression);
    return dependence === DEPENDS_ON_NOTHING || (dependence === DEPENDS_ON_SELF && frame.sharesSelf === true);
  }

  evaluateCall(frame: Frame, call: CallIndex): Value {
    return evaluateCall(this, frame, call);
  }

  /** The argument values of a call, spreads of known arrays laid out. */
  argumentsOf(frame: Frame, index: CallIndex): readonly Value[] {
    const call = frame.facts.calls[index];
    return (call?.arguments ?? []).flatMap((argument) => {
      const value = this.evaluate(frame, argument);
      return argument.kind === 'spread' && value.kind === 'array' ? value.items : [value];
    });
  }

  /** Statements that may add to the query that a variable holds. */
  stepsOf(facts: FileFacts, binding: BindingIndex): readonly CallIndex[] {
    return this.steps.of(facts).get(binding) ?? [];
  }

  /** What is put behind the text that a variable or a parameter holds. */
  appendsTo(facts: FileFacts, binding: BindingIndex): readonly AppendFact[] {
    return this.appends.of(facts).get(binding) ?? [];
  }

  /** The calls that put something into what a variable holds. */
  fillingsOf(facts: FileFacts, binding: BindingIndex): readonly CallIndex[] {
    return this.fillings.of(facts).get(binding) ?? [];
  }

  /** What is put into the object that a variable holds. */
  assignmentsTo(facts: FileFacts, binding: BindingIndex): readonly AssignmentFact[] {
    return this.assignments.of(facts).get(binding) ?? [];
  }

  /** The calls of a variable or a parameter by its name: `make()`, `done(error, rows)`. */
  callsOfName(facts: FileFacts, binding: BindingIndex): readonly CallFact[] {
    return this.calledNames.of(facts).get(binding) ?? [];
  }

  /** What constructing a workspace class gives. */
  constructed(
    callee: Extract<Value, { kind: 'class' }>,
    args: readonly Value[],
  ): Extract<Value, { kind: 'instance' }> {
    return { kind: 'instance', file: callee.file, index: callee.index, frame: callee.frame, arguments: args };
  }

  /** The client behind `ReturnType<typeof createClient>`. */
  constructedByType(callee: Extract<Value, { kind: 'external' }>): Value | undefined {
    return constructedClient(this, callee, false, []) ?? constructedClient(this, callee, true, []);
  }

  /** False when a condition on the way is known to go the other way. */
  isReachable(frame: Frame, branches: readonly BranchStep[]): boolean {
    return branches.every((step) => {
      if (step.reached) return truthOf(this.evaluate(frame, step.reached)) !== 'false';
      if (!step.condition || (step.arm !== 'true' && step.arm !== 'false')) return true;
      const truth = truthOf(this.evaluate(frame, step.condition));
      return truth === 'unknown' || truth === step.arm;
    });
  }

  /** Every registration of a cache module, found once. */
  cacheModules(
    find: (evaluation: Evaluation) => readonly CacheModuleRegistration[],
  ): readonly CacheModuleRegistration[] {
    this.registrations ??= find(this);
    for (const { frame } of this.registrations) this.links.speakers.add(frame.file);
    return this.registrations;
  }

  /** The script of a command that the code defines itself. */
  definedScript(name: string): DefinedScript | undefined {
    if (!this.definedScripts) {
      // Looking for definitions evaluates calls, which may ask for one.
      this.definedScripts = new Map();
      this.definedScripts = collectDefinedScripts(this);
    }
    return this.definedScripts.get(name);
  }

  /** What a declared type stands for; remembered, and unknown to itself while it is being found out. */
  declaredType(file: string, name: string, find: () => Value | undefined): Value | undefined {
    const key = `${file}#${name}`;
    if (this.declaredTypes.has(key)) return this.declaredTypes.get(key);
    this.declaredTypes.set(key, undefined);
    const value = find();
    this.declaredTypes.set(key, value);
    return value;
  }
}

/** Whether two objects are the same as far as evaluation goes. */
function isSameSelf(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a?.kind !== 'instance' || b?.kind !== 'instance') return false;
  const isPlain = [a, b].every((one) => one.arguments === undefined && one.step === undefined);
  return isPlain && a.file === b.file && a.index === b.index && a.frame === b.frame;
}
