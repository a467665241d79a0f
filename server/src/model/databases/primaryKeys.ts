/**
 * Whether a column is the primary key of an entity under a name of its own: `@PrimaryColumn() code`. In: the entity, the column and a
 * file that leads to where it is declared. Out: whether its class or its table says so. Methods that are given the bare value of a key
 * (`findByPk(code)`) are read as if it were called `id`.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { ClassFact, Expression, FileFacts } from '../../facts/fileFacts.js';
import type { Entity } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { importedFiles } from './schemaDefinitions.js';

export function isPrimaryKey(evaluation: Evaluation, entity: Entity, column: string, file: string): boolean {
  const { declaration } = entity;
  const declared = declaration && evaluation.factsOf(declaration.file);
  const fact = declared?.classes[declaration?.index ?? -1];
  if (declared && fact && keysOfClass(declared, fact).includes(column)) return true;
  return [file, ...importedFiles(evaluation, file)].some((one) =>
    keysOfTables(evaluation.factsOf(one), entity).includes(column),
  );
}

const DECORATORS = /^Primary(Generated)?(Column|Key)$/;

/** `@PrimaryColumn() code` of TypeORM and MikroORM, `static get idColumn()` of Objection. */
function keysOfClass({ functions }: FileFacts, { fields, methods }: ClassFact): readonly string[] {
  const marked = fields.flatMap(({ name, decorators }) =>
    decorators.some((decorator) => DECORATORS.test(decorator.name)) ? [name] : [],
  );
  const initial = fields.find(({ name }) => name === 'idColumn')?.initializer;
  const given = methods
    .filter(({ name }) => name === 'idColumn')
    .flatMap((method) => functions[method.function]?.returns.map(({ value }) => value) ?? []);
  return [...marked, ...[initial, ...given].flatMap(textsOf)];
}

function textsOf(value: Expression | undefined): readonly string[] {
  if (value?.kind === 'array') return value.items.flatMap(textsOf);
  return value?.kind === 'text' ? [value.value] : [];
}

/** `sequelize.define('Profile', { userId: { type: STRING, primaryKey: true } })`, `Profile.init({ … })` */
function keysOfTables(facts: FileFacts | undefined, { name: entity }: Entity): readonly string[] {
  return (facts?.calls ?? []).flatMap(({ callee, arguments: given }) => {
    const method = lastName(callee);
    const isDefined = method === 'define' && given[0]?.kind === 'text' && given[0].value === entity;
    const isInit = method === 'init' && callee.kind === 'member' && lastName(callee.object) === entity;
    const columns = isDefined ? given[1] : isInit ? given[0] : undefined;
    if (columns?.kind !== 'object') return [];
    return columns.properties.flatMap(({ name, value }) => (saysPrimaryKey(value) ? [name] : []));
  });
}

function saysPrimaryKey(options: Expression): boolean {
  return (
    options.kind === 'object' &&
    options.properties.some(
      ({ name, value }) => name === 'primaryKey' && value.kind === 'boolean' && value.value,
    )
  );
}
