/**
 * Which columns does a file give to which entity: by a class, a schema, a table, or what a client leaves out? In: facts of one file.
 * Out: columns, and which of them are not read unless asked for.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, ClassFact, Expression, FieldFact, FileFacts } from '../../facts/fileFacts.js';
import { entityNamed } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { entityOfClass, isEntityClass } from './entityOfValue.js';
import { definitionOf, importedFiles } from './schemaDefinitions.js';
import { tableTypesIn } from './tableTypes.js';

export interface DeclaredColumn {
  readonly identity: string;
  readonly column: string;
  /** It is not read unless asked for, or the code says itself what becomes of its rows as JSON. */
  readonly isHidden: boolean;
  /** `select: false` */
  readonly isUnselected?: true;
  /** `@Exclude()` of class-transformer: it is not in what `instanceToPlain` makes of the row. */
  readonly isExcluded?: true;
}

const UNSELECTED = { isHidden: true, isUnselected: true } as const;

/** Each file is looked at once. */
export class ColumnDeclarations {
  private readonly known = new Map<string, readonly DeclaredColumn[]>();

  constructor(private readonly evaluation: Evaluation) {}

  /** What a file says, and those that it imports. */
  ledToBy(file: string): readonly DeclaredColumn[] {
    return [file, ...importedFiles(this.evaluation, file)].flatMap((one) => this.in(one));
  }

  private in(file: string): readonly DeclaredColumn[] {
    let known = this.known.get(file);
    if (!known) {
      const facts = this.evaluation.factsOf(file);
      known = facts ? columnsDeclaredIn(this.evaluation, file, facts) : [];
      this.known.set(file, known);
    }
    return known;
  }
}

function columnsDeclaredIn(
  evaluation: Evaluation,
  file: string,
  facts: FileFacts,
): readonly DeclaredColumn[] {
  return [
    ...columnsOfClasses(evaluation, file, facts),
    ...columnsOfSchemas(facts),
    ...columnsOmitted(facts),
    ...columnsOfTypes(evaluation, file, facts),
  ];
}

function columnsOfClasses(evaluation: Evaluation, file: string, facts: FileFacts): readonly DeclaredColumn[] {
  const frame = evaluation.moduleFrame(file);
  if (!frame) return [];
  return facts.classes.flatMap((fact, index) => {
    const reference = { file, index, frame };
    const entity =
      isEntityClass(evaluation, reference) || isSchemaClass(facts, fact)
        ? entityOfClass(evaluation, reference)
        : undefined;
    // A class that says what becomes of it as JSON may leave anything out.
    const isOwnJson = fact.methods.some(({ name }) => name === 'toJSON');
    return (entity ? fact.fields : [])
      .filter((field) => !field.static)
      .map((field) => ({
        identity: entity?.identity ?? '',
        column: field.name,
        ...(isExcludedField(facts, field) && { isExcluded: true as const }),
        ...(isHiddenField(field) ? UNSELECTED : { isHidden: isOwnJson }),
      }));
  });
}

/** `@Schema() class Device` of NestJS, of which a model is made under the same name. */
function isSchemaClass(facts: FileFacts, { decorators }: ClassFact): boolean {
  return decorators.some(
    ({ name, binding }) =>
      name === 'Schema' && facts.bindings[binding]?.import?.module === '@nestjs/mongoose',
  );
}

function isHiddenField({ decorators }: FieldFact): boolean {
  return decorators.some(({ arguments: given }) => given.some(isNotSelected));
}

function isExcludedField(facts: FileFacts, { decorators }: FieldFact): boolean {
  return decorators.some(
    ({ name, binding, arguments: [options] }) =>
      name === 'Exclude' &&
      facts.bindings[binding]?.import?.module === 'class-transformer' &&
      !(options?.kind === 'object' && options.properties.some((one) => one.name === 'toClassOnly')),
  );
}

function isNotSelected(options: Expression): boolean {
  if (options.kind !== 'object') return false;
  return options.properties.some(
    ({ name, value }) => name === 'select' && value.kind === 'boolean' && !value.value,
  );
}

/** `model('User', new Schema({ … }))`, directly or through a variable. */
function columnsOfSchemas(facts: FileFacts): readonly DeclaredColumn[] {
  return facts.calls.flatMap((call) => {
    const [name, schema] = call.arguments;
    if (TABLES.test(lastName(call.callee))) return columnsOfTable(facts, call);
    const isModel = call.callee.kind !== 'this' && lastName(call.callee) === 'model';
    const entity = isModel && name?.kind === 'text' ? entityNamed(name.value) : undefined;
    const definition = entity && schema ? definitionOf(facts, schema) : undefined;
    if (!entity || !definition) return [];
    const isOwnJson = mentionsJson(facts);
    return definition.properties.map(({ name: column, value }) => ({
      identity: entity.identity,
      column,
      ...(isNotSelected(value) ? UNSELECTED : { isHidden: isOwnJson }),
    }));
  });
}

/** `new PrismaClient({ omit: { user: { password: true } } })` */
function columnsOmitted(facts: FileFacts): readonly DeclaredColumn[] {
  return facts.calls.flatMap(({ callee, arguments: [options], construction }) => {
    if (!construction || options?.kind !== 'object' || lastName(callee) !== 'PrismaClient') return [];
    const omit = options.properties.find(({ name }) => name === 'omit')?.value;
    if (omit?.kind !== 'object') return [];
    return omit.properties.flatMap(({ name, value }) => {
      const identity = entityNamed(name)?.identity;
      if (identity === undefined || value.kind !== 'object') return [];
      return value.properties.map(({ name: column }) => ({ identity, column, ...UNSELECTED }));
    });
  });
}

function columnsOfTypes(evaluation: Evaluation, file: string, facts: FileFacts): readonly DeclaredColumn[] {
  return tableTypesIn(evaluation, file, facts).flatMap(({ entity: { identity }, columns }) =>
    columns.map((column) => ({ identity, column, isHidden: false })),
  );
}

const TABLES = /^(define|(pg|mysql|sqlite|singlestore)Table)$/;

/** `sequelize.define('User', { … })`, `pgTable('users', { … })`; a scope of its own may leave anything out. */
function columnsOfTable(
  facts: FileFacts,
  { arguments: [name, definition, options] }: CallFact,
): readonly DeclaredColumn[] {
  const entity = name?.kind === 'text' ? entityNamed(name.value) : undefined;
  if (!entity || definition?.kind !== 'object') return [];
  const isHidden =
    mentionsJson(facts) ||
    (options?.kind === 'object' && options.properties.some((option) => option.name === 'defaultScope'));
  return definition.properties.map(({ name: column }) => ({ identity: entity.identity, column, isHidden }));
}

/** `schema.set('toJSON', …)`, `schema.methods.toJSON = …`, `{ toJSON: { transform } }` */
function mentionsJson(facts: FileFacts): boolean {
  const isInCall = facts.calls.some(({ arguments: given }) =>
    given.some(
      (argument) =>
        (argument.kind === 'text' && argument.value === 'toJSON') ||
        (argument.kind === 'object' && argument.properties.some(({ name }) => name === 'toJSON')),
    ),
  );
  return (
    isInCall || facts.assignments.some(({ target }) => target.kind === 'member' && target.name === 'toJSON')
  );
}
