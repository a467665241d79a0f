/**
 * What does the library's table say of a client, a table or a query at hand? In: the handle, or a value that may hold one.
 * Out: its members and methods, and the rows that waiting for it gives.
 */
import type { DatabaseMethod, DatabaseRole } from '../../libraries/databaseLibrary.js';
import { entityNamed } from '../../libraries/entityNames.js';
import type { DatabaseHandle, Value } from '../evaluation/values.js';
import { rowsOfQuery } from './rows.js';

/** What the table says about the kind of thing that a handle is. */
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

/** A method that the project added to a repository. */
export function addedTo({ added }: DatabaseHandle, name: string): Value | undefined {
  return added?.kind === 'record' ? added.fields.get(name) : undefined;
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
  const { library, origin } = handle;
  return { kind: 'database', handle: { library, role: role.entities, entity, ...(origin && { origin }) } };
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
/** What is called on a promise: the chain of calls that makes the query ends before it. */
export const PROMISE = /^(then|catch|finally)$/;

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

/** Whether a value is a query that runs only when somebody waits for it. */
export function isPending(value: Value): boolean {
  const role = value.kind === 'database' ? roleOf(value.handle) : undefined;
  return role?.awaitable === true && role.runsAlready !== true;
}
