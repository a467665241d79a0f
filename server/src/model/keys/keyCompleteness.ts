/**
 * Whether a key says everything that its value depends on. In: the use of a key with what is cached under it. Out:
 * what the cached rows were selected by, or what a cached answer was asked for with, and no part of the key carries.
 */

import { toGlob } from '../../../../shared/src/keyPattern.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { argumentAt } from '../commands/commandOfCall.js';
import { countedIn } from '../databases/countedRows.js';
import { rowsOfHandle } from '../databases/databaseHandles.js';
import { saysHowMany } from '../databases/pages.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { patternsOf } from '../evaluation/patterns.js';
import {
  type FunctionReference,
  isComputed,
  isNotUnderstood,
  isParameterOf,
  isSameFunction,
  type Parameter,
  partsOf,
  type Rows,
  rowsWithin,
  someValue,
  type Value,
  walkValue,
} from '../evaluation/values.js';
import { isIdentityName } from '../requests/requestNames.js';
import {
  type Ambient,
  comesFromRequest,
  fullName,
  isHeldBySomebody,
  isSameRoot,
  isWithinPath,
  lastName,
  type Origin,
  originsIn,
} from '../requests/valueOrigins.js';
import { clientsIn, credentialsIn, subjectsIn } from './askedOfOthers.js';
import { isHandedByAsker } from './askingCallers.js';
import { chosenUses } from './chosenUses.js';
import { originOf } from './followedOrigins.js';
import { handedBy } from './handedOrigins.js';
import type { KeyUse } from './keyUses.js';
import { choicesIn, type Narrowing, narrowingsOf } from './narrowings.js';
import { isChosenByCallers, rangeIn, saysPeriod } from './ranges.js';
import { conditionsOfCallers, type GivenCondition } from './wholeConditions.js';

export interface ConditionBeyondKey {
  /** Of the rows; undefined for the answer of another service. */
  readonly entity?: string;
  /** The column that is compared, with what leads to it, or the header: `userId`, `team.id`, `authorization`. */
  readonly column: string;
  /** What the code calls the value: `userId`, `req.user.id`, `auth().userId`. */
  readonly name: string;
  /** It comes from the request or the session, and says who asks. */
  readonly asks: boolean;
  /** It is the id of somebody that a function is handed, `user.id`, or is called after who asks: `viewerId`. */
  readonly ofSomebody?: true;
  /** Where the rows are read. */
  readonly site?: { readonly file: string; readonly call: number };
  /** Whose parameter the value is; undefined for other values. */
  readonly parameterOf?: FunctionReference;
  /** The request under way holds it, and no function is handed it: `getStore().locale`. */
  readonly ofRequest?: true;
  /** Several rows are selected: what is unique to one of them does not say which. */
  readonly many?: boolean;
  /** Another condition of the same read is in the key, by the name of its column. */
  readonly carried: readonly string[];
  /** It decides what of the rows is read, and not which: an id does not say it. */
  readonly shapes?: true;
  /** A function is handed all conditions as one: a call that gives this one. */
  readonly askedAt?: { readonly file: string; readonly call: number };
  /** One end of a range: the other one is missing as well, as a rule. */
  readonly endsRange?: true;
}

type Condition = Narrowing;

/** Nothing where some part of the key is not understood: it may carry what seems to be missing. */
export function conditionsBeyondKey(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  use: KeyUse,
): readonly ConditionBeyondKey[] {
  const { key, value, client } = use.effect;
  const parts = [key, ...fieldsOf(use.effect)].map(withVersions);
  if (!value || client.library.keyedByQuery) return [];
  const ofCallers = conditionsOfCallers(evaluation, effects, graph, use).map(conditionOfCaller);
  if (parts.some(isOpaque)) return ofCallers;
  const inKey = parts.flatMap(originsIn);
  const cached = argumentsOfCached(use.effect);
  let chosen: ReturnType<typeof chosenUses> | undefined;
  const isChosen = (origin: Origin): boolean => {
    chosen ??= chosenUses(evaluation, effects, use);
    return chosen(origin);
  };
  const isMissing = (origin: Origin) =>
    !isCarried(origin, inKey) &&
    (cached === undefined || !isParameterOf(origin, cached)) &&
    !isChosen(origin);
  // Whose the answer is may be said by another argument that the key has.
  const isOfAsker = (given: Parameter): boolean =>
    isHandedByAsker(evaluation, graph, given) &&
    !inKey.some((part) => part.kind === 'parameter' && isHandedByAsker(evaluation, graph, part));
  const isChosenEnd = ({ endsRange, value: end }: Condition): boolean =>
    !endsRange ||
    (end.kind === 'parameter' &&
      !inKey.some((part) => saysPeriod(lastName(part)) || (part.kind !== 'rows' && isSameRoot(part, end))) &&
      isChosenByCallers(evaluation, graph, end));
  const found = [
    ...ofCallers,
    ...[...rowsWithin(value), ...countedIn(value), ...fetchedIn(value), ...rowsUnderWay(value)].flatMap(
      (rows) =>
        beyondKey(evaluation, rows, isMissing, isChosenEnd, (origin) =>
          knownTo(evaluation, graph, use, origin),
        ),
    ),
    ...choicesIn(value)
      .filter(({ value: origin }) => isMissing(origin))
      .map((choice) => ({ ...conditionOfAnswer(choice), entity: rowsWithin(value)[0]?.entity.name ?? '' })),
    ...[...credentialsIn(evaluation, value, isOfAsker), ...clientsIn(evaluation, value), ...subjectsIn(value)]
      .filter(({ value: given }) => isMissing(given))
      .map(conditionOfAnswer),
  ];
  if (found.length > 0 && checksOwner(evaluation, use)) return [];
  // A token or cookie in the key is somebody's, in whatever form it stands there.
  return inKey.some(isCredential) ? found.filter(({ asks }) => !asks) : found;
}

const CREDENTIAL_NAMES =
  /^(authorization|cookies?|x-?(api|auth|access)-?(key|token)|(access|id|auth|session)_?token|sid|session_?id)$/i;

function isCredential(origin: Origin): boolean {
  return origin.kind !== 'rows' && [origin.name, ...origin.path].some((name) => CREDENTIAL_NAMES.test(name));
}

/** What another service answered with. */
function fetchedIn(value: Value): readonly Rows[] {
  const found: Rows[] = [];
  walkValue(value, (part) => {
    if (part.kind === 'derived' && part.fetched) found.push(part.fetched);
    return true;
  });
  return found;
}

/** Rows of a query that a library waits for. */
function rowsUnderWay(value: Value): readonly Rows[] {
  const waited = value.kind === 'database' ? rowsOfHandle(value.handle) : undefined;
  return waited?.kind === 'rows' ? [waited.rows] : [];
}

/** The members of a hash or a set that are written: the field is a part of the address. */
function fieldsOf({ operation, arguments: [, field] }: CacheEffect): readonly Value[] {
  return operation === 'write-part' && field && field.kind !== 'rows' ? [field] : [];
}

/** What a cached function is called with is part of its key. */
function argumentsOfCached({ form, arguments: given }: CacheEffect): FunctionReference | undefined {
  const loader = form.givesLoader && form.loader !== undefined ? argumentAt(form.loader, given) : undefined;
  return loader?.kind === 'function' ? loader.function : undefined;
}

function beyondKey(
  evaluation: Evaluation,
  rows: Rows,
  isMissing: (origin: Origin) => boolean,
  isChosenEnd: (condition: Condition) => boolean,
  known: (origin: Origin) => readonly Origin[],
): readonly ConditionBeyondKey[] {
  const { site, entity, many } = rows;
  if (!site) return [];
  const conditions = [...conditionsOf(evaluation, rows.where, []), ...narrowingsOf(rows), ...pagesOf(rows)]
    .flatMap((condition) =>
      isMissing(condition.value)
        ? known(condition.value).map((value) => ({ ...condition, value }))
        : [condition],
    )
    .flatMap((condition) => [
      condition,
      ...askersBehind(condition.value, known).map((value) => ({ ...condition, value })),
    ])
    .filter(isChosenEnd);
  const carried = conditions.filter(({ value }) => !isMissing(value)).map(({ column }) => column);
  return conditions
    .filter(({ value }) => isMissing(value))
    .map(({ column, value, shapes, endsRange, site: narrowedAt = site }) => ({
      entity: entity.name,
      column,
      name: fullName(value),
      asks: comesFromRequest(value),
      ...(isOfSomebody(value) && { ofSomebody: true as const }),
      site: narrowedAt,
      many,
      carried,
      ...(value.kind === 'parameter' && { parameterOf: value.function }),
      ...(value.kind === 'ambient' && { ofRequest: true as const }),
      ...(shapes && { shapes }),
      ...(endsRange && { endsRange }),
    }));
}

/** What only who asks is called. */
const ASKER =
  /^(viewer|requester|requesting_?user|caller|principal|acting_?user|(current|session|signed_?in|logged_?in|auth(enticated)?)_?user)(_?id)?$/i;

function isOfSomebody(value: Origin): boolean {
  if (value.kind !== 'parameter') return false;
  const last = value.path.at(-1) ?? value.name;
  return ASKER.test(last) || (isHeldBySomebody(value) && /^_?id$/i.test(last));
}

/** A number of rows that a function is given by itself may be the same in every call. */
function pagesOf({ paged = [] }: Rows): readonly Condition[] {
  return paged.flatMap((part) =>
    originsIn(part.value)
      .filter((origin) => origin.kind === 'parameter' && (origin.path.length > 0 || !saysHowMany(part)))
      .map((value) => ({ column: part.column, value })),
  );
}

function conditionOfAnswer({ column, value }: Condition): ConditionBeyondKey {
  return { column, name: fullName(value), asks: true, carried: [] };
}

function conditionOfCaller({ rows, ...condition }: GivenCondition): ConditionBeyondKey {
  return {
    ...condition,
    entity: rows.entity.name,
    many: rows.many,
    ...(rows.site && { site: rows.site }),
  };
}

const OPERATORS = /^(equals|in|AND|OR|some|every|is|_eq|eq|\$eq|\$in|\$and|\$or|\*)$/;
const COMPARISONS = /^(lt|lte|gt|gte|\$lte?|\$gte?)$/;
const REFUSALS = /^(NOT|not|none|isNot|\$ne|\$nin)$/;

/** Conditions on values that can be followed; `{ user: { id } }` and `{ userId: { equals } }` are looked into. */
function conditionsOf(
  evaluation: Evaluation,
  where: ReadonlyMap<string, Value>,
  path: readonly string[],
): readonly Condition[] {
  return [...where].flatMap(([name, value]): readonly Condition[] => {
    if (COMPARISONS.test(name)) return [];
    // `hiddenFor: { $ne: viewerId }`: of what is left out only who asks makes a difference that counts.
    if (REFUSALS.test(name))
      return conditionsOn(evaluation, value, path).filter(
        (one) => comesFromRequest(one.value) || isOfSomebody(one.value),
      );
    return conditionsOn(evaluation, value, OPERATORS.test(name) ? path : [...path, name]);
  });
}

function conditionsOn(evaluation: Evaluation, value: Value, path: readonly string[]): readonly Condition[] {
  if (value.kind === 'record') {
    const range = rangeIn(evaluation, value.fields).map(
      (end): Condition => ({ column: path.join('.'), value: end, endsRange: true }),
    );
    return [...range, ...conditionsOf(evaluation, value.fields, path)];
  }
  if (value.kind === 'array') return value.items.flatMap((item) => conditionsOn(evaluation, item, path));
  // One of several conditions is enough to make a difference.
  if (value.kind === 'either')
    return [
      ...value.values.flatMap((one) => conditionsOn(evaluation, one, path)),
      ...choosersOf(value, path),
    ];
  // `In(ids)`
  const [only, ...others] = value.kind === 'derived' ? partsOf(value) : [];
  if (only?.kind === 'array' && others.length === 0) return conditionsOn(evaluation, only, path);
  // `actingAs ?? userId`: each may be what selects.
  if (value.kind === 'fallback')
    return [value.value, value.otherwise].flatMap((one) => conditionsOn(evaluation, one, path));
  const origin = originOf(evaluation, value);
  const column = path.join('.');
  if (origin) return [{ column, value: origin }];
  // `Between(new Date(year, month, 1), new Date(year, month + 1, 1))`: each number counts.
  const numbers = isComputed(value) ? originsIn(value).filter(({ kind }) => kind === 'parameter') : [];
  return numbers.map((number) => ({ column, value: number }));
}

/** `old: withOld ? undefined : false` */
function choosersOf(
  { test }: Extract<Value, { kind: 'either' }>,
  path: readonly string[],
): readonly Condition[] {
  const given = test ? originsIn(test).filter(({ kind }) => kind !== 'rows') : [];
  return given.map((value) => ({ column: path.join('.'), value }));
}

/** Many rows found by who asks, by which others are selected: `topic IN (what the viewer follows)`. */
function askersBehind(origin: Origin, known: (origin: Origin) => readonly Origin[]): readonly Origin[] {
  if (origin.kind !== 'rows' || !origin.rows.many || !origin.rows.site) return [];
  return [...origin.rows.where.values()].flatMap(originsIn).flatMap(known).filter(comesFromRequest);
}

/** What a function that loads is given, as the one that fills the cache knows it. */
function knownTo(
  evaluation: Evaluation,
  graph: CallGraph,
  { function: owner }: KeyUse,
  origin: Origin,
): readonly Origin[] {
  if (origin.kind !== 'parameter' || isSameFunction(origin.function, owner)) return [origin];
  const handed = handedBy(evaluation, graph, owner, origin);
  return handed.length === 0 ? [origin] : handed.flatMap((value) => originOf(evaluation, value) ?? []);
}

const VERSION = /version|revision|generation|epoch/i;

/** A version that the key carries says no more than the key it is read by. */
function withVersions(key: Value): Value {
  if (key.kind !== 'text') return key;
  const parts = key.parts.map((part) =>
    typeof part === 'string' ? part : { ...part, value: versionKey(part.value) ?? withVersions(part.value) },
  );
  return { ...key, parts };
}

/** `(await redis.get('list:version')) ?? '0'` */
function versionKey(value: Value): Value | undefined {
  if (value.kind === 'fallback') return versionKey(value.value);
  if (value.kind !== 'cached' || value.listed) return undefined;
  return patternsOf(value.key).some((pattern) => VERSION.test(toGlob(pattern))) ? value.key : undefined;
}

/** Something in the key was computed, read from the row itself, or is a version that changes. */
function isOpaque(key: Value): boolean {
  return someValue(key, (part) => {
    if (part.kind === 'rows') return part.rows.site !== undefined;
    if (part.kind === 'cached' || part.kind === 'environment') return true;
    return part.kind === 'derived' ? part.from.length === 0 : isNotUnderstood(part) && part.kind !== 'method';
  });
}

function isCarried(value: Origin, inKey: readonly Origin[]): boolean {
  if (inKey.some((part) => isSameValue(part, value) || lastName(part) === lastName(value))) return true;
  // Whoever was looked up by what the key carries is said by the key, and so is one who is always the same.
  if (value.kind !== 'rows' || !value.rows.site) return false;
  const by = [...value.rows.where.values()].flatMap(originsIn);
  return by.length === 0 || value.rows.many || by.some((one) => isCarried(one, inKey));
}

/** The same value, a part of it, or another member of the same person. */
function isSameValue(part: Origin, value: Origin): boolean {
  if (part.kind === 'rows' && value.kind === 'rows')
    return part.rows.entity.identity === value.rows.entity.identity;
  if (part.kind === 'rows' || value.kind === 'rows') return false;
  // What stands before a route is handed the request that the route is handed.
  const isOfRequest = [part, value].every((one) => one.kind === 'parameter' && comesFromRequest(one));
  const isWithin = part.path.length > 0 && isWithinPath(value.path, part.path);
  if (isOfRequest && isWithin) return true;
  return isSameRoot(part, value) && (isWithinPath(value.path, part.path) || areOfOneThing(part, value));
}

/** What holds values that have nothing to do with each other. */
const CONTAINERS =
  /^(arg(ument)?s|params?|query|body|input|options|opts|dto|data|filters?|req|request|payload|props)$/i;

/** What many people have in common: `user.role` does not say which user it is. */
const SHARED =
  /^(roles?|permissions?|scopes?|groups?|plan|tier|type|kind|status|locale|lang(uage)?|country|region|currency|time_?zone|(org(ani[sz]ation)?|tenant|team|company|workspace|department)(_?(id|slug))?)$/i;

/** `user.email` beside `user.id`, `invite.teamId` beside `invite.id`; not `user.role`. */
function areOfOneThing(a: Parameter | Ambient, b: Parameter | Ambient): boolean {
  const [holder, other] = [a, b].map(({ path, name }) => [name, ...path.slice(0, -1)].join('.'));
  const person = a.path.at(-2) ?? a.name.replace('()', '');
  if (a.path.length === 0 || b.path.length === 0 || holder !== other) return false;
  const isOfMany = SHARED.test(a.path.at(-1) ?? '') && /^_?(id|uuid|sub)$/.test(b.path.at(-1) ?? '');
  return (
    (isIdentityName(person) && !isOfMany) ||
    (/^_?(id|uuid)$/.test(a.path.at(-1) ?? '') && !CONTAINERS.test(person))
  );
}

/** The function compares the owner that stands in the copy before it gives the copy out. */
function checksOwner(evaluation: Evaluation, use: KeyUse): boolean {
  const facts = evaluation.factsOf(use.function.file);
  const fact = facts?.functions[use.function.index];
  const frame = evaluation.symbolicFrame(use.function);
  if (!facts || !fact || !frame) return false;
  const places = [...fact.calls.flatMap((index) => facts.calls[index] ?? []), ...fact.returns];
  return places.some(({ branches }) =>
    branches.some(
      ({ condition }) =>
        condition !== undefined &&
        someValue(
          evaluation.evaluate(frame, condition),
          (part) => part.kind === 'method' && part.object.kind === 'cached' && isIdentityName(part.name),
        ),
    ),
  );
}
