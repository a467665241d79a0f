/**
 * What a call on a database library does and gives: the steps of a chain are collected until one of them runs
 * it. Everything here is read from the library's table.
 */

import type {
  ArgumentSlot,
  DatabaseLibrary,
  DatabaseMethod,
  DatabaseOperation,
  DatabaseRole,
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
import { columnsIn, columnsOfTables, columnsPicked, namesIn } from './columns.js';
import { countedColumns } from './countedColumns.js';
import { entityOfValue } from './entityOfValue.js';
import { givenConditions } from './givenConditions.js';
import { keptColumns } from './keptColumns.js';
import { keptUnder } from './keptResults.js';
import { pagesGiven } from './pages.js';
import { relatedOf, tablesSelected } from './related.js';
import { entityOfRelation } from './relations.js';
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
}

export interface DatabaseOutcome {
  readonly calls: readonly DatabaseCall[];
  readonly value: Value;
}

const NOTHING: DatabaseOutcome = { calls: [], value: UNKNOWN };

export function roleOf(handle: DatabaseHandle): DatabaseRole | undefined {
  return handle.library.roles[handle.role];
}

/** What the table says about a method. */
export function methodOf({
  handle,
  name,
}: Extract<Value, { kind: 'databaseMethod' }>): DatabaseMethod | undefined {
  const methods = roleOf(handle)?.methods ?? {};
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

/** Whether a method runs its callback in a transaction, with a client of its own. */
export function handsClient(callee: Extract<Value, { kind: 'databaseMethod' }>): boolean {
  return methodOf(callee)?.hands !== undefined;
}

/** `handle.name`: another handle, a method, or undefined when the table says nothing. */
export function memberOfHandle(handle: DatabaseHandle, name: string): Value | undefined {
  const role = roleOf(handle);
  if (!role) return undefined;
  const member = Object.hasOwn(role.members ?? {}, name) ? role.members?.[name] : undefined;
  if (member !== undefined) return { kind: 'database', handle: { ...handle, role: member } };
  if (role.awaitable && (role.rows === undefined ? ELEMENT.test(name) : name === role.rows)) {
    return rowsOfHandle(handle);
  }
  if (Object.hasOwn(role.methods, name) || (role.chains && !PROMISE.test(name))) {
    return { kind: 'databaseMethod', handle, name };
  }
  const isEntity = role.entities !== undefined && !name.startsWith('$');
  const entity = isEntity ? entityNamed(role.namesClasses ? className(name) : name) : undefined;
  if (role.entities === undefined || !entity) return undefined;
  return { kind: 'database', handle: { library: handle.library, role: role.entities, entity } };
}

/** `db.User`, of an object that also holds the client and was filled under computed names. */
export function siblingOfHandle(fields: Iterable<Value>, name: string): Value | undefined {
  for (const field of fields) {
    const role = field.kind === 'database' ? roleOf(field.handle)?.siblings : undefined;
    const entity = role === undefined ? undefined : entityNamed(name);
    if (field.kind !== 'database' || role === undefined || !entity) continue;
    return { kind: 'database', handle: { library: field.handle.library, role, entity } };
  }
  return undefined;
}

function className(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const ELEMENT = /^(\d+|\*)$/;
const PROMISE = /^(then|catch|finally)$/;

/** What waiting for a value gives: rows for a query that is run by waiting for it. */
export function awaited(value: Value): Value {
  if (value.kind === 'database') {
    const rows = rowsOfHandle(value.handle);
    const name = roleOf(value.handle)?.rows;
    if (!rows || name === undefined) return rows ?? value;
    // What else there is, such as their number, says what became of them.
    return { kind: 'record', fields: new Map([[name, rows]]), open: true };
  }
  if (value.kind === 'either') {
    const { test } = value;
    return { kind: 'either', values: value.values.map(awaited), ...(test && { test }) };
  }
  if (value.kind === 'fallback')
    return { kind: 'fallback', value: awaited(value.value), otherwise: value.otherwise };
  // `Promise.all` is transparent: what is waited for is in the list.
  if (value.kind === 'array') return { ...value, items: value.items.map(awaited) };
  return value;
}

/** The rows that a query gives which is run by waiting for it. */
export function rowsOfHandle(handle: DatabaseHandle): Value | undefined {
  const { query, entity } = handle;
  if (!query || !entity || !roleOf(handle)?.awaitable) return undefined;
  return rowsOfQuery(handle.library, entity, query);
}

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
  return query && paged.length > 0 ? { ...handle, query: { ...query, paged } } : handle;
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

/** Whether a value is a query that runs only when somebody waits for it. */
export function isPending(value: Value): boolean {
  const role = value.kind === 'database' ? roleOf(value.handle) : undefined;
  return role?.awaitable === true && role.runsAlready !== true;
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
  if (!method) return relationOutcome(rows.library, name, args, site);
  const handle: DatabaseHandle = { library: rows.library, role: 'row', entity: rows.entity };
  const self: Value = { kind: 'rows', rows: { ...rows, path: [] } };
  const outcome = applyMethod(evaluation, handle, name, method, args, site, self);
  return method.gives === undefined ? { ...outcome, value: self } : outcome;
}

/** `user.getPosts()`, `user.$get('posts')`: rows of another entity. */
function relationOutcome(
  library: DatabaseLibrary,
  name: string,
  args: readonly Value[],
  site: Query['site'],
): DatabaseOutcome | undefined {
  const found = library.relationGetters?.exec(name);
  if (!found) return undefined;
  const [asked] = args;
  const relation = found[1] ?? (asked?.kind === 'constant' ? String(asked.value) : '');
  const entity = entityNamed(relation);
  if (!entity) return NOTHING;
  return {
    calls: [],
    value: rowsOfQuery(library, entity, { site, many: true, where: new Map(), related: [], joined: [] }),
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
  args: readonly Value[],
  site: Query['site'],
  self?: Value,
): DatabaseOutcome {
  const method = asUpsert(described, args);
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
  const query = extended(evaluation, handle.library, handle.query, name, method, args, site, self);
  const runs = (method.operation !== undefined && !method.lazy) || method.runs === true;
  const calls = runs && entity ? callsOf(evaluation, handle, entity, query, method, args) : [];
  if (method.gives !== undefined) {
    const named = entity || method.entity === undefined ? handle.named : argumentAt(method.entity, args);
    const next: DatabaseHandle = {
      library: handle.library,
      role: method.gives,
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
  return evaluation.returned(callback, [{ kind: 'database', handle: { library, role } }], ONE_CALL);
}

function builtRow(handle: DatabaseHandle, entity: Entity | undefined, args: readonly Value[]): Value {
  if (!entity) return derived(args);
  const isList = args.some((value) => value.kind === 'array');
  return {
    kind: 'rows',
    rows: {
      entity,
      library: handle.library,
      many: isList,
      fresh: true,
      path: [],
      where: new Map(),
      related: [],
    },
  };
}

/** `address.city` is a part of the column `address`. */
function outerColumn(name: string): string {
  return name.split('.')[0] ?? name;
}

function extended(
  evaluation: Evaluation,
  library: DatabaseLibrary,
  known: Query | undefined,
  name: string,
  method: DatabaseMethod,
  args: readonly Value[],
  site: Query['site'],
  self: Value | undefined,
): Query {
  const data = method.data?.flatMap((slot) => dataGiven(evaluation, argumentAt(slot, args)));
  const unread = known?.unread === true || (data !== undefined && !writtenBy(undefined, method, args, data));
  const saved =
    method.operation === 'save' && !method.data && self ? columnsIn([self], undefined) : undefined;
  const where = givenConditions(method, args, known);
  // Each condition of a chain counts.
  const chosenBy =
    method.wherePair || method.whereWords
      ? new Map([...(known?.where ?? []), ...where])
      : where.size > 0
        ? where
        : (known?.where ?? where);
  const kept = method.operation === 'update' ? keptColumns(data ?? [], chosenBy) : undefined;
  const named = unread ? undefined : (saved ?? writtenBy(known, method, args, data ?? []));
  const written = named?.filter((column) => !kept?.has(column));
  const counted = [...(known?.counted ?? []), ...countedColumns(evaluation, method, data ?? [], args)];
  const operation = operationOf(method, self ?? data?.[0] ?? args[0], known, written);
  const saysOperation =
    method.operation !== undefined && (operation !== 'read' || known?.operation === undefined);
  const { selected = known?.selected, picked = known?.picked } = selectedBy(method, args);
  const isPending = method.operation === undefined ? known?.pending === true : method.lazy === true;
  const column = library.nestedColumns ? outerColumn : (name: string): string => name;
  const joined =
    method.joins === undefined ? undefined : entityOfValue(evaluation, argumentAt(method.joins, args));
  const selection = method.select === undefined ? undefined : argumentAt(method.select, args);
  const related = [...relatedOf(evaluation, method, args), ...tablesSelected(selection)];
  if (joined && method.nestsJoined && !known?.selected) related.push({ name: joined.name, entity: joined });
  const paged = [...(known?.paged ?? []), ...(operation === 'read' ? pagesGiven(name, args) : [])];
  const under = keptUnder(method, args) ?? known?.kept;
  return {
    site: saysOperation || !known ? site : known.site,
    many: method.one !== true && (method.many === true || known?.many === true),
    where: chosenBy,
    related: [...(known?.related ?? []), ...related],
    joined: [
      ...(known?.joined ?? []),
      ...(joined ? [{ entity: joined, ...(method.needsJoined && { needed: true as const }) }] : []),
    ],
    ...(picked && { picked }),
    ...(operation && { operation }),
    ...(under && { kept: under }),
    ...(isPending && operation !== 'read' && { pending: true }),
    ...(unread && { unread }),
    events: saysOperation || !known?.events ? eventsOf(name, method, args) : known.events,
    ...(written && { written: written.map(column) }),
    ...partsNamed(library, known, written, selected),
    ...((known?.data ?? data) && { data: [...(known?.data ?? []), ...(data ?? [])] }),
    ...(counted.length > 0 && { counted: counted.map(column) }),
    ...(selected && { selected: selected.map(column) }),
    ...(paged.length > 0 && { paged }),
    ...((method.aggregate || known?.aggregate) && { aggregate: true }),
    ...((method.answers || known?.answers) && { answers: true }),
  };
}

/** What is written and selected inside columns, as the first call that names any says it. */
function partsNamed(
  { nestedColumns }: DatabaseLibrary,
  known: Query | undefined,
  written: readonly string[] | undefined,
  selected: readonly string[] | undefined,
): Pick<Query, 'writtenParts' | 'selectedParts'> {
  if (!nestedColumns) return {};
  const writtenParts = known?.written ? known.writtenParts : written;
  const selectedParts = known?.selected ? known.selectedParts : selected;
  return { ...(writtenParts && { writtenParts }), ...(selectedParts && { selectedParts }) };
}

/** Data, or what a function gives that is handed what data is made with: `set((eb) => ({ … }))`. */
function dataGiven(evaluation: Evaluation, value: Value | undefined): readonly Value[] {
  if (value?.kind !== 'function') return value ? [value] : [];
  return [evaluation.returned(value, [], ONE_CALL)];
}

function selectedBy(method: DatabaseMethod, args: readonly Value[]): Pick<Query, 'selected' | 'picked'> {
  const slot = method.select === undefined ? undefined : argumentAt(method.select, args);
  const picked = method.selects ? columnsPicked(args) : columnsOfTables(slot);
  const selected = method.selects ? picked?.map(({ column }) => column) : slot && namesIn(slot);
  return { ...(selected && { selected }), ...(picked && { picked }) };
}

function eventsOf(name: string, method: DatabaseMethod, args: readonly Value[]): WriteEvents {
  const { individually, blindEvents: blind = [], events = blind.length > 0 ? [] : [name] } = method;
  const option = individually && argumentAt(individually.option, args);
  const isEach = option !== undefined && !(option.kind === 'constant' && !option.value);
  return { told: [...events, ...((isEach && individually?.events) || [])], blind };
}

function writtenBy(
  known: Query | undefined,
  method: DatabaseMethod,
  args: readonly Value[],
  data: readonly Value[],
): readonly string[] | undefined {
  if (!method.data) return known?.written;
  const changed = method.changes === undefined ? undefined : argumentAt(method.changes, args);
  return columnsIn(changed ? [changed] : data, known?.written);
}

function operationOf(
  { operation, changes }: DatabaseMethod,
  subject: Value | undefined,
  known: Query | undefined,
  written: readonly string[] | undefined,
): DatabaseOperation | undefined {
  if (operation === 'save') return savedAs(subject);
  // `upsert({ create, update: {} })` leaves a row that is there as it is.
  if (operation === 'upsert' && changes !== undefined && written?.length === 0) return 'insert';
  // `insert(…).returning(…)` stays an insert.
  return known?.operation && known.operation !== 'read' && operation === 'read'
    ? known.operation
    : (operation ?? known?.operation);
}

/** `save` inserts a row that was made here and updates one that was read; of others it is not known. */
export function savedAs(subject: Value | undefined): DatabaseOperation {
  const rows = subject?.kind === 'array' ? subject.items[0] : subject;
  if (rows?.kind === 'rows') return rows.rows.fresh ? 'insert' : 'update';
  if (rows?.kind === 'instance' && rows.arguments) return 'insert';
  if (rows?.kind !== 'record') return 'upsert';
  // Without an identifier there is nothing to update; one may come with what is spread from other rows.
  const spread = [...rows.fields.values()].find(
    (value) => value.kind === 'rows' && value.rows.path.length === 0,
  );
  if (spread) return savedAs(spread);
  return [...rows.fields.keys()].some(isIdentifier) ? 'upsert' : 'insert';
}

function isIdentifier(name: string): boolean {
  return /^_?(id|uuid|guid)$/.test(name);
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
  const call = named.columns ? named : { ...named, ...columnsGiven(method, args) };
  return [call, ...nestedCalls(evaluation, handle, method, args, query.site, call.operation)];
}

function callOf(library: DatabaseLibrary, entity: Entity, query: Query): DatabaseCall {
  const { operation = 'read', many, site, written, counted, data, where, kept, events = NO_EVENTS } = query;
  const parts = query.writtenParts && { parts: query.writtenParts };
  const columns = written && { columns: written, ...parts, ...(counted && { counted }) };
  const given = { ...columns, ...(data && { data }), ...(kept && { kept }) };
  return { entity, operation, many, site, where, library, events, ...given };
}

function columnsGiven(method: DatabaseMethod, args: readonly Value[]): Pick<DatabaseCall, 'columnsAreGiven'> {
  const isGiven = method.data?.some((slot) => {
    const data = argumentAt(slot, args);
    return data !== undefined && someValue(data, (part) => part.kind === 'parameter');
  });
  return isGiven ? { columnsAreGiven: true } : {};
}

/** How deep writes of relations are followed into each other. */
const MAXIMUM_NESTING = 4;

/** Writes of related rows inside the data: `{ posts: { create: { … } } }`. */
function nestedCalls(
  evaluation: Evaluation,
  handle: DatabaseHandle,
  method: DatabaseMethod,
  args: readonly Value[],
  site: Query['site'],
  around: DatabaseOperation,
): readonly DatabaseCall[] {
  const ofNewRow = around === 'insert' ? { ofNewRow: true as const } : {};
  const writes = handle.library.nestedWrites;
  if (!writes) return [];
  const calls: DatabaseCall[] = [];
  const visit = (data: Value | undefined, depth: number): void => {
    if (depth > MAXIMUM_NESTING || !data) return;
    for (const row of data.kind === 'array' ? data.items : [data]) {
      if (row.kind !== 'record') continue;
      for (const [relation, value] of row.fields) visitRelation(relation, value, depth);
    }
  };
  const visitRelation = (relation: string, value: Value, depth: number): void => {
    const said =
      handle.entity && entityOfRelation(evaluation, { ...handle, entity: handle.entity, site }, relation);
    const entity = said ?? entityNamed(relation);
    if (value.kind !== 'record' || !entity || entity === 'none') return;
    for (const [name, inner] of value.fields) {
      const operation = Object.hasOwn(writes, name) ? writes[name] : undefined;
      if (!operation) continue;
      calls.push({
        entity,
        operation,
        many: true,
        site,
        where: new Map(),
        library: handle.library,
        events: NO_EVENTS,
        ...ofNewRow,
      });
      visit(innerData(inner), depth + 1);
    }
  };
  for (const slot of method.data ?? []) visit(argumentAt(slot, args), 0);
  return calls;
}

function innerData(value: Value): Value {
  return (value.kind === 'record' && (value.fields.get('data') ?? value.fields.get('create'))) || value;
}
