/**
 * Which keys hold a copy of what decides what somebody may do: by names and columns, and by being read where something
 * is allowed or refused. In: a group of keys. Out: whether it does, and whether every change of it reaches the copy.
 */
import { isHole } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { wordsOf } from '../../../shared/src/words.js';
import { type CachedEntity, isLoaded } from '../model/databases/entities.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import {
  namesAmount,
  namesApproval,
  namesAuthority,
  namesCheck,
  namesCredential,
  namesEntitlement,
  namesGate,
  namesRefusal,
  namesRight,
  namesStanding,
  namesWord,
} from './lexicon.js';

/** The texts of a key, without what its holes are called. */
export function textOf({ pattern }: KeyGroup): string {
  return pattern.parts.map((part) => (isHole(part) ? ' ' : part)).join('');
}

/**
 * Filled when it is missing, or put there beforehand, as at a login: what several rows say, or rights made of them. Pages are shown,
 * and decide nothing.
 */
export function isCopyOfRights(group: KeyGroup): boolean {
  if (group.writes.every(({ keepsResponse }) => keepsResponse)) return false;
  if (group.nature === 'cache') return true;
  // What scripts keep without anybody filling it is a queue, or a record of what goes on.
  if (group.writes.some(({ effect }) => effect.script)) return false;
  if (group.entities.some((entity) => entity.many && entity.site)) return true;
  return (
    namesRight(textOf(group)) &&
    group.pattern.parts.some(isHole) &&
    group.writes.some(({ effect }) => effect.value !== undefined && isLoaded(effect.value))
  );
}

/** Whether the keys hold a copy of what decides what somebody may do. */
export function holdsAuthority(
  model: WorkspaceModel,
  group: KeyGroup,
  added: ReviewSettings['words'],
): boolean {
  if (saysHowMuch(group, added)) return false;
  return saysRights(model, group, added) || rightsAsked(model, group, added).length > 0;
}

/**
 * A number that bounds what everybody may do anyway: requests in a minute, the size of a file. Whoever is turned away for
 * it has had their share, and loses no right when it changes. What the plan lets them do besides is one.
 */
function saysHowMuch(group: KeyGroup, added: ReviewSettings['words']): boolean {
  const columns = group.entities.flatMap((entity) => [...(entity.columns ?? [])]);
  const saysWhat = (name: string): boolean =>
    namesAuthority(name, added) || namesEntitlement(name) || namesStanding(name) || namesRefusal(name);
  const key = textOf(group);
  if (saysWhat(key) || columns.some(saysWhat)) return false;
  if (namesAmount(key)) return group.entities.every(({ computed, whole }) => computed || !whole);
  return (
    columns.length > 0 && group.entities.every(({ columns: read }) => read) && columns.every(namesAmount)
  );
}

/** A row is there or not: who asks is let in for that, whatever its columns say. */
export function isOnlyAskedFor(
  model: WorkspaceModel,
  group: KeyGroup,
  added: ReviewSettings['words'],
): boolean {
  const asked = rightsAsked(model, group, added);
  const isWhole = group.entities.some(({ computed, whole }) => whole && !computed);
  return isWhole && asked.every((members) => members.length === 0) && !saysRights(model, group, added);
}

/** The members of the copy for which requests are turned away, one list for each place. */
function rightsAsked(
  model: WorkspaceModel,
  group: KeyGroup,
  added: ReviewSettings['words'],
): readonly (readonly string[])[] {
  return model.requests
    .refusalsBy(group)
    .map(({ members }) => members)
    .filter((members) => isRightAsked(model, group, members, added));
}

/** By its names and columns, and by who reads it. */
function saysRights(model: WorkspaceModel, group: KeyGroup, added: ReviewSettings['words']): boolean {
  const isAuthority = (name: string) => namesAuthority(name, added);
  const names = [textOf(group), ...group.entities.map((entity) => entity.entity.name)];
  if (names.some(isAuthority)) {
    if (isHomonym(group, added)) return false;
    const isRead = isListOfAll(group)
      ? group.reads.some((use) => isCalledByGate(model, use))
      : group.reads.some((use) => decides(model, use) || isAskedByGate(model, use));
    return isRead || (group.reads.length > 0 && isSomebodys(group, added));
  }
  const columns = group.entities.flatMap((entity) => [...(entity.columns ?? [])]);
  if (holdsNothingElse(group, added)) return true;
  if (columns.some(isAuthority) || names.some((name) => namesStanding(name) || namesRefusal(name))) {
    if (group.reads.some((use) => decides(model, use) || isAskedByGate(model, use))) return true;
  } else if (group.reads.some((use) => isAskedByGate(model, use)) && keepsStanding(model, group, added)) {
    return true;
  }
  return isEntitlement(group, names, added) && group.reads.some((use) => decides(model, use));
}

/** All roles that there are, as forms show them. */
function isListOfAll({ pattern, entities }: KeyGroup): boolean {
  return !pattern.parts.some(isHole) && entities.length > 0 && entities.every(({ many }) => many);
}

/**
 * The role of a film, the session of a conference: the columns that are read say neither whose it is, nor what it is called or
 * allows, nor for how long, and it is not looked up by anybody.
 */
function isHomonym({ pattern, entities }: KeyGroup, added: ReviewSettings['words']): boolean {
  const own = new Set(
    entities.flatMap(({ entity }) => wordsOf(entity.name)).map((word) => word.toLowerCase()),
  );
  const isOfOthers = (hole: string): boolean =>
    namesWord(hole, 'identity', added) &&
    !wordsOf(hole).every((word) => /^(id|uuid)$/i.test(word) || own.has(word.toLowerCase()));
  if (pattern.parts.some((part) => isHole(part) && isOfOthers(part.hole))) return false;
  // The role of a user that comes along with a token.
  const isOfSomebody = ({ entity, columns }: CachedEntity): boolean =>
    namesWord(entity.name, 'identity', added) &&
    [...(columns ?? [])].some((one) => namesWord(one, 'authority', added));
  if (entities.some(isOfSomebody)) return false;
  const meant = entities.filter(({ along, entity }) => !along || namesAuthority(entity.name, added));
  return (
    meant.length > 0 &&
    meant.every(
      ({ columns }) => columns && columns.size > 0 && ![...columns].some((one) => mayDecide(one, added)),
    )
  );
}

const DECIDING =
  /expir|hash|valid|^(is|can|may|has)(?=[A-Z_])|^(name|slug|code|key|type|value|data|payload)$|^(resource|subject|action|actions)$/i;

/** A column that says whose something is, what it allows, or whether it still counts. */
function mayDecide(column: string, added: ReviewSettings['words']): boolean {
  return (
    (['authority', 'identity', 'tenant', 'secret'] as const).some((of) => namesWord(column, of, added)) ||
    namesRefusal(column) ||
    namesStanding(column) ||
    namesApproval(column) ||
    DECIDING.test(column)
  );
}

/** The role of somebody and nothing besides: it is kept in order to be asked. */
function holdsNothingElse({ pattern, entities, reads }: KeyGroup, added: ReviewSettings['words']): boolean {
  const isOfPerson = pattern.parts.some((part) => isHole(part) && namesWord(part.hole, 'identity', added));
  return (
    isOfPerson &&
    reads.length > 0 &&
    entities.length > 0 &&
    entities.every(({ columns }) => columns && columns.size > 0 && [...columns].every(namesRight))
  );
}

/** What somebody pays for: the key says whose it is. */
function isEntitlement(
  { pattern }: KeyGroup,
  names: readonly string[],
  added: ReviewSettings['words'],
): boolean {
  const isOfSomebody = pattern.parts.some(
    (part) =>
      isHole(part) && (namesWord(part.hole, 'identity', added) || namesWord(part.hole, 'tenant', added)),
  );
  return isOfSomebody && names.some(namesEntitlement);
}

/**
 * Whether a request is turned away for what the copy says: an answer that is nothing else, a list that somebody must be
 * in, a member that says what they may do, or a person who must exist. Whose a thing is stays as it is, and a thing
 * that is not found is no matter of rights.
 */
function isRightAsked(
  model: WorkspaceModel,
  group: KeyGroup,
  members: readonly string[],
  added: ReviewSettings['words'],
): boolean {
  // What is kept nowhere else is no copy of a right: a job that is asked whose it is.
  const isOfSomebody = group.pattern.parts.some(isHole);
  if (group.nature !== 'cache' || group.summarises || !isOfSomebody) return false;
  const saysRight = (name: string): boolean =>
    namesAuthority(name, added) || namesStanding(name) || namesRefusal(name) || namesApproval(name);
  if (members.length > 0) return members.some(saysRight);
  const entities = group.entities.map(({ entity }) => entity.name);
  if ([textOf(group), ...entities].some(saysRight) || group.reads.some((use) => decides(model, use)))
    return true;
  const isAnswer =
    group.entities.length > 0 && group.entities.every(({ computed, whole }) => computed || !whole);
  return isAnswer || entities.some((name) => namesWord(name, 'identity', added));
}

/** A whole row, with columns of it that say what somebody may do. */
function keepsStanding(model: WorkspaceModel, { writes }: KeyGroup, added: ReviewSettings['words']): boolean {
  const saysStanding = (column: string): boolean =>
    namesAuthority(column, added) || namesStanding(column) || namesRefusal(column);
  return writes.some((use) => model.databases.storedColumns(use, saysStanding) !== undefined);
}

/**
 * A right belongs to somebody, so its key names them; a list of all roles is shown in forms. A token that is not asked
 * with may be one that this service shows to another: nothing is decided with it here.
 */
function isSomebodys(group: KeyGroup, added: ReviewSettings['words']): boolean {
  const { pattern, text, entities } = group;
  const holes = pattern.parts.filter(isHole);
  const isAuthority = (name: string) => namesAuthority(name, added);
  const isAskedWith = holes.some(({ hole }) => isAuthority(hole));
  // A list of somebody's keys or memberships is shown to them.
  const isGiven = entities.some(
    ({ entity: { name }, many, columns }) =>
      isAuthority(name) && (!many || namesRight(name)) && !isOtherToken(name, columns, added),
  );
  const isMoreThanToken = isAskedWith || isGiven || namesRight(text);
  const isCalledSo = isAuthority(textOf(group)) && !namesCredential(text, added);
  return holes.length > 0 && (isMoreThanToken || isCalledSo);
}

/** A token that is traded or parsed: none of its columns says whose it is, what it allows or how long. */
function isOtherToken(
  name: string,
  columns: ReadonlySet<string> | undefined,
  added: ReviewSettings['words'],
): boolean {
  const saysWhose = (column: string): boolean =>
    (['authority', 'identity', 'tenant', 'secret'] as const).some((of) => namesWord(column, of, added)) ||
    namesRefusal(column) ||
    /expir|hash/i.test(column);
  return /^tokens?$/i.test(name) && columns !== undefined && ![...columns].some(saysWhose);
}

/** Read by code that, by its name or its place, allows or refuses. */
function decides(model: WorkspaceModel, use: KeyUse): boolean {
  return namesCheck(model.code.functionName(use.function)) || namesCheck(use.function.file);
}

/** Callers of what reads a copy are looked at this far up. */
const MAXIMUM_HEIGHT = 2;

/** Read by code that lets in or turns away, or for it. */
function isAskedByGate(model: WorkspaceModel, use: KeyUse): boolean {
  return asksFor(model, use, (name, file) => namesGate(name) || namesGate(file));
}

/** The same by the names of functions alone: a file about signing in may show a form. */
function isCalledByGate(model: WorkspaceModel, use: KeyUse): boolean {
  return asksFor(model, use, (name) => namesGate(name) || namesCheck(name));
}

function asksFor(
  model: WorkspaceModel,
  { function: reader }: KeyUse,
  isGate: (name: string, file: string) => boolean,
): boolean {
  let asking: readonly KeyUse['function'][] = [reader];
  for (let height = 0; height <= MAXIMUM_HEIGHT && asking.length > 0; height++) {
    if (asking.some((one) => isGate(model.code.functionName(one), one.file))) return true;
    asking = asking.flatMap((one) => model.callers.callersOf(one));
  }
  return false;
}

/** Whether every change of the data deletes or changes the copy, or the key by which it is found. */
export function isAlwaysInvalidated(model: WorkspaceModel, group: KeyGroup): boolean {
  const writes = model.databases.writesAffecting(group);
  const isVersioned = group.versions.length > 0 || group.versionColumns.length > 0;
  // What deletes it may be given a key that is made up elsewhere: then only the writes say that it does.
  const isChanged = group.invalidations.length > 0 || isVersioned || writes.length > 0;
  return isChanged && writes.every((write) => model.databases.unmetObligation(write, group) === undefined);
}
