/**
 * Invalidation obligations: a database write on rows that are cached must be accompanied by a change of the
 * cached copy, in the function that writes or in every function that calls it.
 */

import type { CallIndex, CallUse } from '../../facts/fileFacts.js';
import { isSameEntity } from '../../libraries/entityNames.js';
import { type Caller, type CallGraph, enclosingFunction } from '../calls/callGraph.js';
import type { DatabaseEffect, Effect, Effects } from '../calls/effects.js';
import { isSameSite, type Site, siteKey } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, functionKey, someValue, type Value } from '../evaluation/values.js';
import { cachedRowsOf, type KeyGroup } from '../keys/keyGroups.js';
import { isTestFile } from '../testFiles.js';
import { isChangedBeside } from './changesBeside.js';
import { changesCopy, touchesGroup } from './copyChanges.js';
import { isCountedInPassing } from './countedColumns.js';
import type { DatabaseWrite } from './databaseWrites.js';
import type { CachedEntity } from './entities.js';
import { deleteOfList, isGivenList } from './listDeletes.js';
import { isOfOtherRow } from './otherRows.js';

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

export interface WritePlace {
  readonly site: Site;
  /** The columns that are written from there; undefined when they cannot be read. */
  readonly columns?: readonly string[];
}

const MAXIMUM_CALLER_DEPTH = 3;

/** The cached entity a write makes stale; undefined when the cached copy cannot be affected. */
export function affectedEntity(
  write: Pick<DatabaseWrite, 'effect'>,
  group: KeyGroup,
): CachedEntity | undefined {
  const { call } = write.effect;
  const { columns } = call;
  const entity = group.entities.find((candidate) => isSameEntity(candidate.entity, call.entity));
  if (!entity) return undefined;
  // A new row cannot be in the cache under its own key yet.
  if (call.operation === 'insert' && !entity.many) return undefined;
  // Nor can the rows that belong to it.
  if (call.ofNewRow && entity.along) return undefined;
  // A key that carries the row's own version or time of change is another key after the write.
  if (group.followsChange && call.operation !== 'delete') return undefined;
  // What is not there yet is put there, and is missing in lists.
  const updates = call.operation === 'update' || (call.operation === 'upsert' && !entity.many);
  const { columns: cached } = entity;
  if (updates && columns?.length === 0) return undefined;
  if (updates && cached && !changesOne(columns, cached) && !decides(columns, entity)) return undefined;
  return entity;
}

/** Set once, when the row is made. */
const NEVER_CHANGES = /^(_?id|uuid|guid|created_?(at|on|date)?)$/i;

/** Whether an update of these columns, unknown ones among them, may change one that is cached. */
function changesOne(columns: readonly string[] | undefined, cached: ReadonlySet<string>): boolean {
  if (columns) return columns.some((column) => cached.has(column));
  for (const column of cached) if (!NEVER_CHANGES.test(column)) return true;
  return false;
}

/** Which rows are cached may be others after it. */
function decides(columns: readonly string[] | undefined, { deciding }: CachedEntity): boolean {
  return columns?.some((column) => deciding.has(column)) === true;
}

/** Whether the function that writes changes the cached copy itself; if not, its callers matter. */
export function changesCopyItself(
  evaluation: Evaluation,
  effects: Effects,
  write: DatabaseWrite,
  group: KeyGroup,
): boolean {
  const entity = affectedEntity(write, group);
  if (!entity) return true;
  const { order, branches } = write.effect;
  const own = effects.of(write.function);
  if (isNewRow(write, own) && !entity.many) return true;
  if (entity.along && belongsToNewRow(write, own, group)) return true;
  const astray = deletesOfOtherRows(evaluation, effects, write, group);
  const at = { facts: evaluation.factsOf(write.function.file), order };
  return own.some(
    (effect) => changesCopy(effect, own, at, branches, group, entity) && !astray.has(siteKey(effect.site)),
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

export function unmetObligation(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  write: DatabaseWrite,
  group: KeyGroup,
): UnmetObligation | undefined {
  const entity = affectedEntity(write, group);
  if (!entity || changesCopyItself(evaluation, effects, write, group)) return undefined;
  if (isChangedBeside(evaluation, effects, graph, write.function, group)) return undefined;
  if (isCountedInPassing(effects, graph, write)) return undefined;
  const astray = deletesOfOtherRows(evaluation, effects, write, group);
  const search = new CallerSearch(evaluation, effects, graph, write, group, entity, astray);
  const { total, changing, without } = search.of(write.function);
  if (total > 0 && changing === total) return undefined;
  if (total === 0 && isLeftUnused(evaluation, graph, write)) return undefined;
  const isBelow = isBelowCaches(evaluation, write, group) && without.length <= MAXIMUM_BLAMED;
  const blamed = without.filter((caller) => changing > 0 || isBelow || search.keepsCopies(caller));
  const givenList = deleteOfList(evaluation, effects, write.function, group);
  const isBlamed = blamed.length > 0 && !touchesCache(effects.of(write.function));
  return {
    write,
    group,
    entity,
    places: isBlamed
      ? blamed.map((caller) => search.placeOf(caller))
      : [{ ...placeOf(write.effect), site: siteFor(write, group) }],
    callersWithout: without,
    callersWith: changing,
    unresolved: callsUnresolved(evaluation, write),
    ...(givenList && { givenList }),
  };
}

/** More callers than these forget together: it is simpler to say so once. */
const MAXIMUM_BLAMED = 4;
const DATA_ACCESS = /(^|[^a-z])daos?([^a-z]|$)|dao(\.|$)|repositor(y|ies)|persistence|data-?(access|source)/i;

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

/** Whether nobody calls a method of a class for data access, while others of its methods are called. */
function isLeftUnused(
  evaluation: Evaluation,
  graph: CallGraph,
  { function: { file, index } }: DatabaseWrite,
): boolean {
  const facts = evaluation.factsOf(file);
  const owner = facts?.classes[facts.functions[index]?.class ?? -1];
  if (!owner || !DATA_ACCESS.test(owner.name) || graph.callersOf({ file, index }).length > 0) return false;
  return owner.methods.some((method) => graph.callersOf({ file, index: method.function }).length > 0);
}

/** A wrapper that keeps the copies itself is to delete them itself, whoever calls it. */
function siteFor({ site, effect }: DatabaseWrite, { writes }: KeyGroup): Site {
  const isKeeper = writes.some((use) => use.effect.site.file === effect.site.file);
  return isKeeper ? effect.site : site;
}

function placeOf({ site, call: { columns } }: DatabaseEffect): WritePlace {
  return { site, ...(columns && { columns }) };
}

function touchesCache(effects: readonly Effect[]): boolean {
  return effects.some((effect) => effect.kind === 'cache');
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
  return frame.fact.calls.some((index) => {
    const call = frame.facts.calls[index];
    if (!call || index <= write.effect.order || call.arguments.length === 0) return false;
    // A call for its value converts or formats; one that stands alone does something.
    if (!STATEMENTS.has(call.use)) return false;
    const callee = evaluation.evaluate(frame, call.callee);
    if (callee.kind !== 'external' || callee.path.length !== 1) return false;
    // `after(() => redis.del(key))`
    if (call.arguments.some(({ kind }) => kind === 'function')) return true;
    return !isForeign(evaluation, frame.file, callee.module, callee.path[0] ?? '');
  });
}

interface SearchedCallers {
  readonly total: number;
  /** How many of them change the copy, themselves or through their callers. */
  readonly changing: number;
  readonly without: readonly Caller[];
}

const NO_CALLERS: SearchedCallers = { total: 0, changing: 0, without: [] };

/** Every caller must change the copy itself, or have only callers that do. */
class CallerSearch {
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
  of(reference: FunctionReference, depth = 0): SearchedCallers {
    const key = functionKey(reference);
    if (depth >= MAXIMUM_CALLER_DEPTH || this.seen.has(key)) return NO_CALLERS;
    this.seen.add(key);
    const callers = this.graph.callersOf(reference).filter((caller) => !isTestFile(caller.frame.file));
    let changing = 0;
    const without = callers.flatMap((caller) => {
      const above = this.changes(caller) ? undefined : this.of(enclosingFunction(caller.frame), depth + 1);
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
    return touchesCache(this.effects.of(enclosingFunction(frame)));
  }

  private changes({ frame, call }: Caller): boolean {
    const reference = enclosingFunction(frame);
    const own = this.effects.of(reference);
    const seen = this.writesSeen(own, call);
    if (seen.length > 0 && seen.every((effect) => !affectedEntity({ effect }, this.group))) return true;
    if (isChangedBeside(this.evaluation, this.effects, this.graph, reference, this.group)) return true;
    const branches = frame.facts.calls[call]?.branches ?? [];
    return own.some(
      (effect) =>
        changesCopy(effect, own, { facts: frame.facts, order: call }, branches, this.group, this.entity) &&
        !(effect.order === call && this.astray.has(siteKey(effect.site))) &&
        !this.isOfOther(own, seen, effect),
    );
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
