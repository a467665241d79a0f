/**
 * What does a call on a database library do, and what does it give? In: what is called, its arguments and its place. Out:
 * what is done to which rows, and the value. The steps of a chain are collected until one of them runs it. Everything here is
 * read from the library's table.
 */
import type {
  ArgumentSlot,
  DatabaseLibrary,
  DatabaseMethod,
  DatabaseOperation,
} from '../../libraries/databaseLibrary.js';
import { type Entity, entityNamed } from '../../libraries/entityNames.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { ONE_CALL } from '../evaluation/frame.js';
import {
  type DatabaseHandle,
  derived,
  instanceOf,
  NO_EVENTS,
  type Query,
  type Rows,
  someValue,
  UNKNOWN,
  type Value,
  type WriteEvents,
} from '../evaluation/values.js';
import { withBuiltConditions } from './builtConditions.js';
import { builtExpression, withBuiltExpressions } from './builtExpressions.js';
import { asBulkUpdate } from './bulkOperations.js';
import { methodOf, PROMISE, roleOf } from './databaseHandles.js';
import { handedData } from './declaredColumns.js';
import { entityOfValue } from './entityOfValue.js';
import { nestedCalls } from './nestedWrites.js';
import { pagesGiven } from './pages.js';
import { saysOr, withStep } from './querySteps.js';
import { rowsOfQuery } from './rows.js';
import { runSql } from './sqlCalls.js';
import { asUpsert } from './upserts.js';

/** One thing that is done to the rows of one entity. */
export interface DatabaseCall {
  readonly entity: Entity;
  readonly operation: DatabaseOperation;
  readonly many: boolean;
  /** The call that says what is done; in a chain not the one that does it. */
  readonly site: Query['site'];
  /** Columns that are written; undefined when they cannot be read. */
  readonly columns?: readonly string[];
  /** The same with what is inside them: `tokens.access`, where the library has such names. */
  readonly parts?: readonly string[];
  /** Those of them that are only counted up by one. */
  readonly counted?: readonly string[];
  /** Those of them that are given the moment of the write. */
  readonly timed?: readonly string[];
  readonly library: DatabaseLibrary;
  /** What hooks that run with it are registered for. */
  readonly events: WriteEvents;
  /** The columns are not known because the caller gives them. */
  readonly columnsAreGiven?: true;
  /** What is written: objects, rows, names of columns. */
  readonly data?: readonly Value[];
  /** What the rows are chosen by. */
  readonly where: ReadonlyMap<string, Value>;
  /** The name under which the library keeps what is read, and for how long. */
  readonly kept?: Query['kept'];
  /** They are written together with a new row that they belong to. */
  readonly ofNewRow?: true;
  /** The rows stay as they are: which of them belong to a row of this entity is changed. */
  readonly linkedTo?: Entity;
  /** The client is the very one that is constructed, and not what an extension made of it. */
  readonly ofConstructed?: true;
}

export interface DatabaseOutcome {
  readonly calls: readonly DatabaseCall[];
  readonly value: Value;
}

const NO_CONDITIONS: Query['where'] = new Map();

const NOTHING: DatabaseOutcome = { calls: [], value: UNKNOWN };

/** What calling a method of a handle, or the handle itself, does. */
export function databaseOutcome(
  evaluation: Evaluation,
  callee: Extract<Value, { kind: 'database' | 'databaseMethod' }>,
  args: readonly Value[],
  construction: boolean,
  site: Query['site'],
): DatabaseOutcome {
  const { handle } = callee;
  const role = roleOf(handle);
  if (!role) return NOTHING;
  if (callee.kind === 'database') {
    if (construction && role.constructs) return { calls: [], value: builtRow(handle, handle.entity, args) };
    return role.called ? applyMethod(evaluation, handle, '', role.called, args, site) : NOTHING;
  }
  const method = methodOf(callee);
  if (method) return applyMethod(evaluation, handle, callee.name, method, args, site);
  if (!role.chains) return NOTHING;
  const value: Value = { kind: 'database', handle: withPages(handle, callee.name, args) };
  return { calls: pendingCalls(evaluation, handle, site), value };
}

/** `query.limit(20)` */
function withPages(handle: DatabaseHandle, name: string, args: readonly Value[]): DatabaseHandle {
  const { query } = handle;
  const paged = [...(query?.paged ?? []), ...pagesGiven(name, args)];
  if (!query || (paged.length === 0 && !saysOr(name))) return handle;
  const loose = saysOr(name) && { loose: 'all' as const };
  return { ...handle, query: { ...query, ...(paged.length > 0 && { paged }), ...loose } };
}

/** What a query does that writes when somebody waits for it, where its chain of calls ends. */
function pendingCalls(
  evaluation: Evaluation,
  { library, role, entity, query }: DatabaseHandle,
  { file, call }: Query['site'],
): readonly DatabaseCall[] {
  if (!query?.pending || !entity || library.roles[role]?.awaitable !== true) return [];
  const facts = evaluation.factsOf(file);
  const next = facts && evaluation.chains.methodOn(facts, call);
  return next === undefined || PROMISE.test(next) ? [callOf(library, entity, query)] : [];
}

/** What a method of rows does to them: `user.save()`. */
export function rowOutcome(
  evaluation: Evaluation,
  rows: Rows,
  args: readonly Value[],
  site: Query['site'],
): DatabaseOutcome | undefined {
  const [name, ...rest] = rows.path;
  const methods = rows.library?.rowMethods ?? {};
  const method =
    name !== undefined && rest.length === 0 && Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (name === undefined || rest.length > 0 || !rows.library) return undefined;
  if (!method) return linkOutcome(rows, name, args, site) ?? relationOutcome(rows.library, name, args, site);
  const handle: DatabaseHandle = { library: rows.library, role: 'row', entity: rows.entity };
  const self: Value = { kind: 'rows', rows: { ...rows, path: [] } };
  const outcome = applyMethod(evaluation, handle, name, method, args, site, self);
  return method.gives === undefined ? { ...outcome, value: self } : outcome;
}

/** `user.setRoles(roles)`, `user.$add('role', role)` */
function linkOutcome(
  { library, entity: owner }: Rows,
  name: string,
  args: readonly Value[],
  site: Query['site'],
): DatabaseOutcome | undefined {
  const found = library?.relationLinkers?.exec(name);
  const entity = found ? relationNamed(found[1], args) : undefined;
  if (!library || !entity) return undefined;
  const query: Query = { site, operation: 'update', many: true, where: new Map(), related: [], joined: [] };
  return { calls: [{ ...callOf(library, entity, query), linkedTo: owner }], value: UNKNOWN };
}

/** By the name of the method, or by what it is given. */
function relationNamed(name: string | undefined, [asked]: readonly Value[]): Entity | undefined {
  return entityNamed(name ?? (asked?.kind === 'constant' ? String(asked.value) : ''));
}

/** `user.getPosts()`, `user.$get('posts')`: rows of another entity. */
function relationOutcome(
  library: DatabaseLibrary,
  name: string,
  args: readonly Value[],
  site: Query['site'],
): DatabaseOutcome | undefined {
  const made = library.relationMakers?.exec(name);
  const found = made ?? library.relationGetters?.exec(name);
  if (!found) return undefined;
  const entity = relationNamed(found[1], args);
  if (!entity) return NOTHING;
  const query: Query = { site, many: !made, where: new Map(), related: [], joined: [] };
  const data = found[1] === undefined ? args[1] : args[0];
  return {
    calls: made
      ? [callOf(library, entity, { ...query, operation: 'insert', ...(data && { data: [data] }) })]
      : [],
    value: rowsOfQuery(library, entity, query),
  };
}

/** Whether the table or the SQL of a call is something that its function is given. */
export function isOpenCall(
  callee: Extract<Value, { kind: 'database' | 'databaseMethod' }>,
  args: readonly Value[],
): boolean {
  const { handle } = callee;
  const method = callee.kind === 'database' ? roleOf(handle)?.called : methodOf(callee);
  if (!method) return false;
  const named = [method.sql, method.entity].flatMap((slot) =>
    slot === undefined ? [] : (argumentAt(slot, args) ?? []),
  );
  if (named.some(isGiven)) return true;
  return method.operation !== undefined && method.entity === undefined && !handle.entity;
}

function isGiven(value: Value): boolean {
  return someValue(value, (part) => part.kind === 'parameter');
}

function applyMethod(
  evaluation: Evaluation,
  handle: DatabaseHandle,
  name: string,
  described: DatabaseMethod,
  given: readonly Value[],
  site: Query['site'],
  self?: Value,
): DatabaseOutcome {
  const stepped = asUpsert((given.length === 1 && described.alone) || described, given);
  const { method, args } = asBulkUpdate(stepped, given);
  const entity =
    (method.entity !== undefined && entityOfValue(evaluation, argumentAt(method.entity, args))) ||
    handle.entity;
  const sql = method.sql === undefined ? handle.sql : (sqlAt(method.sql, args) ?? UNKNOWN);
  if (sql && (method.sql !== undefined || method.runs))
    return runSql(evaluation, handle, method, sql, args, site);
  if (method.givesArgument) return { calls: [], value: args[0] ? instanceOf(args[0]) : UNKNOWN };
  if (method.builds) return { calls: [], value: builtRow(handle, entity, args) };
  const handed = method.hands === undefined ? undefined : handedOn(evaluation, handle, method.hands, args);
  if (handed) return { calls: [], value: handed };
  if (method.expression) return { calls: [], value: builtExpression(handle, method, args) };
  const built = withBuiltExpressions(evaluation, handle, method, args);
  const stated = withBuiltConditions(evaluation, handle, entity, method, built, site);
  const query = withStep(evaluation, handle.library, handle.query, name, method, stated, site, self);
  const runs = (method.operation !== undefined && !method.lazy) || method.runs === true;
  const calls = runs && entity ? callsOf(evaluation, handle, entity, query, method, args) : [];
  if (method.gives !== undefined) {
    const named = entity || method.entity === undefined ? handle.named : argumentAt(method.entity, args);
    const added = method.adds === undefined ? handle.added : argumentAt(method.adds, args);
    const next: DatabaseHandle = {
      library: handle.library,
      role: method.gives,
      ...(added && { added }),
      ...(entity && { entity }),
      ...(!entity && named && { named }),
      query,
    };
    const pending = runs ? [] : pendingCalls(evaluation, next, site);
    return { calls: [...calls, ...pending], value: { kind: 'database', handle: next } };
  }
  if (!runs || !entity) return { calls, value: derived(args) };
  const rows = rowsOfQuery(handle.library, entity, query);
  if (method.rowsUnder === undefined) return { calls, value: rows };
  return { calls, value: { kind: 'record', fields: new Map([[method.rowsUnder, rows]]), open: true } };
}

/** SQL by itself, or in an object with its values: `{ text, values }` of pg, `{ sql, values }` of mysql. */
function sqlAt(slot: ArgumentSlot, args: readonly Value[]): Value | undefined {
  const value = argumentAt(slot, args);
  if (value?.kind !== 'record') return value;
  return value.fields.get('text') ?? value.fields.get('sql') ?? value.fields.get('query');
}

/** What the callback gives that is handed a client. */
function handedOn(
  evaluation: Evaluation,
  { library }: DatabaseHandle,
  role: string,
  args: readonly Value[],
): Value | undefined {
  const callback = args.find((value) => value.kind === 'function');
  if (callback?.kind !== 'function') return undefined;
  return evaluation.returns.of(callback, [{ kind: 'database', handle: { library, role } }], ONE_CALL);
}

function builtRow(handle: DatabaseHandle, entity: Entity | undefined, args: readonly Value[]): Value {
  if (!entity) return derived(args);
  const isList = args.some((value) => value.kind === 'array');
  const built = args.find((value) => value.kind === 'record');
  return {
    kind: 'rows',
    rows: {
      entity,
      library: handle.library,
      many: isList,
      fresh: true,
      ...(built && { built }),
      path: [],
      where: new Map(),
      related: [],
    },
  };
}

function callsOf(
  evaluation: Evaluation,
  handle: DatabaseHandle,
  entity: Entity,
  query: Query,
  method: DatabaseMethod,
  args: readonly Value[],
): readonly DatabaseCall[] {
  const named = callOf(handle.library, entity, query);
  // What only a type says of the columns, callers may say better.
  const isWrittenOut = named.columns && !method.data?.some((slot) => handedData(argumentAt(slot, args)));
  const call = {
    ...named,
    ...(isWrittenOut ? {} : columnsGiven(method, args)),
    ...(handle.origin && { ofConstructed: true as const }),
  };
  return [call, ...nestedCalls(evaluation, handle, method, args, query.site, call.operation)];
}

function callOf(library: DatabaseLibrary, entity: Entity, query: Query): DatabaseCall {
  const { operation = 'read', many, site, written, counted, timed } = query;
  const { data, kept, events = NO_EVENTS } = query;
  const where = query.loose === 'all' && operation !== 'read' ? NO_CONDITIONS : query.where;
  const parts = query.writtenParts && { parts: query.writtenParts };
  const told = { ...(counted && { counted }), ...(timed && { timed }) };
  const columns = written && { columns: written, ...parts, ...told };
  const given = { ...columns, ...(data && { data }), ...(kept && { kept }) };
  return { entity, operation, many, site, where, library, events, ...given };
}

function columnsGiven(method: DatabaseMethod, args: readonly Value[]): Pick<DatabaseCall, 'columnsAreGiven'> {
  const isGiven = method.data?.some((slot) => {
    const data = argumentAt(slot, args);
    return (
      data !== undefined && someValue(data, (part) => part.kind === 'parameter' || part.given !== undefined)
    );
  });
  return isGiven ? { columnsAreGiven: true } : {};
}
