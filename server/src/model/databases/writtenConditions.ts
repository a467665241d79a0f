/**
 * Is a condition about what is written? In: the condition of a delete, the write that goes before it, and what is in the copy.
 * Out: whether the copy stays as it was wherever the condition does not hold: `if (changes.name) await redis.del(key)`.
 */
import { isPartOfParameter, type Parameter, type Value, walkValue } from '../evaluation/values.js';
import type { DatabaseCall } from './databaseCalls.js';
import { openParts } from './declaredColumns.js';
import type { CachedEntity } from './entities.js';

/** What a condition asks for. */
interface Asked {
  /** The last names of what is asked for: `role` of `changes.role`. */
  readonly names: ReadonlySet<string>;
  readonly parameters: readonly Parameter[];
}

export function asksForWritten(
  condition: Value,
  { data = [], columns }: DatabaseCall,
  { columns: cached }: CachedEntity,
): boolean {
  const asked = askedIn(condition);
  const isCached = (column: string): boolean => cached?.has(column) ?? true;
  const rows = data.map(withoutOperators);
  if (rows.length === 0) return false;
  const written = columns?.filter(isCached);
  return written
    ? written.length > 0 && rows.every((row) => written.every((column) => asksForColumn(asked, row, column)))
    : rows.every((row) => asksForOne(asked, row, cached));
}

/** `{ $set: changes }` of MongoDB. */
function withoutOperators(row: Value): Value {
  if (row.kind !== 'record') return row;
  const [entry, ...others] = row.fields;
  return entry?.[0] === '$set' && others.length === 0 ? entry[1] : row;
}

/** A column by its name, by what is written there, or with all of what is written. */
function asksForColumn(asked: Asked, row: Value, column: string): boolean {
  if (asked.names.has(column) || asksForAll(asked, row)) return true;
  const given = row.kind === 'record' ? row.fields.get(column) : undefined;
  if (!given) return false;
  const { parameters } = askedIn(given);
  if (parameters.length > 0) return parameters.some((part) => mentions(asked.parameters, part));
  // The moment of the write, and who made it, are no reason to delete.
  return given.kind !== 'constant' && asked.names.size > 0;
}

/** Which columns are written is not known: some column of the copy is asked for. */
function asksForOne(asked: Asked, row: Value, cached: ReadonlySet<string> | undefined): boolean {
  if (asksForAll(asked, row)) return true;
  if (cached) return [...asked.names].some((name) => cached.has(name));
  const open = openParts(row);
  return asked.parameters.some((part) => open.some((whole) => isPartOfParameter(part, whole)));
}

/** `if (Object.keys(changes).length > 0)` */
function asksForAll({ parameters }: Asked, row: Value): boolean {
  const open = openParts(row);
  return parameters.some((part) => open.some((whole) => isPartOfParameter(whole, part)));
}

function mentions(asked: readonly Parameter[], part: Parameter): boolean {
  return asked.some((other) => isPartOfParameter(other, part) || isPartOfParameter(part, other));
}

function askedIn(condition: Value): Asked {
  const names = new Set<string>();
  const parameters: Parameter[] = [];
  walkValue(condition, (part) => {
    if (part.kind === 'parameter') names.add(part.path.at(-1) ?? part.name);
    if (part.kind === 'derived' && part.name !== undefined) names.add(part.name);
    if (part.kind === 'constant' && typeof part.value === 'string') names.add(part.value);
    if (part.kind === 'parameter') parameters.push(part);
    if (part.kind === 'record' && part.rest) parameters.push(part.rest);
    return true;
  });
  return { names, parameters };
}
