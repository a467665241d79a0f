/**
 * The model of one workspace: what is cached under which keys, who writes, reads and invalidates it, and
 * which database writes it depends on. Built from facts alone; rules ask it questions and see no syntax.
 */
import type { SourceSpan } from '../../../shared/src/finding.js';
import type { CodeSite, KeyPatternSummary, PatternTtl } from '../../../shared/src/protocol.js';
import type { CallFact, Expression, FileFacts, TextRange } from '../facts/fileFacts.js';
import { spanOfRange } from '../facts/places.js';
import { identitiesOf } from '../libraries/entityNames.js';
import {
  argumentExpression,
  callsInLoop,
  decides,
  dependsOnResult,
  elementLoopOf,
  factorsOf,
  givesArgument,
  givesOn,
  isComparedBySize,
  isWaitedFor,
  nameOfExpression,
  returnsFromLoop,
  transactionOf,
} from './calls/callFlow.js';
import { type CallGraph, functionOfCall } from './calls/callGraph.js';
import { calledName } from './calls/callOrder.js';
import type { CacheEffect, Effect, Effects } from './calls/effects.js';
import { Exclusion } from './calls/exclusion.js';
import { Mentions } from './calls/mentions.js';
import { Schedules } from './calls/schedules.js';
import { outermostSite, type Site, siteKey } from './calls/sites.js';
import { runsByItself } from './calls/timers.js';
import { sentCommand, setsOnlyIfAbsent, type TtlAmount } from './commands/commands.js';
import { type Connection, collectConnections, handlesRejections } from './commands/connections.js';
import { type LongWait, waitWithoutServer } from './commands/deadlines.js';
import { givenOptions } from './commands/givenOptions.js';
import { isReleaseSkipped, isRenewal } from './commands/lockSections.js';
import { type NumberChange, numberChange } from './commands/numberChanges.js';
import { type SwappedArguments, swappedArguments } from './commands/swappedArguments.js';
import { isAskedForEver, mayProlong, type NamedWait, namedWaits } from './commands/waiting.js';
import { variableAt, type WrittenCall, writtenCall } from './commands/writtenCall.js';
import { AffectedGroups } from './databases/affectedGroups.js';
import { collectDatabaseWrites, type DatabaseWrite } from './databases/databaseWrites.js';
import { type Deferral, deferralOf } from './databases/deferredWrites.js';
import { isLoaded } from './databases/entities.js';
import { filesGivenCopies } from './databases/insertedCopies.js';
import { type EarlyInvalidation, InvalidationOrder } from './databases/invalidationOrder.js';
import { KeyDeletions } from './databases/keyDeletions.js';
import { KnownColumns, type StoredColumn, storedColumn } from './databases/knownColumns.js';
import { type MissingCall, MissingInvalidations } from './databases/missingInvalidation.js';
import {
  changesCopyItself,
  isTestFile,
  type UnmetObligation,
  unmetObligation,
  type WritePlace,
} from './databases/obligations.js';
import type { Evaluation } from './evaluation/evaluation.js';
import { type ClientExports, exportedClients } from './evaluation/exportedClients.js';
import type { FunctionReference, Value } from './evaluation/values.js';
import { joinedPartsInKey, objectInKey } from './keys/keyAmbiguity.js';
import { findKeyBuilders, type KeyBuilders } from './keys/keyBuilders.js';
import { type ConditionBeyondKey, conditionsBeyondKey } from './keys/keyCompleteness.js';
import { type KeyExtension, keyExtension } from './keys/keyExtension.js';
import { groupKeyUses, type KeyGroup } from './keys/keyGroups.js';
import { ReadThroughKeys } from './keys/keyNature.js';
import { collectKeyUses, type DirectUse, type KeyUse } from './keys/keyUses.js';
import { holesAsWritten } from './keys/keyWording.js';
import { findMissedDeletes, type MissedDelete } from './keys/missedDeletes.js';
import { databaseWritesOn, functionsOf } from './keys/patternPlaces.js';
import { plainKeyFills } from './keys/plainKeyFills.js';
import { storeGroups } from './keys/storeGroups.js';
import { type UnusedInvalidator, unusedInvalidators } from './keys/unusedInvalidators.js';
import { collectDeclaredTtls, type DeclaredTtl } from './lifetimes/declaredTtls.js';
import { type TtlParameter, ttlParametersOf } from './lifetimes/ttlParameters.js';
import { type CacheAside, CacheAsides } from './loads/cacheAsides.js';
import { type CacheFailure, CacheFailures } from './loads/cacheFailures.js';
import { type FailureValue, failureKeptBy } from './loads/failureValues.js';
import { collectHeldChanges, type HeldChange } from './loads/heldChanges.js';
import {
  declaredTypeOf,
  type FalsyType,
  falsyTypeIn,
  falsyTypeOf,
  type HitTest,
  hitTestsOf,
  isGeneric,
} from './loads/hitTests.js';
import { collectLostTypes, type LostType } from './loads/lostTypes.js';
import { readsMember } from './loads/memberUses.js';
import { collectMemoryCaches, type MemoryCache } from './loads/memoryCaches.js';
import { lockWithoutRecheck } from './loads/rechecks.js';
import { RemoteCalls } from './loads/remoteCalls.js';
import { SingleFlight } from './loads/singleFlight.js';
import { collectNeighbourhoods, type Neighbourhoods } from './neighbourhoods.js';
import { middlewareCaches } from './requests/middlewareCaches.js';
import { cachesEveryResponse, nestResponseCaches } from './requests/nestResponseCaches.js';
import { type Refusal, Refusals } from './requests/refusals.js';
import type { ResponseCache } from './requests/responseCaches.js';

export class WorkspaceModel {
  readonly groups: readonly KeyGroup[];
  /** Those, and objects inside the process whose keys are nothing but an id. */
  readonly copies: readonly KeyGroup[];
  readonly databaseWrites: readonly DatabaseWrite[];
  /** Every call of a cache library, as written, whatever is known of its key. */
  readonly operations: readonly CacheOperationUse[];
  /** Every cache operation at the place where its key is known. */
  readonly keyUses: readonly KeyUse[];
  private knownConnections: readonly Connection[] | undefined;
  private columns: KnownColumns | undefined;
  private builders: KeyBuilders | undefined;
  private readonly beyondKeys = new Map<KeyUse, readonly ConditionBeyondKey[]>();
  private readonly obligations = new Map<DatabaseWrite, Map<KeyGroup, UnmetObligation | undefined>>();
  private readonly affected: AffectedGroups;
  private readonly order: InvalidationOrder;
  private early: readonly EarlyInvalidation[] | undefined;
  private asides: readonly CacheAside[] | undefined;
  private readonly mentions: Mentions;
  private missed: readonly MissedDelete[] | undefined;
  private readonly schedules: Schedules;
  private readonly refusals: Refusals;

  constructor(
    readonly files: readonly string[],
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
    private readonly effects: Effects,
  ) {
    this.mentions = new Mentions(this.evaluation);
    this.schedules = new Schedules(this.evaluation, this.graph);
    this.refusals = new Refusals(this.evaluation);
    this.order = new InvalidationOrder(this.evaluation, this.effects, this.graph);
    this.keyUses = collectKeyUses(this.evaluation, this.effects, this.graph);
    this.groups = groupKeyUses(
      this.evaluation,
      this.graph,
      this.effects,
      this.keyUses,
      this.readThroughKeys(),
    );
    this.operations = this.collectOperations();
    this.copies = [
      ...this.groups,
      ...storeGroups(this.evaluation, this.graph, this.operations, this.keyUses),
    ];
    this.databaseWrites = collectDatabaseWrites(this.evaluation, this.effects, this.graph);
    this.affected = new AffectedGroups(this.databaseWrites, this.copies);
  }

  /** Which files a review of one of them needs. */
  neighbourhoods(): Neighbourhoods {
    return collectNeighbourhoods(this, this.evaluation.links, this.graph);
  }

  private readThroughKeys(): ReadThroughKeys {
    const keys = new ReadThroughKeys(this.evaluation);
    for (const reference of this.functions()) keys.add(reference, this.effects.of(reference));
    return keys;
  }

  private collectOperations(): readonly CacheOperationUse[] {
    return this.functions().flatMap((reference) =>
      this.effects
        .of(reference)
        .flatMap((effect) =>
          effect.kind === 'cache' && effect.chain.length === 1 ? [{ effect, function: reference }] : [],
        ),
    );
  }

  /** Every client that the workspace makes itself. */
  get connections(): readonly Connection[] {
    this.knownConnections ??= collectConnections(this.evaluation);
    return this.knownConnections;
  }

  /** Every function that is not a callback written inside a call. */
  functions(): readonly FunctionReference[] {
    return this.files.flatMap((file) =>
      (this.evaluation.factsOf(file)?.functions ?? []).flatMap((fact, index) =>
        fact.inline ? [] : [{ file, index }],
      ),
    );
  }

  /** Fills of keys without a text of their own, each by itself. */
  plainKeyFills(): readonly KeyGroup[] {
    return plainKeyFills(this.keyUses, this.cacheAsides());
  }

  /** Functions that build keys, by the glob of the keys. */
  get keyBuilders(): KeyBuilders {
    this.builders ??= findKeyBuilders(this.evaluation, this.effects, this.functions());
    return this.builders;
  }

  /** What a function does to caches and databases, in order, including what it does through calls. */
  effectsOf(reference: FunctionReference): readonly Effect[] {
    return this.effects.of(reference);
  }

  /** Groups of keys whose copies a write may make stale. */
  groupsAffectedBy(write: DatabaseWrite): readonly KeyGroup[] {
    return this.affected.groupsOf(write);
  }

  /** Writes that may make the copies of a group stale. */
  writesAffecting(group: KeyGroup): readonly DatabaseWrite[] {
    return this.affected.writesOn(group);
  }

  /** What is missing after a write, as far as one group of keys is concerned. */
  unmetObligation(write: DatabaseWrite, group: KeyGroup): UnmetObligation | undefined {
    const known = this.obligations.get(write) ?? new Map<KeyGroup, UnmetObligation | undefined>();
    this.obligations.set(write, known);
    // Several rules and the summaries ask about the same pair.
    if (!known.has(group)) {
      known.set(group, unmetObligation(this.evaluation, this.effects, this.graph, write, group));
    }
    return known.get(group);
  }

  /** The call that would do what is missing after a write, where all of it can be said there. */
  missingCall(unmet: UnmetObligation, place: WritePlace): MissingCall | undefined {
    const deletions = new KeyDeletions(this.evaluation, this.effects, () => this.operations);
    return new MissingInvalidations(this.evaluation, this.effects, deletions).callFor(unmet, place);
  }

  /** Deletes of cached copies that come too early for the write they belong to; one for each call. */
  earlyInvalidations(): readonly EarlyInvalidation[] {
    this.early ??= this.functions().flatMap((reference) =>
      this.order.faultsOf(reference, this.cachedGroups()),
    );
    return this.early;
  }

  private cachedGroups(): readonly KeyGroup[] {
    return this.groups.filter((group) => group.nature === 'cache');
  }

  /** Deletes of keys that nobody writes, next to keys that somebody does. */
  missedDeletes(): readonly MissedDelete[] {
    this.missed ??= findMissedDeletes(this.keyUses, this.groups);
    return this.missed;
  }

  /** What stands in the holes of a key that is the only argument of a call; undefined when it is more than names. */
  holesAsWritten({ file, call }: Site): readonly string[] | undefined {
    const facts = this.evaluation.factsOf(file);
    return facts && holesAsWritten(facts, call);
  }

  parameterCount({ file, index }: FunctionReference): number {
    return this.evaluation.factsOf(file)?.functions[index]?.parameters.length ?? 0;
  }

  /** Reads of a cache that load and fill it when there is nothing. */
  cacheAsides(): readonly CacheAside[] {
    if (!this.asides) {
      const remote = new RemoteCalls(this.evaluation);
      const finder = new CacheAsides(this.evaluation, this.effects, remote);
      this.asides = finder.all(this.functions());
    }
    return this.asides;
  }

  /** What the failure of the cache does to a load, and to the filling of the cache with it. */
  failureOf(aside: CacheAside): CacheFailure {
    return new CacheFailures(this.evaluation, this.effects, this.graph).of(aside);
  }

  /** Whether a lock of a function stays when something fails before the last of its releases. */
  isReleaseSkipped(
    { file, index }: FunctionReference,
    acquire: CacheEffect,
    releases: readonly CacheEffect[],
  ): boolean {
    const facts = this.evaluation.factsOf(file);
    const effects = this.effectsOf({ file, index }).filter((effect) => effect.kind === 'cache');
    return facts !== undefined && isReleaseSkipped(facts, effects, acquire, releases);
  }

  /** Whether a write only goes on with what a read of the same function found to be its own. */
  isRenewal({ file }: FunctionReference, read: CacheEffect, write: CacheEffect): boolean {
    const facts = this.evaluation.factsOf(file);
    return facts !== undefined && isRenewal(facts, read, write);
  }

  /** Whether something keeps the callers of a function from doing its work at the same time. */
  isSingleFlight(reference: FunctionReference): boolean {
    return new SingleFlight(this.evaluation, this.effects, this.graph).isShared(reference);
  }

  /** Whether a function runs at its times and for nobody who waits. */
  runsByItself(reference: FunctionReference): boolean {
    return runsByItself(this.evaluation, this.graph, reference);
  }

  /** Whether a function has its work to itself, under a lock or the like. */
  isExclusive(reference: FunctionReference): boolean {
    return new Exclusion(this.evaluation, this.effects, this.graph).isExclusive(reference);
  }

  /** What a write adds to the number that a call of the same file has read. */
  numberChange(write: Site, read: CacheEffect): NumberChange | undefined {
    const facts = this.evaluation.factsOf(write.file);
    const { file, call } = outermostSite(read);
    const givesText = read.client.library.givesText === true && read.chain.length === 1;
    return facts && write.file === file ? numberChange(facts, write.call, call, givesText) : undefined;
  }

  /** Whether nothing waits for the promise of a call, and nothing hears of its failure. */
  isDropped(site: Site): boolean {
    return this.order.isDropped(site);
  }

  /** Values that what is cached was selected by, and that its key does not carry. */
  conditionsBeyondKey(use: KeyUse): readonly ConditionBeyondKey[] {
    const known = this.beyondKeys.get(use);
    if (known) return known;
    const found = conditionsBeyondKey(this.evaluation, use);
    this.beyondKeys.set(use, found);
    return found;
  }

  /** Functions that only delete, and that nobody calls. */
  unusedInvalidators(): readonly UnusedInvalidator[] {
    return unusedInvalidators(this.evaluation, this.effects, this.graph, this.cachedGroups());
  }

  /** Where keys must grow so that they carry what goes by a name, at every use of them. */
  keyExtension(group: KeyGroup, name: string): KeyExtension | undefined {
    return keyExtension(this.evaluation, this.graph, group, name);
  }

  /** The name of a part of the key that is an object when it becomes a text. */
  objectInKey(use: KeyUse): string | undefined {
    return objectInKey(this.evaluation, use);
  }

  /** The names of two parts of the key that follow each other with nothing between them. */
  joinedPartsInKey(use: KeyUse): readonly [string, string] | undefined {
    return joinedPartsInKey(use);
  }

  /** A column of the asked kind that is kept as part of a row. */
  storedColumns(use: KeyUse, isAsked: (column: string) => boolean): StoredColumn | undefined {
    this.columns ??= new KnownColumns(this.evaluation, this.databaseWrites);
    return storedColumn(this.evaluation, this.columns, use, isAsked);
  }

  /** The function that puts a database write off, and the call by which it does; undefined when it is made at once. */
  deferralOf(write: DatabaseWrite): Deferral | undefined {
    return deferralOf(this.evaluation, write);
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

  /** Whether code outside of tests uses a name. */
  usesName(name: string): boolean {
    return this.mentions.has(name);
  }

  /** Clients in memory that hold what has expired until somebody asks for it. */
  hoardingClients(): readonly Connection[] {
    return this.connections.filter(({ client, site }) => {
      const options =
        client.library.id === 'lru-cache' && !client.bounded && givenOptions(this.evaluation, site);
      return options && client.major >= 7 && options.has('ttl') && !options.has('ttlAutopurge');
    });
  }

  /** Whether a loop asks by this call for as long as the answer stays the same. */
  isAskedForEver({ file, call }: Site): boolean {
    const facts = this.evaluation.factsOf(file);
    return facts !== undefined && isAskedForEver(facts, call);
  }

  /** The call that waits for a lock after the cache was found empty, where nobody looks again. */
  lockWithoutRecheck(aside: CacheAside): Site | undefined {
    const { file } = aside.function;
    const facts = this.evaluation.factsOf(file);
    const acquires = this.effectsOf(aside.function).flatMap((effect) =>
      effect.kind === 'cache' && effect.chain.length === 1 && setsOnlyIfAbsent(effect)
        ? [effect.site.call]
        : [],
    );
    const call = facts && lockWithoutRecheck(facts, aside, new Set(acquires));
    return call === undefined ? undefined : { file, call };
  }

  /** The longest time that a call under a lock is allowed to take, as it is written there; nothing prolongs the lock. */
  longestWait(owner: FunctionReference, from: number, to: number): NamedWait | undefined {
    const frame = this.evaluation.symbolicFrame(owner);
    const calls = frame?.fact.calls.filter((call) => call > from && call < to) ?? [];
    if (!frame || mayProlong(frame.facts, calls)) return undefined;
    const waits = namedWaits(this.evaluation, frame, calls);
    return [...waits].sort((a, b) => b.milliseconds - a.milliseconds)[0];
  }

  /** How long commands of a client wait for a server that is away, where nothing ends them sooner. */
  waitWithoutServer(connection: Connection): LongWait | undefined {
    return waitWithoutServer(this.evaluation, connection);
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

  /** Whether the text of a function reads a member of that name, of whatever it is. */
  readsMember(reference: FunctionReference, name: string): boolean {
    return readsMember(this.evaluation, reference, name);
  }

  /** What is asked of the copies of a group where a request is turned away. */
  refusalsBy(group: KeyGroup): readonly Refusal[] {
    return this.refusals.of(group);
  }

  /** Caches of whole responses, kept under the URL, before routes whose response depends on who asks. */
  responseCaches(): readonly ResponseCache[] {
    return [...nestResponseCaches(this.evaluation), ...middlewareCaches(this.evaluation, this.keyUses)];
  }

  /** Whether the application keeps the responses of every controller. */
  cachesEveryResponse(): boolean {
    return cachesEveryResponse(this.evaluation);
  }

  spanOf(file: string, range: TextRange): SourceSpan {
    return this.span(file, range);
  }

  /** The span of the shortest text that names a call: its method. */
  nameSpan(site: Site): SourceSpan {
    return this.span(site.file, this.callRange(site, 'nameRange'));
  }

  /** `set` of `redis.set(…)`. */
  calledName({ file, call }: Site): string {
    const facts = this.evaluation.factsOf(file);
    return facts ? calledName(facts, call) : '';
  }

  /** The span of a whole call. */
  callSpan(site: Site): SourceSpan {
    return this.span(site.file, this.callRange(site, 'range'));
  }

  /** What stands before the name of a method, with its dot: `this.redis.`; empty for a plain function. */
  receiverSpan(site: Site): SourceSpan {
    const [start] = this.callRange(site, 'range');
    return this.span(site.file, [start, this.callRange(site, 'nameRange')[0]]);
  }

  /** The spans of the arguments of a call, when they are the `given` ones that the library gets, one for one. */
  argumentSpans(site: Site, given: number): readonly SourceSpan[] | undefined {
    const call = this.evaluation.factsOf(site.file)?.calls[site.call];
    const isShifted = call?.arguments.some((argument) => argument.kind === 'spread');
    if (!call || isShifted || call.argumentRanges.length !== given) return undefined;
    return call.argumentRanges.map((range) => this.span(site.file, range));
  }

  /** The variable that a call keeps, as it is or as JSON. */
  variableKept({ site: { file, call }, form: { value } }: CacheEffect): SourceSpan | undefined {
    const facts = this.evaluation.factsOf(file);
    const range = facts && typeof value === 'number' ? variableAt(facts, call, value) : undefined;
    return range && this.span(file, range);
  }

  /** How the call that sends a command is written, where it may be written otherwise. */
  writtenCall(effect: CacheEffect): WrittenCall<SourceSpan> | undefined {
    const { file } = effect.site;
    const facts = this.evaluation.factsOf(file);
    const written = facts && writtenCall(facts, effect);
    if (!written) return undefined;
    return {
      ...written,
      call: this.span(file, written.call),
      name: this.span(file, written.name),
      receiver: this.span(file, written.receiver),
      arguments: written.arguments.map((range) => this.span(file, range)),
    };
  }

  /** Whether an `await` may stand before a call: its function is one that waits, and its type is what it gives. */
  mayAwait({ file, call }: Site): boolean {
    const facts = this.evaluation.factsOf(file);
    const fact = facts?.calls[call];
    return fact !== undefined && !fact.asserted && facts?.functions[fact.function]?.async === true;
  }

  /** The spans of the arguments of a call, as they are written. */
  givenSpans(site: Site): readonly SourceSpan[] {
    const ranges = this.evaluation.factsOf(site.file)?.calls[site.call]?.argumentRanges ?? [];
    return ranges.map((range) => this.span(site.file, range));
  }

  /** The span of all of a function. */
  wholeFunctionSpan({ file, index }: FunctionReference): SourceSpan {
    return this.span(file, this.evaluation.factsOf(file)?.functions[index]?.range ?? [0, 0]);
  }

  /** The span of a function's name, or of all of it when it has none. */
  functionSpan(reference: FunctionReference): SourceSpan {
    const fact = this.evaluation.factsOf(reference.file)?.functions[reference.index];
    return this.span(reference.file, fact ? (fact.name ? fact.nameRange : fact.range) : [0, 0]);
  }

  /** `UserService.update`, or `(module)` for code outside functions. */
  functionName(reference: FunctionReference): string {
    const facts = this.evaluation.factsOf(reference.file);
    return facts?.functions[reference.index]?.name || '(module)';
  }

  /** The function a call is written in, callbacks counted as part of the function around them. */
  functionOf(site: Site): FunctionReference {
    return functionOfCall(this.evaluation, site) ?? { file: site.file, index: 0 };
  }

  /** The class a function is written in, or its file: what is written together. */
  unitOf({ file, index }: FunctionReference): string {
    const fact = this.evaluation.factsOf(file)?.functions[index];
    return `${file}#${fact?.class ?? ''}`;
  }

  /** The functions that call this one; callbacks count as the function they are written in. */
  callersOf(reference: FunctionReference): readonly FunctionReference[] {
    return this.graph.callersOf(reference).map((caller) => caller.function);
  }

  /** Whether something outside of tests may call a function that nobody is seen to call: by its name, or a decorator. */
  mayBeCalled({ file, index }: FunctionReference): boolean {
    const fact = this.evaluation.factsOf(file)?.functions[index];
    const name = fact?.name.replace(/^.*\./, '') ?? '';
    return fact === undefined || fact.decorators.length > 0 || this.mentions.has(name);
  }

  /** Whether a clock starts the function again and again, and nothing else. */
  isScheduled(reference: FunctionReference): boolean {
    return this.schedules.isScheduled(reference);
  }

  /** How many handlers listen for the events that a function emits. */
  subscribersOf(reference: FunctionReference): number {
    return this.graph.subscribersOf(reference);
  }

  /** The calls of this function. */
  callsOf(reference: FunctionReference): readonly Site[] {
    return this.graph.callersOf(reference).map(({ frame, call }) => ({ file: frame.file, call }));
  }

  /** The parameters that say how long an entry may live. */
  lifeParametersOf({ file, index }: FunctionReference): readonly LifeParameter[] {
    const facts = this.evaluation.factsOf(file);
    return (facts ? ttlParametersOf(facts, index) : []).map((parameter) => ({
      ...parameter,
      span: this.span(file, parameter.range),
    }));
  }

  /** Whether a call gives a parameter of what it calls anything; what cannot be read may. */
  passes(site: Site, { parameter, path }: LifeParameter): boolean {
    const call = this.evaluation.factsOf(site.file)?.calls[site.call];
    return call !== undefined && givesArgument(call, parameter, path);
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

  /** Whether something listens for promises that were rejected and that nobody handled. */
  handlesRejections(): boolean {
    return handlesRejections(this.evaluation);
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
    const frame = this.evaluation.symbolicFrame(this.functionOf(site));
    return (
      call?.arguments.some((argument) => {
        if (argument.kind === 'spread') return argument.value.kind !== 'array';
        return (
          frame && argument.kind !== 'array' && this.evaluation.evaluate(frame, argument).kind === 'array'
        );
      }) === true
    );
  }

  /** Maps and objects of modules that are used as caches and only ever grow. */
  memoryCaches(): readonly MemoryCache[] {
    return collectMemoryCaches(this.evaluation);
  }

  /** Where an object that a cache in memory holds is changed by who reads it. */
  heldChanges(): readonly HeldChange[] {
    const filled = new Set(this.functions().flatMap((reference) => this.filledOnMiss(reference)));
    return filled.size > 0 ? collectHeldChanges(this.evaluation, (site) => filled.has(siteKey(site))) : [];
  }

  /** The caches in memory that a function reads and fills with something loaded. */
  private filledOnMiss(reference: FunctionReference): readonly string[] {
    const held = this.effects.of(reference).flatMap((effect) => {
      const { givesStored, origin } = effect.kind === 'cache' ? effect.client : {};
      return effect.kind === 'cache' && givesStored && origin ? [{ effect, key: siteKey(origin) }] : [];
    });
    const read = new Set(held.flatMap(({ effect, key }) => (effect.operation === 'read' ? [key] : [])));
    return held.flatMap(({ effect: { operation, value }, key }) =>
      operation === 'write' && value && isLoaded(value) && read.has(key) ? [key] : [],
    );
  }

  /** Where cached values are used as what JSON does not keep. */
  lostTypes(): readonly LostType[] {
    return collectLostTypes(this.evaluation);
  }

  /** Where what is kept stands for a load that failed. */
  failureKeptBy(effect: CacheEffect): FailureValue | undefined {
    return failureKeptBy(this.evaluation, effect);
  }

  /** The tests for truth that tell whether a read found something. */
  hitTestsOf(site: Site): readonly HitTest[] {
    const facts = this.evaluation.factsOf(site.file);
    return facts ? hitTestsOf(facts, site.call) : [];
  }

  /** The type that a read is declared to give, where it has falsy values. */
  declaredFalsyType(site: Site): FalsyType | undefined {
    const facts = this.evaluation.factsOf(site.file);
    return facts && declaredTypeOf(facts, site.call);
  }

  /** The type of what a write stores, by the text of its argument, where it has falsy values. */
  storedFalsyType({ site, chain, form, arguments: given }: CacheEffect): FalsyType | undefined {
    const facts = this.evaluation.factsOf(site.file);
    const call = facts?.calls[site.call];
    if (!facts || !call || chain.length > 1 || typeof form.value !== 'number') return undefined;
    const value = call.arguments.length === given.length ? call.arguments[form.value] : undefined;
    return value && falsyTypeOf(facts, value);
  }

  /** The type that callers give for the type parameter that a read is declared with. */
  falsyTypeOfCallers(site: Site): FalsyType | undefined {
    const facts = this.evaluation.factsOf(site.file);
    if (!facts || !isGeneric(facts, site.call)) return undefined;
    const callers = this.graph.callersOf(this.functionOf(site));
    const types = callers.map(({ frame, call }) => falsyTypeIn(frame.facts.calls[call]?.typeArguments?.[0]));
    return types.find((type) => type !== undefined);
  }

  /** Whether a call is only made for certain outcomes of another. */
  dependsOn(site: Site, other: Site): boolean {
    const facts = this.evaluation.factsOf(site.file);
    return facts !== undefined && site.file === other.file && dependsOnResult(facts, site.call, other.call);
  }

  /** Whether the result of a call is compared by size, as a count is with its limit. */
  isComparedBySize(site: Site): boolean {
    const facts = this.evaluation.factsOf(site.file);
    return facts !== undefined && isComparedBySize(facts, site.call);
  }

  /** The loop over a list whose element a call is about, with the calls made in every turn. */
  loopOf(site: Site): LoopOfCall | undefined {
    const facts = this.evaluation.factsOf(site.file);
    const loop = facts && elementLoopOf(facts, site.call);
    const owner = facts?.calls[site.call]?.function ?? 0;
    const frame = loop && this.evaluation.symbolicFrame({ file: site.file, index: owner });
    if (!facts || !loop || !frame) return undefined;
    const calls = callsInLoop(facts, owner, loop.fork).map((call): Site => ({ file: site.file, call }));
    return {
      source: this.evaluation.evaluate(frame, loop.source),
      calls,
      returns: returnsFromLoop(facts, owner, loop.fork),
    };
  }

  /** The name and the factors that the code gives for a TTL: `TTL_MS`, `60 * 60`. */
  wordingOf(site: Site, amount: TtlAmount, given: number): TtlWording {
    const facts = this.evaluation.factsOf(site.file);
    const call = facts?.calls[site.call];
    // Spreads and `call('SET', …)` shift the arguments.
    if (!facts || !call || call.arguments.length !== given) return { factors: [] };
    const expression = argumentExpression(call, amount.argument, amount.option);
    return expression ? wording(facts, expression) : { factors: [] };
  }

  /** TTLs that are declared once for many entries, with the span of what declares them. */
  declaredTtls(): readonly (DeclaredTtl & { readonly span: SourceSpan })[] {
    return collectDeclaredTtls(this.evaluation).map((declared) => ({
      ...declared,
      span: this.span(declared.file, declared.range),
    }));
  }

  /** The version range a package is asked for in, near a file. */
  versionRange(file: string, packageName: string): string | undefined {
    return this.evaluation.linker.versionRange(file, packageName);
  }

  /** Functions whose callers matter: wrappers, and what writes cached rows without changing the copy. */
  functionsWithOpenCallers(): readonly FunctionReference[] {
    const writers = this.databaseWrites
      .filter((write) =>
        this.groupsAffectedBy(write).some(
          (group) => !changesCopyItself(this.evaluation, this.effects, write, group),
        ),
      )
      .map((write) => write.function);
    const wrappers = this.keyUses.flatMap((use) => {
      const passedThrough = use.effect.chain.slice(1).map((site) => this.functionOf(site));
      return use.callersMatter ? [use.function, ...passedThrough] : passedThrough;
    });
    // How much of the whole keyspace they touch is worse in code that serves.
    const sweepers = this.operations
      .filter(({ effect }) => /^(keys|flushall|flushdb)$/.test(sentCommand(effect) ?? ''))
      .map((use) => use.function);
    // Whether anybody calls them says whether what they delete is ever deleted.
    const deleting = this.cachedGroups().flatMap(({ invalidations }) =>
      invalidations
        .map((use) => use.function)
        .filter((reference) => this.effects.of(reference).every(({ kind }) => kind === 'cache')),
    );
    return [...writers, ...wrappers, ...sweepers, ...deleting];
  }

  /** Functions that read what may be let in by: who calls them says whether it is. */
  readersOfCopies(): readonly FunctionReference[] {
    return this.cachedGroups().flatMap(({ reads }) => reads.map((use) => use.function));
  }

  /** Files in which objects of the class of a method are made. */
  filesOfObjects({ file, index }: FunctionReference): readonly string[] {
    const facts = this.evaluation.factsOf(file);
    const owner = facts?.functions[index]?.class;
    const fact = owner === undefined ? undefined : facts?.classes[owner];
    const made = fact?.constructorFunction;
    const callers = made === undefined ? [] : this.graph.callersOf({ file, index: made });
    const inheriting = fact ? this.evaluation.inheritingFiles(file, fact.name) : [];
    return [...new Set([...callers.map((caller) => caller.frame.file), ...inheriting])];
  }

  /** Files that others have a client from, with the names it goes by there. */
  exportedClients(): ClientExports {
    return exportedClients(this.evaluation, (reference) =>
      this.effects.of(reference).some(({ kind }) => kind === 'cache'),
    );
  }

  /** Where a command takes the expiry and the value, if each stands in the place of the other. */
  swappedArguments(effect: CacheEffect): SwappedArguments | undefined {
    const facts = this.evaluation.factsOf(effect.site.file);
    return facts && swappedArguments(facts, effect);
  }

  /** Names of interfaces and abstract classes whose implementations matter. */
  declaredBases(): ReadonlySet<string> {
    return this.evaluation.declaredBases;
  }

  /** Identities of the entities that are cached, and the others they go by. */
  cachedEntities(): ReadonlySet<string> {
    return new Set(
      this.copies
        .filter((group) => group.nature === 'cache')
        .flatMap((group) => group.entities)
        .flatMap(({ entity }) => identitiesOf(entity)),
    );
  }

  /** Files in which cached rows are read or inserted: what writes them often stands beside it. */
  filesOfCachedRows(): ReadonlySet<string> {
    const read = this.copies
      .filter((group) => group.nature === 'cache')
      .flatMap((group) => group.entities.flatMap(({ site }) => site?.file ?? []));
    const given = this.groups
      .filter(({ entities, reads }) => entities.length === 0 && reads.length > 0)
      .flatMap(({ writes }) => writes)
      .flatMap(({ effect, function: owner }) => filesGivenCopies(this.evaluation, owner, effect));
    return new Set([...read, ...given]);
  }

  summaries(): readonly KeyPatternSummary[] {
    return this.groups
      .map((group) => this.summary(group))
      .sort((a, b) => (a.pattern < b.pattern ? -1 : a.pattern > b.pattern ? 1 : 0));
  }

  private summary(group: KeyGroup): KeyPatternSummary {
    return {
      pattern: group.text,
      nature: group.nature,
      entities: group.entities.map((entity) => entity.entity.name).sort(),
      ttl: ttlOfWrites(group.writes),
      writes: this.codeSites(group.writes),
      reads: this.codeSites(group.reads),
      invalidations: this.codeSites(group.invalidations),
      databaseWrites: databaseWritesOn(this, group),
      functions: functionsOf(this, group),
    };
  }

  private codeSites(uses: readonly KeyUse[]): readonly CodeSite[] {
    const sites = uses.map((use): CodeSite => {
      const site = outermostSite(use.effect);
      return {
        span: this.callSpan(site),
        functionName: this.functionName(use.function),
        command: use.effect.command,
      };
    });
    const seen = new Set<string>();
    return sites
      .filter((site) => {
        const key = `${site.span.file}#${site.span.start}`;
        return seen.has(key) ? false : seen.add(key);
      })
      .sort((a, b) =>
        a.span.file === b.span.file ? a.span.start - b.span.start : a.span.file < b.span.file ? -1 : 1,
      );
  }

  /** The suppression comments of all files, as they are written. */
  suppressions(): readonly Suppression[] {
    return this.files.flatMap((file) =>
      (this.evaluation.factsOf(file)?.suppressions ?? []).map(
        ({ range, wordRange, scope, line, rules, reason }): Suppression => ({
          scope,
          line,
          reason,
          span: this.span(file, range),
          word: this.span(file, wordRange),
          rules: rules.map((rule) => ({ id: rule.id, span: this.span(file, rule.range) })),
        }),
      ),
    );
  }

  private callRange(site: Site, which: 'range' | 'nameRange'): TextRange {
    return this.evaluation.factsOf(site.file)?.calls[site.call]?.[which] ?? [0, 0];
  }

  private span(file: string, range: TextRange): SourceSpan {
    return spanOfRange(file, this.evaluation.factsOf(file)?.lineStarts ?? [0], range);
  }
}

export interface Suppression {
  readonly scope: 'line' | 'file';
  /** The line that it is about, from 1. */
  readonly line: number;
  /** '' when none is given. */
  readonly reason: string;
  /** The whole comment. */
  readonly span: SourceSpan;
  /** `cache-review-ignore-next-line` */
  readonly word: SourceSpan;
  readonly rules: readonly SuppressedRule[];
}

export interface SuppressedRule {
  /** As written; there need not be such a rule. */
  readonly id: string;
  readonly span: SourceSpan;
}

export type LifeParameter = TtlParameter & { readonly span: SourceSpan };

/** How a number is written. */
export interface TtlWording {
  readonly name?: string;
  /** Of a product of known numbers. */
  readonly factors: readonly number[];
}

function wording(facts: FileFacts, expression: Expression): TtlWording {
  const name = nameOfExpression(expression);
  return { factors: factorsOf(facts, expression), ...(name !== undefined && { name }) };
}

export interface LoopOfCall {
  readonly source: Value;
  readonly calls: readonly Site[];
  /** The function may return from inside the loop. */
  readonly returns: boolean;
}

export type CacheOperationUse = DirectUse;

/** The longest known TTL; none as soon as one write has none. */
export function ttlOfWrites(writes: readonly KeyUse[]): PatternTtl {
  let longest = 0;
  let unknown = writes.length === 0;
  for (const { effect, ttl } of writes) {
    if (ttl.kind === 'none' && effect.operation !== 'counter') return { kind: 'none' };
    if (ttl.kind === 'known') longest = Math.max(longest, ttl.milliseconds);
    else unknown = true;
  }
  return unknown || longest === 0 ? { kind: 'unknown' } : { kind: 'known', milliseconds: longest };
}

/** Whether a use stands in code that serves requests. */
export function isServing(use: KeyUse): boolean {
  return !isTestFile(use.effect.site.file) && !isTestFile(use.function.file);
}
