/**
 * Which rows are in a cached value? In: the value. Out: entities of the database, with the columns that reach the cache, followed through
 * variables, calls, mapping and, for a parameter, through the callers.
 */
import type { Entity } from '../../libraries/entityNames.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { isComputed, type Rows, someValue, UNKNOWN, type Value } from '../evaluation/values.js';
import { askedIn, type Occurrence, RowSearch } from './rowOccurrences.js';

export interface CachedEntity {
  readonly entity: Entity;
  readonly many: boolean;
  /** The rows themselves are cached, not only something made of their columns. */
  readonly whole: boolean;
  /** Only what was calculated from its columns is cached: a hash, a signature, a sum. */
  readonly computed: boolean;
  /** Its rows only come along with those of another entity. */
  readonly along: boolean;
  /** Which of its columns come along is not read. */
  readonly picked: boolean;
  /** One column by itself is the value, wherever it comes from: an id, a flag, a limit. */
  readonly single: boolean;
  /** It says whether there is such a row, also where there is none yet. */
  readonly presence?: true;
  /** Its entry also says that there is no such row, and readers believe it. */
  readonly absence?: true;
  /** Nobody read them: what was given to an insert is cached. */
  readonly inserted?: true;
  /** Columns in the cache; undefined when all are. */
  readonly columns?: ReadonlySet<string>;
  /** The same with what is inside them: `tokens.access`. */
  readonly parts?: ReadonlySet<string>;
  readonly where: ReadonlyMap<string, Value>;
  /** Columns of `where` that may be empty all the same; all where rows that do not meet it may be among them. */
  readonly loose?: Rows['loose'];
  /** Columns that are not in the cache and say which rows are: what leads to others, what is asked for. */
  readonly deciding: ReadonlySet<string>;
  /** Rows that take them along when they are deleted, where a reader of the copy would still come to it. */
  readonly owners?: readonly Entity[];
  /** Where the rows are read; undefined when only a type says so. */
  readonly site?: { readonly file: string; readonly call: number };
}

/** Nothing of its rows is kept: what is asked of their columns says which others are. */
export function onlyDecides({ along, columns, deciding }: CachedEntity): boolean {
  return along && columns?.size === 0 && deciding.size > 0;
}

/** The entities of a cached value, each once, with all that reaches the cache of it. `key` is what it is kept under. */
export function entitiesOf(
  evaluation: Evaluation,
  graph: CallGraph,
  value: Value,
  key: Value = UNKNOWN,
): readonly CachedEntity[] {
  const search = new RowSearch(evaluation, graph, askedIn(key));
  search.visit(value, { computed: false, composed: false }, 0);
  return merge(search.found);
}

function merge(found: readonly Occurrence[]): readonly CachedEntity[] {
  const merged = new Map<string, CachedEntity>();
  for (const one of found) {
    const { rows, computed, single, along, picked, deciding = [], taken = rows } = one;
    const known = merged.get(rows.entity.identity);
    const columns = columnsOf(rows);
    const both = known ? union(known.columns, columns) : columns;
    const parts = known ? union(known.parts, partsOfColumns(rows)) : partsOfColumns(rows);
    const site = known?.site ?? rows.site;
    merged.set(rows.entity.identity, {
      entity: rows.entity,
      many: rows.many || known?.many === true,
      whole: taken.path.length === 0 || known?.whole === true,
      computed: computed && known?.computed !== false,
      along: along === true && known?.along !== false,
      picked: picked === true && known?.picked !== false,
      single: single && known?.single !== false,
      where: rows.where.size > 0 ? rows.where : (known?.where ?? rows.where),
      deciding: new Set([...(known?.deciding ?? []), ...deciding, ...fixedConditions(rows)]),
      ...looseness(rows, known),
      ...((one.presence || known?.presence) && { presence: true }),
      ...(both && { columns: both }),
      ...(parts && { parts }),
      ...(site && { site }),
    });
  }
  return [...merged.values()];
}

/** Of rows that are read in two places each of the conditions holds for some. */
function looseness(rows: Rows, known: CachedEntity | undefined): Pick<CachedEntity, 'loose'> {
  const isOther =
    known?.site && rows.site && (known.site.file !== rows.site.file || known.site.call !== rows.site.call);
  const loose = isOther || known?.loose === 'all' ? 'all' : (rows.loose ?? known?.loose);
  return loose ? { loose } : {};
}

/** The columns one occurrence brings: a member taken from the row, else what was selected. */
function columnsOf(rows: Rows): ReadonlySet<string> | undefined {
  const [first] = rows.path;
  if (first !== undefined && !/^(map|filter|toJSON|\d+|\*)$/.test(first)) return new Set([first]);
  return rows.columns && new Set(rows.columns);
}

/** `tokens.access` of a member inside a column; what is asked of a value is no part of it. */
function partsOfColumns({ path, parts }: Rows): ReadonlySet<string> | undefined {
  const [first, ...inner] = path;
  if (first === undefined) return parts && new Set(parts);
  const end = inner.findIndex((name) => name in Array.prototype || /^(\d+|\*|to[A-Z]\w*)$/.test(name));
  return new Set([[first, ...(end < 0 ? inner : inner.slice(0, end))].join('.')]);
}

/** `{ revokedAt: null }`: a row that no longer meets it is not found any more. */
function fixedConditions({ where }: Rows): readonly string[] {
  return [...where].flatMap(([column, value]) => (isFixedCondition(value) ? [column] : []));
}

/** `null`, `{ gt: new Date() }`, `{ in: ['open', 'paid'] }`: the same for whoever asks. */
function isFixedCondition(value: Value): boolean {
  if (value.kind === 'record')
    return value.fields.size > 0 && [...value.fields.values()].every(isFixedCondition);
  if (value.kind === 'array') return value.items.length > 0 && value.items.every(isFixedCondition);
  return value.kind === 'constant' || isComputed(value);
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
      part.kind === 'ambient' ||
      (part.kind === 'database' && (part.handle.query !== undefined || part.handle.sql !== undefined)) ||
      (part.kind === 'derived' && !isComputed(part)),
  );
}
