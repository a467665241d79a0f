/**
 * Rows of other entities that come along with a query: what its arguments say (`include`, `select`, `relations`), and
 * as which rows they reach the cache. Where nothing says more, a relation is taken for the entity it is named after.
 */

import type { DatabaseMethod } from '../../libraries/databaseLibrary.js';
import { entityNamed } from '../../libraries/entityNames.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { plainText } from '../evaluation/texts.js';
import type { Related, Rows, Value } from '../evaluation/values.js';
import { namesIn } from './columns.js';
import { entityOfValue } from './entityOfValue.js';
import { entityOfRelation } from './relations.js';

/** How deep relations are followed into each other. */
const MAXIMUM_NESTING = 4;

export function relatedOf(
  evaluation: Evaluation,
  method: DatabaseMethod,
  args: readonly Value[],
): readonly Related[] {
  const named =
    method.relatedSelect === undefined ? undefined : namesIn(argumentAt(method.relatedSelect, args));
  const columns = named && { columns: named };
  return (method.related ?? []).flatMap((slot) => {
    const isSelection = typeof slot !== 'number' && SELECTIONS.has(slot.option);
    return relatedIn(evaluation, argumentAt(slot, args), isSelection, 0).map((one) => ({
      ...columns,
      ...one,
    }));
  });
}

/** `select({ user: users, joinedAt: members.joinedAt })`: the rows of whole tables, under the names they are given. */
export function tablesSelected(selection: Value | undefined): readonly Related[] {
  if (selection?.kind !== 'record') return [];
  return [...selection.fields].flatMap(([name, field]): readonly Related[] => {
    const entity = field.kind === 'database' && field.handle.role === 'table' && field.handle.entity;
    return entity ? [{ name, entity }] : [];
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

/** Members of an object, a list of names or of models, or what is after the dot of `user.posts`. */
function relatedIn(
  evaluation: Evaluation,
  value: Value | undefined,
  isSelection: boolean,
  depth: number,
): readonly Related[] {
  if (!value || depth > MAXIMUM_NESTING) return [];
  const described = describedRelation(evaluation, value, depth);
  if (described) return described;
  if (value.kind === 'record') {
    return [...value.fields].flatMap(([name, field]) =>
      relatedUnder(evaluation, name, field, isSelection, depth),
    );
  }
  const names = namesIn(value)?.map((name) => ({ name: name.slice(name.lastIndexOf('.') + 1) }));
  if (names) return names;
  return value.kind === 'array'
    ? value.items.flatMap((item) => relatedIn(evaluation, item, isSelection, depth + 1))
    : [];
}

/** A model, `{ model: Author, attributes: ['name'] }`, `{ path: 'author', select: 'name' }`. */
function describedRelation(
  evaluation: Evaluation,
  value: Value,
  depth: number,
): readonly Related[] | undefined {
  if (value.kind === 'database' || value.kind === 'class') {
    const entity = entityOfValue(evaluation, value);
    return entity && [{ name: entity.name, entity }];
  }
  if (value.kind !== 'record') return undefined;
  const { fields } = value;
  const model = fields.get('model');
  const entity = model && entityOfValue(evaluation, model);
  const called =
    plainText(fields.get('as')) ?? plainText(fields.get('path')) ?? plainText(fields.get('association'));
  const names = called?.split(/\s+/) ?? (entity ? [entity.name] : []);
  if (names.length === 0) return undefined;
  const columns = namesIn(fields.get('attributes') ?? fields.get('select'));
  const further = ['include', 'populate'].flatMap((option) =>
    relatedIn(evaluation, fields.get(option), false, depth + 1),
  );
  const own = names.map((name) => ({
    name: name.slice(name.lastIndexOf('.') + 1),
    ...(entity && { entity }),
    ...(columns && { columns }),
  }));
  return [...own, ...further];
}

function relatedUnder(
  evaluation: Evaluation,
  name: string,
  field: Value,
  isSelection: boolean,
  depth: number,
): readonly Related[] {
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
    if (isColumns || INCLUSIONS.has(option))
      further.push(...relatedIn(evaluation, value, isColumns, depth + 1));
    saysHow ||= isColumns || INCLUSIONS.has(option) || CONDITIONS.has(option);
  }
  // `relations: { user: { profile: true } }`
  if (!saysHow) further.push(...relatedIn(evaluation, field, isSelection, depth + 1));
  return [{ name, ...(columns && { columns }) }, ...further];
}

/** A relation to many is named in the plural. */
function isMany(name: string): boolean {
  return /[^s]s$/i.test(name);
}

/** The rows that come along with whole rows. */
export function rowsAlong(evaluation: Evaluation, rows: Rows): readonly Rows[] {
  return rows.related.flatMap((related) => rowsOfRelation(evaluation, rows, related, []) ?? []);
}

/** `user.Groups` of `include: [{ model: Group }]` */
function isMadePlural({ name, entity }: Related, taken: string | undefined): boolean {
  return (
    entity !== undefined && taken?.toLowerCase() === `${entity.name.toLowerCase()}s` && name === entity.name
  );
}

/** What is taken from rows under the names of relations: rows of the first, of the one that leads on from there. */
export function rowsTaken(evaluation: Evaluation, rows: Rows): readonly Rows[] {
  const [name, ...path] = rows.path;
  const related =
    rows.related.find((candidate) => candidate.name === name) ??
    rows.related.find((candidate) => isMadePlural(candidate, name));
  const taken = related && rowsOfRelation(evaluation, rows, related, path);
  if (!taken) return [];
  return [
    taken,
    ...rowsTaken(evaluation, { ...taken, related: rows.related.filter((other) => other !== related) }),
  ];
}

function rowsOfRelation(
  evaluation: Evaluation,
  rows: Rows,
  related: Related,
  path: readonly string[],
): Rows | undefined {
  const said = related.entity ?? entityOfRelation(evaluation, rows, related.name);
  const entity = said === 'none' ? undefined : (said ?? entityNamed(related.name));
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
