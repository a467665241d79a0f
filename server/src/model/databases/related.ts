/**
 * Rows of other entities that come along with a query: what its arguments say (`include`, `select`, `relations`), and
 * as which rows they reach the cache. A relation is taken for the entity it is named after.
 */
import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { entityNamed } from '../../libraries/entityNames.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Related, Rows, Value } from '../evaluation/values.js';
import { namesIn } from './columns.js';

/** How deep relations are followed into each other. */
const MAXIMUM_NESTING = 4;

export function relatedOf(method: DatabaseMethod, args: readonly Value[]): readonly Related[] {
  return (method.related ?? []).flatMap((slot) => {
    const isSelection = typeof slot !== 'number' && SELECTIONS.has(slot.option);
    return relatedIn(argumentAt(slot, args), isSelection, 0);
  });
}

/** In a selection, `name: true` is a column, or a relation where it names many. */
const SELECTIONS: ReadonlySet<string> = new Set(['select', 'columns']);
const INCLUSIONS: ReadonlySet<string> = new Set(['include', 'with', 'relations']);
/** What may stand beside them and says which rows come along, not which relations. */
const CONDITIONS: ReadonlySet<string> = new Set([
  'where',
  'orderBy',
  'take',
  'skip',
  'cursor',
  'distinct',
  'limit',
]);

/** Members of an object, a list of names, or what is after the dot of `user.posts`. */
function relatedIn(value: Value | undefined, isSelection: boolean, depth: number): readonly Related[] {
  if (value?.kind === 'record' && depth < MAXIMUM_NESTING) {
    return [...value.fields].flatMap(([name, field]) => relatedUnder(name, field, isSelection, depth));
  }
  return namesIn(value)?.map((name) => ({ name: name.slice(name.lastIndexOf('.') + 1) })) ?? [];
}

function relatedUnder(name: string, field: Value, isSelection: boolean, depth: number): readonly Related[] {
  if (/^(_|\.\.\.)/.test(name)) return [];
  if (field.kind === 'constant')
    return field.value === true && (!isSelection || isMany(name)) ? [{ name }] : [];
  if (field.kind !== 'record') return [];
  const further: Related[] = [];
  let columns: readonly string[] | undefined;
  let saysHow = false;
  for (const [option, value] of field.fields) {
    const isColumns = SELECTIONS.has(option);
    if (isColumns) columns = namesIn(value);
    if (isColumns || INCLUSIONS.has(option)) further.push(...relatedIn(value, isColumns, depth + 1));
    saysHow ||= isColumns || INCLUSIONS.has(option) || CONDITIONS.has(option);
  }
  // `relations: { user: { profile: true } }`
  if (!saysHow) further.push(...relatedIn(field, isSelection, depth + 1));
  return [{ name, ...(columns && { columns }) }, ...further];
}

/** A relation to many is named in the plural. */
function isMany(name: string): boolean {
  return /[^s]s$/i.test(name);
}

/** The rows that come along with whole rows. */
export function rowsAlong(rows: Rows): readonly Rows[] {
  return rows.related.flatMap((related) => rowsOfRelation(rows, related, []) ?? []);
}

/** What is taken from rows under the names of relations: rows of the first, of the one that leads on from there. */
export function rowsTaken(rows: Rows): readonly Rows[] {
  const [name, ...path] = rows.path;
  const related = rows.related.find((candidate) => candidate.name === name);
  const taken = related && rowsOfRelation(rows, related, path);
  if (!taken) return [];
  return [taken, ...rowsTaken({ ...taken, related: rows.related.filter((other) => other !== related) })];
}

function rowsOfRelation(rows: Rows, related: Related, path: readonly string[]): Rows | undefined {
  const entity = entityNamed(related.name);
  const { columns: _of, joined: _joined, ...rest } = rows;
  return (
    entity && {
      ...rest,
      entity,
      many: isMany(related.name),
      path,
      where: new Map(),
      related: [],
      ...(related.columns && { columns: related.columns }),
    }
  );
}
