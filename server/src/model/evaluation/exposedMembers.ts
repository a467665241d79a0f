/**
 * What is left of rows that a package makes other objects of: of a class with what it exposes, of a schema, of a list of
 * names. In: a call of the package. Out: the rows with these columns; undefined where more than names would have to be read.
 */
import type { DecoratorFact, FieldFact, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';
import { derived, type Rows, type Value } from './values.js';

type External = Extract<Value, { kind: 'external' }>;
type ClassReference = { readonly file: string; readonly index: number };

const TRANSFORMER = 'class-transformer';

/** What a call of a package leaves of the rows that it is given. */
export function exposedRows(
  evaluation: Evaluation,
  callee: External,
  args: readonly Value[],
): Value | undefined {
  if (callee.module === TRANSFORMER) {
    const name = callee.path.join('.');
    if (/^plainTo(Instance|Class)$/.test(name)) return rowsOfClass(evaluation, args);
    return /^(instance|class)ToPlain$/.test(name) ? rowsWithoutExcluded(evaluation, args) : undefined;
  }
  return PICKS.test([callee.module, ...callee.path].join('.')) ? pickedRows(args) : undefined;
}

const PICKS =
  /^(lodash(-es)?|es-toolkit|radash|remeda|underscore)([./][\w.]+)?\.pick$|^lodash[./]pick(\.default)?$/;
const SCHEMA = 'zod.object';

/** `z.object({ id: z.string() })`: a schema that keeps nothing but its members. */
export function strippingSchema({ module, path }: External, args: readonly Value[]): Value | undefined {
  const isSchema = /^zod(\/v\d)?$/.test(module) && /(^|\.)(strictO|o)bject$/.test(path.join('.'));
  return isSchema && args[0]?.kind === 'record' && !args[0].open ? derived(args, SCHEMA) : undefined;
}

/** `UserView.parse(user)` */
export function parsedRows(schema: Value, name: string, [given]: readonly Value[]): Value | undefined {
  if (!/^parse(Async)?$/.test(name) || schema.kind !== 'derived' || schema.name !== SCHEMA) return undefined;
  const [members] = schema.from;
  return members?.kind === 'record' ? withOnly(given, [...members.fields.keys()]) : undefined;
}

/** `pick(user, ['id', 'name'])` */
function pickedRows([given, ...names]: readonly Value[]): Value | undefined {
  const listed = names.flatMap((name) => (name.kind === 'array' && !name.some ? name.items : [name]));
  const columns = listed.flatMap((name) => (name.kind === 'constant' ? [String(name.value)] : []));
  return columns.length > 0 && columns.length === listed.length ? withOnly(given, columns) : undefined;
}

/** `plainToInstance(UserDto, user, { excludeExtraneousValues: true })` */
function rowsOfClass(evaluation: Evaluation, [made, given, options]: readonly Value[]): Value | undefined {
  const strips = options?.kind === 'record' ? options.fields.get('excludeExtraneousValues') : undefined;
  if (strips?.kind !== 'constant' || strips.value !== true || made?.kind !== 'class') return undefined;
  const exposed = fieldsOf(evaluation, made, exposedName);
  return exposed && withOnly(given, exposed);
}

/** `instanceToPlain(user)`, where the class of the entity says what is left out: `@Exclude() pin: string`. */
function rowsWithoutExcluded(evaluation: Evaluation, [given]: readonly Value[]): Value | undefined {
  const declaration = given?.kind === 'rows' ? given.rows.entity.declaration : undefined;
  const left = declaration && fieldsOf(evaluation, declaration, nameUnlessExcluded);
  return left && withOnly(given, left);
}

function withOnly(given: Value | undefined, exposed: readonly string[]): Value | undefined {
  if (given?.kind !== 'rows' || given.rows.path.length > 0) return undefined;
  const { rows } = given;
  const columns = rows.columns ? rows.columns.filter((column) => exposed.includes(column)) : exposed;
  return { ...given, rows: { ...rows, columns } satisfies Rows };
}

function fieldsOf(
  evaluation: Evaluation,
  { file, index }: ClassReference,
  nameOf: (facts: FileFacts, field: FieldFact) => readonly string[] | undefined,
): readonly string[] | undefined {
  const facts = evaluation.factsOf(file);
  const fact = facts?.classes[index];
  if (!facts || !fact || fact.extends || fact.methods.some(({ kind }) => kind === 'get')) return undefined;
  const names = fact.fields.map((field) => nameOf(facts, field));
  return names.every((name) => name !== undefined) ? names.flat() : undefined;
}

function transformersOf(facts: FileFacts, { decorators }: FieldFact): readonly DecoratorFact[] {
  return decorators.filter(({ binding }) => facts.bindings[binding]?.import?.module === TRANSFORMER);
}

/** None where the field is not exposed; undefined where a function makes it of anything. */
function exposedName(facts: FileFacts, field: FieldFact): readonly string[] | undefined {
  const own = transformersOf(facts, field);
  if (own.some((decorator) => decorator.name === 'Transform')) return undefined;
  const expose = own.find((decorator) => decorator.name === 'Expose');
  return expose ? [renamed(expose) ?? field.name] : [];
}

/** Undefined where what is said depends on more than the field. */
function nameUnlessExcluded(facts: FileFacts, field: FieldFact): readonly string[] | undefined {
  const own = transformersOf(facts, field);
  if (own.some(({ name, arguments: given }) => name === 'Transform' || given.length > 0)) return undefined;
  return own.some(({ name }) => name === 'Exclude') ? [] : [field.name];
}

/** `@Expose({ name: 'title' })` */
function renamed({ arguments: [options] }: DecoratorFact): string | undefined {
  const name =
    options?.kind === 'object' ? options.properties.find((one) => one.name === 'name')?.value : undefined;
  return name?.kind === 'text' ? name.value : undefined;
}
