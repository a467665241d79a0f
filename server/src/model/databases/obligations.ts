/**
 * Invalidation obligations: a database write on rows that are cached must be accompanied by a change of the
 * cached copy, in the function that writes or in every function that calls it.
 */

import type { CallUse, FunctionIndex } from '../../facts/fileFacts.js';
import { isWithin } from '../../facts/functionNesting.js';
import { isSameEntity } from '../../libraries/entityNames.js';
import type { Caller, CallGraph } from '../calls/callGraph.js';
import type { DatabaseEffect, Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { functionOfCall } from '../calls/enclosingFunctions.js';
import { isSameSite, type Site, siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { someValue, type Value } from '../evaluation/values.js';
import { cachedRowsOf, type KeyGroup } from '../keys/keyGroups.js';
import { isTestFile } from '../testFiles.js';
import { affectedEntity, goesAlong } from './affectedEntity.js';
import { CallerSearch, choosesAmong, placeOf, touchesCache, type WritePlace } from './callerSearch.js';
import { isChangedBeside } from './changesBeside.js';
import { changeCopy, touchesGroup } from './copyChanges.js';
import { isCountedInPassing } from './countedColumns.js';
import { isToldByDatabase } from './databaseEvents.js';
import type { DatabaseWrite } from './databaseWrites.js';
import type { CachedEntity } from './entities.js';
import { isLeftOutOfCopies } from './leftOutColumns.js';
import { deleteOfList, isGivenList } from './listDeletes.js';
import { isOfOtherRow } from './otherRows.js';
import { writesOtherKind } from './rowsOfOtherKind.js';

export interface UnmetObligation {
  readonly write: DatabaseWrite;
  readonly group: KeyGroup;
  readonly entity: CachedEntity;
  /** Where the finding belongs: the write, or the calls that could have changed the copy and do not. */
  readonly places: readonly WritePlace[];
  /** Callers that were looked at; the function itself is not among them. */
  readonly callersWithout: readonly Caller[];
  readonly callersWith: number;
  /** A call that could not be followed comes after the write; it may do what is missing. */
  readonly unresolved: boolean;
  /** The delete that is there, and is given a list where it reads one row. */
  readonly givenList?: Site;
}

/** Whether the function that writes changes the cached copy itself; if not, its callers matter. */
export function changesCopyItself(
  evaluation: Evaluation,
  effects: Effects,
  write: DatabaseWrite,
  group: KeyGroup,
): boolean {
  const entity = affectedEntity(write, group);
  if (!entity || isOfNewRow(write, effects.of(write.function), group, entity)) return true;
  return deletesCopyItself(evaluation, effects, write, group, entity);
}

/** Whether nobody can have a copy yet that the write makes stale. */
function isOfNewRow(
  write: DatabaseWrite,
  own: readonly Effect[],
  group: KeyGroup,
  entity: CachedEntity,
): boolean {
  if (isNewRow(write, own) && !entity.many) return true;
  if (entity.along && belongsToNewRow(write, own, group)) return true;
  return entity.absence === true && write.effect.call.operation === 'insert' && isMadeOfNewRow(write, own);
}

function deletesCopyItself(
  evaluation: Evaluation,
  effects: Effects,
  write: DatabaseWrite,
  group: KeyGroup,
  entity: CachedEntity,
): boolean {
  const own = effects.of(write.function);
  const astray = deletesOfOtherRows(evaluation, effects, write, group);
  const seen = { ...write.effect, frame: evaluation.symbolicFrame(write.function) };
  return changeCopy(
    { evaluation, all: own, write: seen, group, entity },
    own.filter(({ site }) => !astray.has(siteKey(site))),
  );
}

/** Where the function that writes deletes the copy of another row, or that of no row. */
function deletesOfOtherRows(
  evaluation: Evaluation,
  effects: Effects,
  write: DatabaseWrite,
  group: KeyGroup,
): ReadonlySet<string> {
  const own = effects.of(write.function);
  const isAstray = (effect: Effect): boolean =>
    effect.kind === 'cache' &&
    (isOfOtherRow(evaluation, own, write.effect, group, effect) || isGivenList(evaluation, effects, effect));
  const astray = new Set(own.flatMap((effect) => (isAstray(effect) ? [siteKey(effect.site)] : [])));
  // One call of a library may delete several keys, each for another call of the function around it.
  for (const effect of own) {
    if (
      effect.kind === 'cache' &&
      astray.has(siteKey(effect.site)) &&
      touchesGroup(effect, own, group) &&
      !isAstray(effect)
    )
      astray.delete(siteKey(effect.site));
  }
  return astray;
}

/** Whether the row was put there by the same function: nobody has it in a cache yet. */
function isNewRow({ effect: { call } }: DatabaseWrite, own: readonly Effect[]): boolean {
  return [...call.where.values()].some((value) => insertOf(value, own) !== undefined);
}

/** Whether the row is put beside one that the same function makes: nobody has that one in a cache yet. */
function belongsToNewRow(
  { effect: { call } }: DatabaseWrite,
  own: readonly Effect[],
  group: KeyGroup,
): boolean {
  return (call.data ?? []).some((data) =>
    someValue(data, (part) => {
      const made = insertOf(part, own);
      return made !== undefined && cachedRowsOf(group, made.call.entity)?.along === false;
    }),
  );
}

/** Nobody can have asked by what came into being with another row of the same function. */
function isMadeOfNewRow({ effect: { call } }: DatabaseWrite, own: readonly Effect[]): boolean {
  return (call.data ?? []).some((data) => someValue(data, (part) => insertOf(part, own) !== undefined));
}

/** The insert that gave a row. */
function insertOf(value: Value, own: readonly Effect[]): DatabaseEffect | undefined {
  const site = value.kind === 'rows' ? value.rows.site : undefined;
  return site && own.find((other) => isInsertAt(other, site));
}

function isInsertAt(effect: Effect, site: Site): effect is DatabaseEffect {
  return (
    effect.kind === 'database' && effect.call.operation === 'insert' && isSameSite(effect.call.site, site)
  );
}

/** Of a write without an unmet obligation: whether that is so because some code deletes or overwrites the copy. */
export function isChangedOnTheWay(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  write: DatabaseWrite,
  group: KeyGroup,
): boolean {
  const entity = affectedEntity(write, group);
  if (!entity || isOfNewRow(write, effects.of(write.function), group, entity)) return false;
  if (deletesCopyItself(evaluation, effects, write, group, entity)) return true;
  if (isChangedBeside(evaluation, effects, graph, write.function, group)) return true;
  if (isToldByDatabase(evaluation, group)) return true;
  const astray = deletesOfOtherRows(evaluation, effects, write, group);
  const search = new CallerSearch(evaluation, effects, graph, write, group, entity, astray);
  const { total, changing } = search.of(write.function);
  return total > 0 && changing === total && search.isChangedBySome;
}

export function unmetObligation(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  write: DatabaseWrite,
  group: KeyGroup,
): UnmetObligation | undefined {
  const entity = affectedEntity(write, group);
  if (!entity || changesCopyItself(evaluation, effects, write, group)) return undefined;
  if (goesAlong(entity, write) && looksAfter(effects.of(write.function), entity)) return undefined;
  if (isChangedBeside(evaluation, effects, graph, write.function, group)) return undefined;
  if (isToldByDatabase(evaluation, group)) return undefined;
  if (isCountedInPassing(evaluation, effects, graph, write, group)) return undefined;
  const { operation, columns, entity: written } = write.effect.call;
  if (writesOtherKind(evaluation, write.function.file, write.effect.call, entity)) return undefined;
  if (operation === 'update' && columns && isLeftOutOfCopies(evaluation, group.writes, written, columns))
    return undefined;
  const astray = deletesOfOtherRows(evaluation, effects, write, group);
  const search = new CallerSearch(evaluation, effects, graph, write, group, entity, astray);
  const { total, changing, without } = search.of(write.function);
  if (total > 0 && changing === total) return undefined;
  if (total === 0 && isLeftUnused(evaluation, graph, write)) return undefined;
  const isBelow = isBelowCaches(evaluation, write, group) && without.length <= MAXIMUM_BLAMED;
  const blamed = without.filter(
    (caller) =>
      !choosesAmong(caller) &&
      (changing > 0 || isBelow || search.keepsCopies(caller) || isMethodOfKeeper(evaluation, caller, group)),
  );
  const givenList = deleteOfList(evaluation, effects, write.function, group);
  const isBlamed = blamed.length > 0 && !touchesCache(effects.of(write.function));
  return {
    write,
    group,
    entity,
    places: isBlamed
      ? blamed.map((caller) => search.placeOf(caller))
      : [{ ...placeOf(write.effect), site: siteFor(evaluation, write, group) }],
    callersWithout: without,
    callersWith: changing,
    unresolved: callsUnresolved(evaluation, write),
    ...(givenList && { givenList }),
  };
}

/** Whether code that deletes rows asks for those that go with them, or writes these itself: there may be none left. */
function looksAfter(own: readonly Effect[], { entity }: CachedEntity): boolean {
  return own.some((effect) => effect.kind === 'database' && isSameEntity(effect.call.entity, entity));
}

/** More callers than these forget together: it is simpler to say so once. */
const MAXIMUM_BLAMED = 4;
const DATA_ACCESS =
  /(^|[^a-z])(dao|repo)s?([^a-z]|$)|(dao|repo)(\.|$)|repositor(y|ies)|persistence|data-?(access|source)/i;

/** Whether a write stands in a layer that only knows the database, while copies are kept by those who call it. */
function isBelowCaches(
  evaluation: Evaluation,
  { function: { file, index } }: DatabaseWrite,
  group: KeyGroup,
): boolean {
  const name = evaluation.factsOf(file)?.functions[index]?.name ?? '';
  if (!DATA_ACCESS.test(file) && !DATA_ACCESS.test(name.split('.')[0] ?? '')) return false;
  return [...group.writes, ...group.invalidations].every((use) => use.function.file !== file);
}

/** Whether other methods of the class of a caller delete the copies: it stands before the one that writes, and knows of them. */
function isMethodOfKeeper(
  evaluation: Evaluation,
  { function: { file, index } }: Caller,
  { invalidations }: KeyGroup,
): boolean {
  const functions = evaluation.factsOf(file)?.functions;
  const owner = functions?.[index]?.class;
  return (
    owner !== undefined &&
    invalidations.some(
      (use) => use.function.file === file && functions?.[use.function.index]?.class === owner,
    )
  );
}

/** Whether nobody calls a function for data access, while others of its class, maker or module are called. */
function isLeftUnused(
  evaluation: Evaluation,
  graph: CallGraph,
  { function: { file, index } }: DatabaseWrite,
): boolean {
  const facts = evaluation.factsOf(file);
  const isCalled = (one: FunctionIndex): boolean =>
    graph.callersOf({ file, index: one }).some(({ frame }) => !isTestFile(frame.file));
  if (!facts || isCalled(index)) return false;
  const own = facts.functions[index];
  const owner = facts.classes[own?.class ?? -1];
  if (owner) return DATA_ACCESS.test(owner.name) && owner.methods.some((method) => isCalled(method.function));
  const maker = facts.functions[own?.parent ?? -1]?.name ?? '';
  if (!DATA_ACCESS.test(file) && !DATA_ACCESS.test(maker)) return false;
  return facts.functions.some((other, position) => other.parent === own?.parent && isCalled(position));
}

/** A class that keeps the copies itself is to delete them itself, whoever calls it. */
function siteFor(evaluation: Evaluation, { site, effect }: DatabaseWrite, { writes }: KeyGroup): Site {
  const isKeeper = writes.some((use) => isOneClass(evaluation, use.effect.site, effect.site));
  return isKeeper ? effect.site : site;
}

/** In one class, or in one function. */
function isOneClass(evaluation: Evaluation, a: Site, b: Site): boolean {
  const facts = evaluation.factsOf(a.file);
  const [own, other] = [a, b].map((site) => functionOfCall(evaluation, site)?.index ?? -1);
  if (a.file !== b.file || !facts || own === undefined || other === undefined) return false;
  const around = facts.functions[own]?.class;
  return own === other || (around !== undefined && around === facts.functions[other]?.class);
}

const MAY_DELETE = /cach|invalid|purge|evict|redis|emit|publish|dispatch|notify|trigger|enqueue|queue|event/i;

/** What a package from elsewhere does knows none of the project's keys, unless it is made for that. */
function isForeign(evaluation: Evaluation, file: string, module: string, name: string): boolean {
  if (evaluation.libraries.some(({ packages }) => packages.includes(module))) return true;
  const owner = module.split('/', module.startsWith('@') ? 2 : 1).join('/');
  const range = evaluation.linker.versionRange(file, owner);
  return (
    range !== undefined &&
    !/^(workspace|file|link|portal):/.test(range) &&
    !MAY_DELETE.test(`${module} ${name}`)
  );
}

const STATEMENTS: ReadonlySet<CallUse> = new Set(['completed', 'floating', 'discarded']);

/** Whether something that is imported from the project, but is not there, is called after the write. */
function callsUnresolved(evaluation: Evaluation, write: DatabaseWrite): boolean {
  const frame = evaluation.symbolicFrame(write.function);
  if (!frame || frame.file !== write.site.file) return false;
  const written = frame.facts.calls[write.site.call]?.range;
  return frame.fact.calls.some((index) => {
    const call = frame.facts.calls[index];
    if (!call || index <= write.effect.order || call.arguments.length === 0) return false;
    // `transaction(User, async (BoundUser) => …)` runs what it is given, and this is the write.
    if (written && isWithin(written, call.range)) return false;
    // A call for its value converts or formats; one that stands alone does something.
    if (!STATEMENTS.has(call.use)) return false;
    const callee = evaluation.evaluate(frame, call.callee);
    if (callee.kind !== 'external' || callee.path.length !== 1) return false;
    // `after(() => redis.del(key))`
    if (call.arguments.some(({ kind }) => kind === 'function')) return true;
    return !isForeign(evaluation, frame.file, callee.module, callee.path[0] ?? '');
  });
}
