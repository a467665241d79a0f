/**
 * What changes a cached copy. In: an effect of the function that writes rows, and the keys under which they are cached.
 * Out: whether the effect deletes, overwrites or shortens the copy, by its key, its version or its tag, whenever the write
 * is made.
 */

import { hasText, type KeyHole, type KeyPattern, unify } from '../../../../shared/src/keyPattern.js';
import type { BranchStep, CallIndex, FileFacts } from '../../facts/fileFacts.js';
import { isWithin } from '../../facts/functionNesting.js';
import { isSameEntity } from '../../libraries/entityNames.js';
import { isDefaultCourse } from '../calls/defaultCourse.js';
import type { CacheEffect, DatabaseEffect, Effect, Guard } from '../calls/effect.js';
import { hasOwnCase } from '../calls/effectPlaces.js';
import { isSettled } from '../calls/settledForks.js';
import { isSameSite } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { patternsOf } from '../evaluation/patterns.js';
import { isPartOfParameter, type Rows, someValue, type Value, walkValue } from '../evaluation/values.js';
import { isInOtherDatabase, type KeyGroup } from '../keys/keyGroups.js';
import { listsOfDelete } from '../keys/keyLists.js';
import { revalidatesOne } from '../keys/readingPages.js';
import { isOnStore } from '../keys/storeGroups.js';
import { looksUpKeysOf } from '../keys/sweeps.js';
import type { DatabaseCall } from './databaseCalls.js';
import type { CachedEntity } from './entities.js';
import { asksWhetherWritten } from './notedOutcomes.js';
import { asksForWritten } from './writtenConditions.js';

export const CHANGES: ReadonlySet<string> = new Set([
  'invalidate',
  'invalidate-part',
  'invalidate-all',
  'write',
  'write-part',
  'expire',
]);

/** A write of rows, as a function sees it that makes it itself or calls others that do. */
export interface SeenWrite {
  /** Of the function; undefined where there is none. */
  readonly frame: Frame | undefined;
  /** The function's own call. */
  readonly order: CallIndex;
  readonly branches: readonly BranchStep[];
  readonly call: DatabaseCall;
}

/** What is asked about the copies of a write, wherever its function or a caller is looked at. */
export interface CopyQuestion {
  readonly evaluation: Evaluation;
  /** All effects of the function. */
  readonly all: readonly Effect[];
  readonly write: SeenWrite;
  readonly group: KeyGroup;
  readonly entity: CachedEntity;
}

/** Whether some of the effects delete, overwrite or shorten the cached copy on every path of the write. */
export function changeCopy(asked: CopyQuestion, effects: readonly Effect[]): boolean {
  return coverEveryWay(
    effects.flatMap((effect) => {
      const open = mayChangeCopy(asked, effect) ? openSteps(asked, effect) : undefined;
      return open ? [open] : [];
    }),
  );
}

/** Whether an effect runs on every path of the write. */
export function runsWithWrite(asked: CopyQuestion, effect: Effect): boolean {
  return openSteps(asked, effect)?.length === 0;
}

/** Whether an effect deletes, overwrites or shortens the cached copy where it runs. */
function mayChangeCopy({ all, write, group }: CopyQuestion, effect: Effect): boolean {
  if (effect.kind === 'database') return raisesVersion(effect, group);
  if (bumpsVersion(effect, group) || deletesByTag(effect, group)) return true;
  if (!CHANGES.has(effect.operation)) return false;
  if (effect.operation === 'invalidate-all') return true;
  if (effect.fills && isOverwrite(effect)) return false;
  if (isOfOnePage(effect, group)) return false;
  if (isEarlyOverwrite(effect, write)) return false;
  return touchesGroup(effect, all, group);
}

/** `if (quiet) { del(key); return } del(key)`: what each arm of a fork does is done whichever is taken. */
function coverEveryWay(ways: readonly (readonly BranchStep[])[]): boolean {
  if (ways.some((steps) => steps.length === 0)) return true;
  const steps = ways.flat();
  const isDecided = ({ fork, arm }: BranchStep): boolean =>
    steps.some((other) => other.fork === fork && other.arm !== arm);
  const paired = ways.filter((way) => way.every(isDecided));
  if (paired.length < ways.length) return coverEveryWay(paired);
  const [fork] = steps.map((step) => step.fork);
  return (
    fork !== undefined &&
    [...ONE_OF_TWO].every((arm) =>
      coverEveryWay(
        ways
          .filter((way) => way.every((step) => step.fork !== fork || step.arm === arm))
          .map((way) => way.filter((step) => step.fork !== fork)),
      ),
    )
  );
}

/** Names of what only says which part of the rows is asked for. */
const PAGE = /^(page|page_?(no|num|number|index)|offset|skip|cursor)$/i;

/** `del('books:0')`, where the lists are `books:{page}`: the other pages are left. */
function isOfOnePage({ operation, key }: CacheEffect, { pattern }: KeyGroup): boolean {
  if (operation !== 'invalidate' || key.kind !== 'constant') return false;
  const holes = pattern.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.hole]));
  return holes.length > 0 && holes.every((hole) => PAGE.test(hole)) && !String(key.value).includes('*');
}

function isOverwrite({ operation }: CacheEffect): boolean {
  return operation === 'write' || operation === 'write-part';
}

/** A copy that is written before the rows are is not written with what they are then; one that is written after them is. */
export function isEarlyOverwrite(effect: Effect, write: Pick<SeenWrite, 'frame' | 'order'>): boolean {
  return effect.kind === 'cache' && isOverwrite(effect) && comesBefore(effect.order, write);
}

/** Whether a call stands before another one, and not in a callback that the other is given. */
function comesBefore(call: CallIndex, { frame, order }: Pick<SeenWrite, 'frame' | 'order'>): boolean {
  const [own, around] = [frame?.facts.calls[call]?.range, frame?.facts.calls[order]?.range];
  return call < order && !(own && around && isWithin(own, around));
}

/** A new version in the key makes every copy under the old one unreachable. */
export function bumpsVersion(effect: CacheEffect, group: KeyGroup): boolean {
  if (effect.operation !== 'counter' && !CHANGES.has(effect.operation)) return false;
  const patterns = patternsOf(effect.key);
  return group.versions.some((version) => patterns.some((pattern) => unify(pattern, version)));
}

/** The same of a version that some row has: `user.update({ data: { rightsVersion: { increment: 1 } } })`. */
function raisesVersion({ call }: DatabaseEffect, { versionColumns }: KeyGroup): boolean {
  const { operation, columns = [] } = call;
  return operation !== 'read' && columns.some((column) => versionColumns.includes(column));
}

/** Whether the entries of a group carry a tag that is deleted here; what cannot be read may be any. */
export function deletesByTag(
  { operation, key, client, form, arguments: given }: CacheEffect,
  group: KeyGroup,
): boolean {
  if (operation !== 'invalidate-tag') return false;
  if (form.paths && group.pages && !revalidatesOne(given, group.pages)) return false;
  const deleted = patternsOf(key);
  return group.writes.some(
    ({ effect }) =>
      effect.client.library === client.library &&
      (deleted.every((pattern) => !hasText(pattern)) ||
        (effect.tags !== undefined &&
          tagsOf(effect.tags).some((tag) => deleted.some((other) => unify(other, tag))))),
  );
}

/** Each tag of a list by itself. */
function tagsOf(tags: Value): readonly KeyPattern[] {
  return tags.kind === 'array' ? tags.items.flatMap(tagsOf) : patternsOf(tags);
}

export function touchesGroup(effect: CacheEffect, all: readonly Effect[], group: KeyGroup): boolean {
  if (group.store) return isOnStore(effect.client.origin, group);
  if (isInOtherDatabase(effect.client, group)) return false;
  const patterns = patternsOf(effect.key);
  const isMeant = (pattern: KeyPattern): boolean =>
    unify(pattern, group.pattern) ||
    (effect.operation === 'invalidate' && unify(pattern, group.pattern, mayHoldSeparators));
  // A delete of keys that cannot be read: what a scan found, or what a set of keys lists. Unknown is not absent.
  const isUnread = patterns.some((pattern) => !hasText(pattern));
  const isListed = someValue(effect.key, (part) => part.kind === 'cached' && part.listed === true);
  const isWrite = isOverwrite(effect);
  const lists = group.lists && !isWrite ? listsOfDelete(effect) : [];
  const isLookedUp = isListed && isUnread && !isWrite && lists.length === 0;
  const found = isLookedUp ? looksUpKeysOf(effect, all, group.pattern) : undefined;
  if (found !== undefined) return found;
  if (patterns.some(isMeant) || (isUnread && isMadeOfKey(effect.key, group))) return true;
  if (isWrite || !(isUnread || isListed)) return false;
  if (lists.length > 0) return lists.some((list) => group.lists?.some((own) => unify(own, list)));
  return (
    looksUpKeysOf(effect, all, group.pattern) ??
    (isOfNoneKnown(effect.key) || isMadeElsewhere(effect.key) || readsLists(all))
  );
}

/** `format('user:%s', id)`, `${new UserKey(id)}`: what a call or an object makes of an id is not read, and may be any key. */
function isMadeElsewhere(key: Value): boolean {
  const [part, ...others] = key.kind === 'text' ? key.parts : [];
  if (part && typeof part !== 'string' && others.length === 0) return part.value.kind === 'instance';
  return key.kind === 'derived' && key.name === undefined;
}

/** `[...this.stale]`: keys that were gathered before may be any, where no caller, row or text says which they are. */
function isOfNoneKnown(key: Value): boolean {
  return !someValue(key, ({ kind }) => kind === 'parameter' || kind === 'rows' || kind === 'text');
}

/** `app:${key}`: what nobody could read may be all of a key behind its prefix; `page:${req.path}` has slashes in it. */
function mayHoldSeparators({ hole }: KeyHole): boolean {
  if (/^(k|element|suffix|rest|path|pathname|(original|base)?url|href|uri)$/i.test(hole)) return true;
  return /(^|_)keys?$|[a-z]Keys?$/.test(hole) && !OTHER_KEYS.test(hole);
}

/** Keys of something else than a cache. */
const OTHER_KEYS = /(api|public|private|primary|foreign|access|secret|licen[cs]e|idempotency)_?keys?$/i;

/** Whether a key of the group is among what the deleted keys are made of: `keys.flat().filter(Boolean)`. */
function isMadeOfKey(key: Value, { pattern }: KeyGroup): boolean {
  return someValue(
    key,
    (part) =>
      (part.kind === 'text' || part.kind === 'constant') &&
      patternsOf(part).some((other) => hasText(other) && unify(other, pattern)),
  );
}

/** Keys may be listed under another key. */
function readsLists(all: readonly Effect[]): boolean {
  return all.some((effect) => effect.kind === 'cache' && effect.operation === 'read');
}

/**
 * The forks that decide whether an effect runs where the write does; undefined where it never does, or where that cannot
 * be said. A condition the write does not share is accepted where it asks for what is written, for the outcome of the
 * write or for the cache itself, where it holds unless the caller says otherwise, or where it leaves early for a reason
 * that the caller does not choose.
 */
function openSteps(asked: CopyQuestion, effect: Effect): readonly BranchStep[] | undefined {
  const { branches, frame } = asked.write;
  const open: BranchStep[] = [];
  for (const step of effect.branches) {
    const shared = branches.find((other) => other.fork === step.fork);
    if (shared && shared.arm !== step.arm) return undefined;
    if (shared || (frame && isSettled(frame.facts, step, branches)) || isPassed(asked, effect, step))
      continue;
    if (!ONE_OF_TWO.has(step.arm)) return undefined;
    open.push(step);
  }
  return open;
}

/** Whether an effect is reached past a fork whenever the write is made, as far as anybody can say. */
function isPassed({ evaluation, write, entity }: CopyQuestion, effect: Effect, step: BranchStep): boolean {
  const { branches, call, frame } = write;
  const isAccepted = ({ value }: Guard): boolean =>
    asksForOutcome(value, entity) ||
    asksForWritten(value, call, entity) ||
    (effect.kind === 'cache' && asksForKey(value, effect));
  if (step.arm === 'loop') return true;
  if (frame && asksWhetherWritten(frame.facts, step, write)) return true;
  if (frame && isDefaultCourse(evaluation, frame, step)) return true;
  // One of the cases runs, and each may do the same.
  const guards = effect.guards.filter(({ ofCase }) => !ofCase);
  const own = guards.filter(({ fork }) => fork === step.fork);
  if (step.afterExit) return own.every((guard) => isAccepted(guard) || !isChoice(guard.value, frame?.facts));
  if (step.arm === 'catch') return false;
  if (step.arm === 'case' && hasOwnCase(branches, effect.branches)) return false;
  return [...own, ...guards.filter(({ fork }) => fork === undefined)].every(isAccepted);
}

/** Whether a condition asks for nothing but what a caller gives: `if (!options.notify) return;`, not `if (fault) return;`. */
function isChoice(condition: Value, facts: FileFacts | undefined): boolean {
  let isGiven = false;
  let isOnly = true;
  walkValue(condition, (part) => {
    const isOfCaller =
      part.kind === 'parameter' && facts?.functions[part.function.index]?.argumentOf === undefined;
    isGiven ||= isOfCaller;
    isOnly &&= isOfCaller || part.kind === 'constant' || part.kind === 'derived';
    return isOnly;
  });
  return isGiven && isOnly;
}

/** Whether an effect happens only where a write with these branches does not: in another case, in the `else`. */
export function isOnOtherWay(effect: Effect, branches: readonly BranchStep[]): boolean {
  return effect.branches.some((step) => {
    const shared = branches.find((other) => other.fork === step.fork);
    if (shared) return shared.arm !== step.arm && ONE_OF_TWO.has(shared.arm) && ONE_OF_TWO.has(step.arm);
    return step.arm === 'case' && hasOwnCase(branches, effect.branches);
  });
}

const ONE_OF_TWO: ReadonlySet<BranchStep['arm']> = new Set(['true', 'false']);

/** Whether a condition asks for what the key is made of: without the row there is no id, and no key. */
function asksForKey(guard: Value, effect: CacheEffect): boolean {
  const asked: Value[] = [];
  walkValue(guard, (part) => {
    if (part.kind === 'parameter')
      asked.push(
        /^(length|size)$/.test(part.path.at(-1) ?? '') ? { ...part, path: part.path.slice(0, -1) } : part,
      );
    return true;
  });
  const isAsked = (part: Value): boolean =>
    part.kind === 'parameter' && asked.some((other) => isPartOfParameter(part, other));
  return (asked.length > 0 && someValue(effect.key, isAsked)) || asksForRowsOf(guard, effect);
}

/** `if (members.length > 0)`, where the keys are made of these members; `if (member.active)` leaves some of them out. */
function asksForRowsOf(guard: Value, { key }: CacheEffect): boolean {
  const asked: Rows[] = [];
  walkValue(guard, (part) => {
    const rows = rowsIn(part);
    if (rows) asked.push(rows);
    return true;
  });
  return asked.some(({ site, path }) =>
    someValue(key, (part) => {
      const own = rowsIn(part);
      const isSame = site !== undefined && own?.site !== undefined && isSameSite(own.site, site);
      return isSame && (/^(length|size)?$/.test(path.join('.')) || path.join('.') === own.path.join('.'));
    }),
  );
}

function rowsIn(part: Value): Rows | undefined {
  if (part.kind === 'rows') return part.rows;
  return part.kind === 'derived' ? part.counted : undefined;
}

function asksForOutcome(guard: Value, entity: CachedEntity): boolean {
  let isAsked = false;
  walkValue(guard, (part) => {
    if (isCopyOfOthers(part, entity)) return false;
    if (part.kind === 'rows') isAsked ||= isSameEntity(part.rows.entity, entity.entity);
    isAsked ||=
      part.kind === 'environment' ||
      part.kind === 'cached' ||
      part.kind === 'cache' ||
      part.kind === 'instance' ||
      // `fields.some((field) => field in changes)`
      part.kind === 'function';
    return !isAsked;
  });
  return isAsked;
}

/** The row of something else, out of a cache or out of the database: what the cache of these rows holds, it does not say. */
function isCopyOfOthers(part: Value, { entity }: CachedEntity): boolean {
  const rows = part.kind === 'either' ? part.values.flatMap((one) => rowsIn(one) ?? []) : [];
  return rows.length > 0 && !rows.some((one) => isSameEntity(one.entity, entity));
}
