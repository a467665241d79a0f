/** What further files may say about what is known: which of them to read next. */
import { bindingsOfBases } from '../../facts/classBases.js';
import { identitiesOf } from '../../libraries/entityNames.js';
import { enclosingFunction } from '../calls/enclosingFunctions.js';
import { sentCommand } from '../commands/commands.js';
import { MAXIMUM_CALLER_DEPTH } from '../databases/callerSearch.js';
import { filesGivenCopies } from '../databases/insertedCopies.js';
import { changesCopyItself } from '../databases/obligations.js';
import { filesWithOpenHooks } from '../databases/openHooks.js';
import { type ClientExports, exportedClients } from '../evaluation/exportedClients.js';
import { type FunctionReference, functionKey, isComputed, someValue } from '../evaluation/values.js';
import { cachedIn, holdsCopies } from '../keys/keyGroups.js';
import { dependsOnCallers } from '../keys/openConditions.js';
import { isTestFile } from '../testFiles.js';
import type { CodePlaces } from './codePlaces.js';
import type { DatabaseQuestions } from './databaseQuestions.js';
import { type CachedData, cachedGroups, type ModelParts } from './modelParts.js';

export class OpenLeads {
  constructor(
    private readonly parts: ModelParts,
    private readonly cached: CachedData,
    private readonly code: CodePlaces,
    private readonly databases: DatabaseQuestions,
  ) {}

  /** Functions whose callers matter: wrappers, and what writes cached rows without changing the copy. */
  functionsWithOpenCallers(): readonly FunctionReference[] {
    const writers = this.cached.databaseWrites
      .filter((write) =>
        this.databases
          .groupsAffectedBy(write)
          .some((group) => !changesCopyItself(this.parts.evaluation, this.parts.effects, write, group)),
      )
      .map((write) => write.function);
    const wrappers = this.cached.keyUses.flatMap((use) => {
      const passedThrough = use.effect.chain.slice(1).map((site) => this.code.functionOf(site));
      return use.callersMatter
        ? [use.function, ...this.makersOf(use.function), ...passedThrough]
        : passedThrough;
    });
    // Whether anybody calls them says whether what they delete is ever deleted.
    const deleting = cachedGroups(this.cached).flatMap(({ invalidations }) =>
      invalidations
        .map((use) => use.function)
        .filter((reference) => this.parts.effects.of(reference).every(({ kind }) => kind === 'cache')),
    );
    // Whether what is counted in a window of time is held against a limit.
    const counting = this.cached.operations
      .filter(({ effect }) => effect.operation === 'counter' && someValue(effect.key, isComputed))
      .map((use) => use.function);
    const filling = cachedGroups(this.cached).flatMap(({ writes }) =>
      writes.filter((use) => dependsOnCallers(this.parts.evaluation, use)).map((use) => use.function),
    );
    return [
      ...this.withCallers([...writers, ...filling]),
      ...wrappers,
      ...this.sweepers(),
      ...deleting,
      ...counting,
      ...this.readersForPages(),
    ];
  }

  /** What pages read, where some code says which pages have changed. */
  private readersForPages(): readonly FunctionReference[] {
    if (!this.cached.operations.some(({ effect }) => effect.form.paths)) return [];
    return cachedGroups(this.cached).flatMap(({ writes, reads }) =>
      writes.some(({ effect }) => effect.client.library.keptForPages) ? reads.map((use) => use.function) : [],
    );
  }

  /** Functions that touch the whole keyspace: worse in code that serves than in what only tests call. */
  sweepers(): readonly FunctionReference[] {
    return this.cached.operations
      .filter(({ effect }) =>
        /^(keys|flushall|flushdb|flush_all|unlink-all)$/.test(sentCommand(effect) ?? ''),
      )
      .map((use) => use.function);
  }

  /** The functions that give an object with a function, or a decorator: `makeStore('user', load)`, `@Remembered('user')`. */
  private makersOf({ file, index }: FunctionReference): readonly FunctionReference[] {
    const { parent = 0, class: owner } = this.parts.evaluation.factsOf(file)?.functions[index] ?? {};
    if (parent === 0 || owner !== undefined) return [];
    const maker = { file, index: parent };
    return [maker, ...this.makersOf(maker)];
  }

  /** With who calls them, and who calls those: as far as callers are asked whether they change a copy. */
  private withCallers(references: readonly FunctionReference[]): readonly FunctionReference[] {
    const found = new Map(references.map((reference) => [functionKey(reference), reference]));
    let latest: readonly FunctionReference[] = references;
    for (let depth = 1; depth < MAXIMUM_CALLER_DEPTH; depth++) {
      const callers = latest
        .flatMap((reference) => this.parts.graph.callersOf(reference))
        .map(({ frame }) => enclosingFunction(frame))
        .filter((caller) => !isTestFile(caller.file) && !found.has(functionKey(caller)));
      latest = [...new Map(callers.map((caller) => [functionKey(caller), caller])).values()];
      for (const caller of latest) found.set(functionKey(caller), caller);
    }
    return [...found.values()];
  }

  /** Functions that give copies on: what their callers look at says which changes matter. */
  functionsGivingCopies(): readonly FunctionReference[] {
    return cachedGroups(this.cached).flatMap((group) => this.databases.functionsGivingCopies(group));
  }

  /** Names of methods that are called on queries and keep what these give. */
  queryMethods(): readonly string[] {
    return this.parts.evaluation.queryMethods.names();
  }

  /** Functions that read what may be let in by: who calls them says whether it is. */
  readersOfCopies(): readonly FunctionReference[] {
    return cachedGroups(this.cached).flatMap(({ reads }) => reads.map((use) => use.function));
  }

  /** Functions that read from a cache in memory that gives the very objects it holds: who gets them may change them. */
  readersOfHeldObjects(): readonly FunctionReference[] {
    return cachedGroups(this.cached).flatMap(({ reads }) =>
      reads.filter(({ effect }) => effect.client.givesStored).map((use) => use.function),
    );
  }

  /** Files in which objects are made that have a method: of its class, or by the function that it stands in. */
  filesOfObjects({ file, index }: FunctionReference): readonly string[] {
    const facts = this.parts.evaluation.factsOf(file);
    const { class: owner, parent = 0 } = facts?.functions[index] ?? {};
    const fact = owner === undefined ? undefined : facts?.classes[owner];
    const made = fact ? fact.constructorFunction : parent > 0 ? parent : undefined;
    const callers = made === undefined ? [] : this.parts.graph.callersOf({ file, index: made });
    const inheriting = fact ? this.parts.evaluation.implementations.filesOf(file, fact.name) : [];
    return [...new Set([...callers.map((caller) => caller.frame.file), ...inheriting])];
  }

  /** What the class of a method implements and extends, by the names that its file has for them. */
  basesOf({ file, index }: FunctionReference): readonly string[] {
    const facts = this.parts.evaluation.factsOf(file);
    const owner = facts?.functions[index]?.class;
    const fact = owner === undefined ? undefined : facts?.classes[owner];
    if (!facts || !fact) return [];
    return bindingsOfBases(fact).flatMap((binding) => facts.bindings[binding]?.name ?? []);
  }

  /** Files that others have a client or a model with hooks from, with the names it goes by there. */
  exportedClients(): ClientExports {
    const clients = exportedClients(this.parts.evaluation, (reference) =>
      this.parts.effects.of(reference).some(({ kind }) => kind === 'cache'),
    );
    // Whoever imports a model's file says which client it is made with.
    const models = filesWithOpenHooks(this.parts.evaluation).map((file) => [file, undefined] as const);
    return new Map([...clients, ...models]);
  }

  /** Names of interfaces and abstract classes whose implementations matter. */
  declaredBases(): ReadonlySet<string> {
    return this.parts.evaluation.implementations.askedFor;
  }

  /** Identities of the entities that are cached or take cached rows along, and the others they go by. */
  cachedEntities(): ReadonlySet<string> {
    return new Set(
      this.cached.copies
        .filter(holdsCopies)
        .flatMap((group) => group.entities)
        .flatMap(({ entity, owners = [] }) => [entity, ...owners].flatMap(identitiesOf)),
    );
  }

  /** What cached resources of other services are called at the end of their addresses. */
  cachedResources(): ReadonlySet<string> {
    return new Set(
      this.cached.copies
        .filter((group) => group.nature === 'cache')
        .flatMap((group) => group.resources)
        .map(({ entity }) => entity.name.slice(entity.name.lastIndexOf('/') + 1)),
    );
  }

  /** Files in which cached rows are read, fetched or inserted: what writes them often stands beside it. */
  filesOfCachedRows(): ReadonlySet<string> {
    const read = this.cached.copies
      .filter(holdsCopies)
      .flatMap((group) => cachedIn(group).flatMap(({ site }) => site?.file ?? []));
    const given = this.cached.groups
      .filter(({ entities, reads }) => entities.length === 0 && reads.length > 0)
      .flatMap(({ writes }) => writes)
      .flatMap(({ effect, function: owner }) => filesGivenCopies(this.parts.evaluation, owner, effect));
    return new Set([...read, ...given]);
  }
}
