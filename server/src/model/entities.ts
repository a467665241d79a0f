/**
 * What a cached value is made of: entities of the database, with the columns that reach the cache, followed
 * through variables, calls, mapping and, for a parameter, through the callers.
 */
import type { Entity } from '../libraries/entityNames.js';
import type { CallGraph } from './callGraph.js';
import { awaited } from './databaseCalls.js';
import { entityOfClass, isEntityClass } from './entityOfValue.js';
import { memberOf } from './evaluateMember.js';
import type { Evaluation } from './evaluation.js';
import { COMPUTED_NAME, type Rows, someValue, type Value, walkValue } from './values.js';

export interface CachedEntity {
  readonly entity: Entity;
  readonly many: boolean;
  /** The rows themselves are cached, not only something made of their columns. */
  readonly whole: boolean;
  /** Columns in the cache; undefined when all are. */
  readonly columns?: ReadonlySet<string>;
  readonly where: ReadonlyMap<string, Value>;
  /** Where the rows are read; undefined when only a type says so. */
  readonly site?: { readonly file: string; readonly call: number };
}

const MAXIMUM_CALLER_DEPTH = 2;

export function entitiesOf(evaluation: Evaluation, graph: CallGraph, value: Value): readonly CachedEntity[] {
  const found: Rows[] = [];
  collectRows(evaluation, graph, value, 0, found);
  return merge(found);
}

function collectRows(
  evaluation: Evaluation,
  graph: CallGraph,
  value: Value,
  depth: number,
  found: Rows[],
): void {
  walkValue(value, (part) => {
    const rows = rowsIn(evaluation, part);
    if (rows) found.push(...rows);
    if (part.kind === 'parameter' && depth < MAXIMUM_CALLER_DEPTH) {
      for (const given of argumentsFor(evaluation, graph, part)) {
        collectRows(evaluation, graph, given, depth + 1, found);
      }
    }
    return rows === undefined;
  });
}

/** The rows a part is, or is declared to be, and those joined to them. */
function rowsIn(evaluation: Evaluation, part: Value): readonly Rows[] | undefined {
  const value = awaited(part);
  if (value.kind === 'rows') {
    const { joined = [], path } = value.rows;
    if (path.length > 0) return [value.rows];
    return [value.rows, ...joined.map((entity) => joinedRows(value.rows, entity))];
  }
  if (value.kind !== 'instance' || !isEntityClass(evaluation, value)) return undefined;
  const entity = entityOfClass(evaluation, value);
  return entity && [{ entity, many: false, path: [], where: new Map(), related: [] }];
}

function joinedRows(rows: Rows, entity: Entity): Rows {
  const { columns: _of, ...rest } = rows;
  return { ...rest, entity, many: true, where: new Map() };
}

/** What the callers of a function pass for one of its parameters. */
export function argumentsFor(
  evaluation: Evaluation,
  graph: CallGraph,
  parameter: Extract<Value, { kind: 'parameter' }>,
): readonly Value[] {
  return graph.callersOf(parameter.function).flatMap((caller) => {
    const given = evaluation.argumentsOf(caller.frame, caller.call)[parameter.index];
    if (!given) return [];
    return [parameter.path.reduce((value, name) => memberOf(evaluation, caller.frame, value, name), given)];
  });
}

function merge(found: readonly Rows[]): readonly CachedEntity[] {
  const merged = new Map<string, CachedEntity>();
  for (const rows of found) {
    const known = merged.get(rows.entity.identity);
    const columns = columnsOf(rows);
    const both = known ? union(known.columns, columns) : columns;
    const site = known?.site ?? rows.site;
    merged.set(rows.entity.identity, {
      entity: rows.entity,
      many: rows.many || known?.many === true,
      whole: rows.path.length === 0 || known?.whole === true,
      where: rows.where.size > 0 ? rows.where : (known?.where ?? rows.where),
      ...(both && { columns: both }),
      ...(site && { site }),
    });
  }
  return [...merged.values()];
}

/** The columns one occurrence brings: a member taken from the row, else what was selected. */
function columnsOf(rows: Rows): ReadonlySet<string> | undefined {
  const [first] = rows.path;
  if (first !== undefined && !/^(map|filter|toJSON|\d+|\*)$/.test(first)) return new Set([first]);
  return rows.columns && new Set(rows.columns);
}

function union(
  a: ReadonlySet<string> | undefined,
  b: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  return a && b ? new Set([...a, ...b]) : undefined;
}

/** Whether a value holds anything that was read from a database or computed by a call. */
export function isLoaded(value: Value): boolean {
  return someValue(
    value,
    (part) =>
      part.kind === 'rows' ||
      (part.kind === 'database' && part.handle.query !== undefined) ||
      (part.kind === 'derived' && part.name !== COMPUTED_NAME),
  );
}
