/**
 * Which other rows decide which rows are read? `where: { owner: { email } }`. In: rows with the conditions they were read by. Out: the
 * entities that a condition leads to through a relation, each with what is asked of its columns; nothing where a member may be a column.
 */
import { type Entity, entityNamed } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Rows, Value } from '../evaluation/values.js';
import { entityOfRelation } from './relations.js';

export interface RelatedCondition {
  readonly entity: Entity;
  readonly where: ReadonlyMap<string, Value>;
}

type Owner = Pick<Rows, 'entity' | 'library' | 'site'>;
type Conditions = ReadonlyMap<string, Value>;

/** How deep conditions are followed through relations. */
const MAXIMUM_NESTING = 3;

/** Joins other conditions. */
const JOINTS = /^(AND|OR|NOT)$/;
/** Stands between a relation and what is asked of the other rows. */
const QUANTIFIERS = /^(is|isNot|some|none|every)$/;
/** Says of a column how it is compared. */
const COMPARISONS =
  /^(\$.*|equals|not|in|notIn|lte?|gte?|contains|startsWith|endsWith|mode|search|has|hasEvery|hasSome|isEmpty|isSet|path|string_\w+|array_\w+|_\w+)$/;

export function relatedConditions(evaluation: Evaluation, rows: Rows): readonly RelatedCondition[] {
  return hasRelations(rows) ? conditionsIn(evaluation, rows, rows.where, 0) : [];
}

/** The names of relations that are asked for in the place of columns. */
export function relationsAsked(evaluation: Evaluation, rows: Rows): readonly string[] {
  if (!hasRelations(rows)) return [];
  return [...rows.where].flatMap(([name, value]) =>
    value.kind === 'record' && otherRows(evaluation, rows, name, value.fields) ? [name] : [],
  );
}

function hasRelations({ library }: Rows): boolean {
  return library !== undefined && !library.nestedColumns;
}

function conditionsIn(
  evaluation: Evaluation,
  owner: Owner,
  where: Conditions,
  depth: number,
): readonly RelatedCondition[] {
  if (depth > MAXIMUM_NESTING) return [];
  return [...where].flatMap(([name, value]) => {
    if (JOINTS.test(name))
      return recordsIn(value).flatMap((one) => conditionsIn(evaluation, owner, one, depth + 1));
    return value.kind === 'record' ? conditionsOf(evaluation, owner, name, value.fields, depth) : [];
  });
}

/** What is asked of the rows that a relation leads to, and of those that these lead on to. */
function conditionsOf(
  evaluation: Evaluation,
  owner: Owner,
  name: string,
  fields: Conditions,
  depth: number,
): readonly RelatedCondition[] {
  const found = otherRows(evaluation, owner, name, fields);
  if (!found) return [];
  const { entity, asked } = found;
  const { site, library } = owner;
  const other: Owner = { entity, ...(site && { site }), ...(library && { library }) };
  return asked.flatMap((where) => [
    ...(isById(where) ? [] : [{ entity, where }]),
    ...conditionsIn(evaluation, other, where, depth + 1),
  ]);
}

function otherRows(
  evaluation: Evaluation,
  owner: Owner,
  name: string,
  fields: Conditions,
): { readonly entity: Entity; readonly asked: readonly Conditions[] } | undefined {
  const asked = [...fields].every(([one]) => QUANTIFIERS.test(one))
    ? [...fields.values()].flatMap(recordsIn)
    : [fields];
  const isCompared = asked.some((one) => [...one.keys()].some((column) => COMPARISONS.test(column)));
  const entity = isCompared ? undefined : entityAt(evaluation, owner, name);
  return entity && { entity, asked };
}

/** `{ owner: { id } }` asks for no more than `{ ownerId: id }`. */
function isById(where: Conditions): boolean {
  return [...where.keys()].every((column) => /^(_?id|uuid|guid)$/i.test(column));
}

/** Where no schema says so, a member of a condition of Prisma that holds columns is a relation as well. */
function entityAt(evaluation: Evaluation, owner: Owner, name: string): Entity | undefined {
  const said = entityOfRelation(evaluation, owner, name);
  if (said !== undefined) return said === 'none' ? undefined : said;
  return owner.library?.id === 'prisma' ? entityNamed(name) : undefined;
}

function recordsIn(value: Value): readonly Conditions[] {
  if (value.kind === 'array') return value.items.flatMap(recordsIn);
  return value.kind === 'record' ? [value.fields] : [];
}
