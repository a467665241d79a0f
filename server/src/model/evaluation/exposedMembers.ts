/**
 * What is left of rows that class-transformer makes objects of a class of, where it is told to keep nothing but what the
 * class exposes. In: the call of the package. Out: the rows with these columns; undefined where the class says more than names.
 */
import type { DecoratorFact, FieldFact, FileFacts } from '../../facts/fileFacts.js';
import type { Evaluation } from './evaluation.js';
import type { Rows, Value } from './values.js';

export const PACKAGE = 'class-transformer';

/** `plainToInstance(UserDto, user, { excludeExtraneousValues: true })` */
export function exposedRows(
  evaluation: Evaluation,
  { module, path }: Extract<Value, { kind: 'external' }>,
  [made, given, options]: readonly Value[],
): Value | undefined {
  if (module !== PACKAGE || !/^plainTo(Instance|Class)$/.test(path.join('.'))) return undefined;
  if (made?.kind !== 'class' || given?.kind !== 'rows' || given.rows.path.length > 0) return undefined;
  const strips = options?.kind === 'record' ? options.fields.get('excludeExtraneousValues') : undefined;
  if (strips?.kind !== 'constant' || strips.value !== true) return undefined;
  const exposed = exposedBy(evaluation, made);
  return exposed && { kind: 'rows', rows: withOnly(given.rows, exposed) };
}

function withOnly(rows: Rows, exposed: readonly string[]): Rows {
  const columns = rows.columns ? rows.columns.filter((column) => exposed.includes(column)) : exposed;
  return { ...rows, columns };
}

function exposedBy(
  evaluation: Evaluation,
  { file, index }: { readonly file: string; readonly index: number },
): readonly string[] | undefined {
  const facts = evaluation.factsOf(file);
  const fact = facts?.classes[index];
  if (!facts || !fact || fact.extends || fact.methods.some(({ kind }) => kind === 'get')) return undefined;
  const names = fact.fields.map((field) => exposedName(facts, field));
  return names.every((name) => name !== undefined) ? names.flat() : undefined;
}

/** None where the field is not exposed; undefined where a function makes it of anything. */
function exposedName(facts: FileFacts, { name, decorators }: FieldFact): readonly string[] | undefined {
  const own = decorators.filter(({ binding }) => facts.bindings[binding]?.import?.module === PACKAGE);
  if (own.some((decorator) => decorator.name === 'Transform')) return undefined;
  const expose = own.find((decorator) => decorator.name === 'Expose');
  return expose ? [renamed(expose) ?? name] : [];
}

/** `@Expose({ name: 'title' })` */
function renamed({ arguments: [options] }: DecoratorFact): string | undefined {
  const name =
    options?.kind === 'object' ? options.properties.find((one) => one.name === 'name')?.value : undefined;
  return name?.kind === 'text' ? name.value : undefined;
}
