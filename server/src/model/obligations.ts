/**
 * Invalidation obligations: a database write on rows that are cached must be accompanied by a change of the
 * cached copy, in the function that writes or in every function that calls it.
 */
import { unify } from '../../../shared/src/keyPattern.js';
import type { BranchStep, CallUse } from '../facts/fileFacts.js';
import { isSameEntity } from '../libraries/entityNames.js';
import { type Caller, type CallGraph, enclosingFunction } from './callGraph.js';
import { type CacheEffect, type DatabaseEffect, type Effect, type Effects, isSameSite } from './effects.js';
import type { CachedEntity } from './entities.js';
import type { Evaluation } from './evaluation.js';
import type { KeyGroup } from './keyGroups.js';
import { patternsOf } from './patterns.js';
import { type FunctionReference, functionKey, someValue, type Value, walkValue } from './values.js';

export interface DatabaseWrite {
  readonly effect: DatabaseEffect;
  readonly function: FunctionReference;
}

export interface UnmetObligation {
  readonly write: DatabaseWrite;
  readonly group: KeyGroup;
  readonly entity: CachedEntity;
  /** Callers that were looked at; the function itself is not among them. */
  readonly callersWithout: readonly Caller[];
  readonly callersWith: number;
  /** A call that could not be followed comes after the write; it may do what is missing. */
  readonly unresolved: boolean;
}

const MAXIMUM_CALLER_DEPTH = 3;

/** Every database write of the workspace, where the library is called. */
export function collectDatabaseWrites(evaluation: Evaluation, effects: Effects): readonly DatabaseWrite[] {
  const writes: DatabaseWrite[] = [];
  for (const file of evaluation.files) {
    evaluation.factsOf(file)?.functions.forEach((fact, index) => {
      if (fact.inline) return;
      const reference = { file, index };
      for (const effect of effects.of(reference)) {
        if (effect.kind !== 'database' || effect.call.operation === 'read') continue;
        if (effect.chain.length === 1) writes.push({ effect, function: reference });
      }
    });
  }
  return writes;
}

/** The cached entity a write makes stale; undefined when the cached copy cannot be affected. */
export function affectedEntity(write: DatabaseWrite, group: KeyGroup): CachedEntity | undefined {
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
  if (updates && cached && !changesOne(columns, cached)) return undefined;
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

/** Whether the function that writes changes the cached copy itself; if not, its callers matter. */
export function changesCopyItself(effects: Effects, write: DatabaseWrite, group: KeyGroup): boolean {
  const entity = affectedEntity(write, group);
  if (!entity) return true;
  const { order, branches } = write.effect;
  const own = effects.of(write.function);
  if (isNewRow(write, own) && !entity.many) return true;
  return own.some((effect) => changesCopy(effect, own, order, branches, group, entity));
}

/** Whether the row was put there by the same function: nobody has it in a cache yet. */
function isNewRow({ effect: { call } }: DatabaseWrite, own: readonly Effect[]): boolean {
  return [...call.where.values()].some((value) => {
    const site = value.kind === 'rows' ? value.rows.site : undefined;
    return (
      site !== undefined &&
      own.some(
        (other) =>
          other.kind === 'database' && other.call.operation === 'insert' && isSameSite(other.call.site, site),
      )
    );
  });
}

export function unmetObligation(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  write: DatabaseWrite,
  group: KeyGroup,
): UnmetObligation | undefined {
  const entity = affectedEntity(write, group);
  if (!entity || changesCopyItself(effects, write, group)) return undefined;
  const search = searchCallers(evaluation, effects, graph, write.function, group, entity, 0, new Set());
  if (search.total > 0 && search.without.length === 0) return undefined;
  return {
    write,
    group,
    entity,
    callersWithout: search.without,
    callersWith: search.total - search.without.length,
    unresolved: callsUnresolved(evaluation, write),
  };
}

const STATEMENTS: ReadonlySet<CallUse> = new Set(['completed', 'floating', 'discarded']);

/** Whether something that is imported from the project, but is not there, is called after the write. */
function callsUnresolved(evaluation: Evaluation, write: DatabaseWrite): boolean {
  const frame = evaluation.symbolicFrame(write.function);
  if (!frame || frame.file !== write.effect.site.file) return false;
  return frame.fact.calls.some((index) => {
    const call = frame.facts.calls[index];
    if (!call || index <= write.effect.order || call.arguments.length === 0) return false;
    // A call for its value converts or formats; one that stands alone does something.
    if (!STATEMENTS.has(call.use)) return false;
    const callee = evaluation.evaluate(frame, call.callee);
    return callee.kind === 'external' && callee.path.length === 1;
  });
}

interface CallerSearch {
  readonly total: number;
  readonly without: readonly Caller[];
}

/** Every caller must change the copy itself, or have only callers that do. */
function searchCallers(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  reference: FunctionReference,
  group: KeyGroup,
  entity: CachedEntity,
  depth: number,
  seen: Set<string>,
): CallerSearch {
  const key = functionKey(reference);
  if (depth >= MAXIMUM_CALLER_DEPTH || seen.has(key)) return { total: 0, without: [] };
  seen.add(key);
  const callers = graph.callersOf(reference).filter((caller) => !isTestFile(caller.frame.file));
  const without = callers.filter((caller) => {
    const owner = enclosingFunction(caller.frame);
    const own = effects.of(owner);
    const branches = caller.frame.facts.calls[caller.call]?.branches ?? [];
    if (own.some((effect) => changesCopy(effect, own, caller.call, branches, group, entity))) return false;
    const above = searchCallers(evaluation, effects, graph, owner, group, entity, depth + 1, seen);
    return above.total === 0 || above.without.length > 0;
  });
  return { total: callers.length, without };
}

export const CHANGES: ReadonlySet<string> = new Set([
  'invalidate',
  'invalidate-part',
  'invalidate-all',
  'write',
  'write-part',
  'expire',
]);

/** Whether an effect deletes, overwrites or shortens the cached copy on the same path as the write. */
function changesCopy(
  effect: Effect,
  all: readonly Effect[],
  order: number,
  branches: readonly BranchStep[],
  group: KeyGroup,
  entity: CachedEntity,
): boolean {
  if (effect.kind !== 'cache') return false;
  if (bumpsVersion(effect, group)) return runsWith(effect, branches, entity);
  if (!CHANGES.has(effect.operation)) return false;
  if (!runsWith(effect, branches, entity)) return false;
  if (effect.operation === 'invalidate-all') return true;
  // A read-through fill before the write is not a change; an overwrite after it is.
  const isOverwrite = effect.operation === 'write' || effect.operation === 'write-part';
  if (isOverwrite && (effect.order < order || effect.fills)) return false;
  return touchesGroup(effect, all, group);
}

/** A new version in the key makes every copy under the old one unreachable. */
export function bumpsVersion(effect: CacheEffect, group: KeyGroup): boolean {
  if (effect.operation !== 'counter' && !CHANGES.has(effect.operation)) return false;
  const patterns = patternsOf(effect.key);
  return group.versions.some((version) => patterns.some((pattern) => unify(pattern, version)));
}

function touchesGroup(effect: CacheEffect, all: readonly Effect[], group: KeyGroup): boolean {
  const patterns = patternsOf(effect.key);
  if (patterns.some((pattern) => unify(pattern, group.pattern))) return true;
  // A delete of keys that cannot be read: what a scan found, or what a set of keys lists. Unknown is not absent.
  const isUnread = patterns.some((pattern) => pattern.parts.every((part) => typeof part !== 'string'));
  return isUnread && effect.operation !== 'write' && effect.operation !== 'write-part' && scans(all);
}

function scans(all: readonly Effect[]): boolean {
  return all.some(
    (effect) => effect.kind === 'cache' && (effect.operation === 'scan' || effect.operation === 'read'),
  );
}

/**
 * Whether the effect runs whenever the write does. A condition the write does not share is accepted where it
 * asks for the outcome of the write or for the cache itself, or where it only leaves early.
 */
function runsWith(effect: CacheEffect, branches: readonly BranchStep[], entity: CachedEntity): boolean {
  return effect.branches.every((step) => {
    const shared = branches.find((other) => other.fork === step.fork);
    if (shared) return shared.arm === step.arm;
    if (step.afterExit || step.arm === 'loop') return true;
    if (step.arm === 'catch') return false;
    return effect.guards.every((guard) => asksForOutcome(guard, entity) || asksForKey(guard, effect));
  });
}

/** Whether a condition asks for what the key is made of: without an id there is no key. */
function asksForKey(guard: Value, effect: CacheEffect): boolean {
  const asked: Value[] = [];
  walkValue(guard, (part) => {
    if (part.kind === 'parameter') asked.push(part);
    return true;
  });
  const isAsked = (part: Value): boolean =>
    part.kind === 'parameter' && asked.some((other) => isSameParameter(part, other));
  return asked.length > 0 && someValue(effect.key, isAsked);
}

function isSameParameter(a: Value, b: Value): boolean {
  return (
    a.kind === 'parameter' &&
    b.kind === 'parameter' &&
    a.index === b.index &&
    a.path.join('.') === b.path.join('.') &&
    functionKey(a.function) === functionKey(b.function)
  );
}

function asksForOutcome(guard: Value, entity: CachedEntity): boolean {
  return someValue(guard, (part) => {
    if (part.kind === 'rows') return isSameEntity(part.rows.entity, entity.entity);
    return (
      part.kind === 'environment' ||
      part.kind === 'cached' ||
      part.kind === 'cache' ||
      part.kind === 'instance'
    );
  });
}

const TEST_FILE =
  /(^|\/)(tests?|__tests__|__mocks__|e2e|spec|fixtures|mocks?|seeds?|seeders?|migrations?|scripts?|stories)\/|\.(test|spec|e2e|stories|mock|bench)\.[cm]?[jt]sx?$|(^|\/)(seed|seeder|migrate)[^/]*\.[cm]?[jt]s$/i;

/** Code that does not serve requests: its writes are made while nobody reads, or on data of its own. */
export function isTestFile(file: string): boolean {
  return TEST_FILE.test(file);
}
