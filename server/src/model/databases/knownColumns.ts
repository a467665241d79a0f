/**
 * What the code says of the columns of an entity, by its class, its schema, what is written to it or what it is selected
 * by; and which of them are kept with a row.
 */

import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, ClassFact, Expression, FieldFact, FileFacts } from '../../facts/fileFacts.js';
import { entityNamed } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Rows, Value } from '../evaluation/values.js';
import type { KeyUse } from '../keys/keyUses.js';
import { rowsOfHandle } from './databaseHandles.js';
import type { DatabaseWrite } from './databaseWrites.js';
import { entityOfClass, isEntityClass } from './entityOfValue.js';
import { leavesOut } from './leftOutColumns.js';
import { definitionOf, importedFiles } from './schemaDefinitions.js';
import { tableTypesIn } from './tableTypes.js';

/** Asked for one entity at a time, where rows of it are read: no file is read that does not lead to them. */
export class KnownColumns {
  private readonly declared = new Map<string, readonly Column[]>();
  private ofSchemas: readonly Column[] | undefined;

  constructor(
    private readonly evaluation: Evaluation,
    private readonly writes: readonly DatabaseWrite[],
  ) {}

  /** Names of columns; those that are not read unless asked for are left out. */
  of({ entity, site, where, library }: Rows): ReadonlySet<string> {
    const files = site ? [site.file, ...importedFiles(this.evaluation, site.file)] : [];
    const declared = files
      .flatMap((file) => this.in(file))
      .concat(library?.id === 'prisma' ? this.inSchemas() : [])
      .filter(({ identity }) => identity === entity.identity);
    const written = this.writes.flatMap(({ effect: { call } }) =>
      call.entity.identity === entity.identity ? (call.columns ?? []) : [],
    );
    const hidden = new Set(declared.filter(({ isHidden }) => isHidden).map(({ column }) => column));
    return new Set(
      [...written, ...where.keys(), ...declared.map(({ column }) => column)].filter(
        (column) => !hidden.has(column),
      ),
    );
  }

  private inSchemas(): readonly Column[] {
    this.ofSchemas ??= this.evaluation.linker.schemaFields.flatMap(({ model, field, target }) => {
      const entity = target === undefined ? entityNamed(model) : undefined;
      return entity ? [{ identity: entity.identity, column: field, isHidden: false }] : [];
    });
    return this.ofSchemas;
  }

  private in(file: string): readonly Column[] {
    let known = this.declared.get(file);
    if (!known) {
      const facts = this.evaluation.factsOf(file);
      known = facts
        ? [
            ...columnsOfClasses(this.evaluation, file, facts),
            ...columnsOfSchemas(facts),
            ...columnsOmitted(facts),
            ...columnsOfTypes(this.evaluation, file, facts),
          ]
        : [];
      this.declared.set(file, known);
    }
    return known;
  }
}

interface Column {
  readonly identity: string;
  readonly column: string;
  /** `select: false` */
  readonly isHidden: boolean;
}

function columnsOfClasses(evaluation: Evaluation, file: string, facts: FileFacts): readonly Column[] {
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
        isHidden: isOwnJson || isHiddenField(field),
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

function isNotSelected(options: Expression): boolean {
  if (options.kind !== 'object') return false;
  return options.properties.some(
    ({ name, value }) => name === 'select' && value.kind === 'boolean' && !value.value,
  );
}

/** `model('User', new Schema({ … }))`, directly or through a variable. */
function columnsOfSchemas(facts: FileFacts): readonly Column[] {
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
      isHidden: isOwnJson || isNotSelected(value),
    }));
  });
}

/** `new PrismaClient({ omit: { user: { password: true } } })` */
function columnsOmitted(facts: FileFacts): readonly Column[] {
  return facts.calls.flatMap(({ callee, arguments: [options], construction }) => {
    if (!construction || options?.kind !== 'object' || lastName(callee) !== 'PrismaClient') return [];
    const omit = options.properties.find(({ name }) => name === 'omit')?.value;
    if (omit?.kind !== 'object') return [];
    return omit.properties.flatMap(({ name, value }) => {
      const identity = entityNamed(name)?.identity;
      if (identity === undefined || value.kind !== 'object') return [];
      return value.properties.map(({ name: column }) => ({ identity, column, isHidden: true }));
    });
  });
}

function columnsOfTypes(evaluation: Evaluation, file: string, facts: FileFacts): readonly Column[] {
  return tableTypesIn(evaluation, file, facts).flatMap(({ entity: { identity }, columns }) =>
    columns.map((column) => ({ identity, column, isHidden: false })),
  );
}

const TABLES = /^(define|(pg|mysql|sqlite|singlestore)Table)$/;

/** `sequelize.define('User', { … })`, `pgTable('users', { … })`; a scope of its own may leave anything out. */
function columnsOfTable(
  facts: FileFacts,
  { arguments: [name, definition, options] }: CallFact,
): readonly Column[] {
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

/** Rows that stand in a value as they were read; what a function made of them is something else. */
function rowsKeptIn(value: Value): readonly Rows[] {
  switch (value.kind) {
    case 'rows':
      return value.rows.site ? [value.rows] : [];
    case 'either':
      return value.values.flatMap(rowsKeptIn);
    case 'fallback':
      return rowsKeptIn(value.value);
    case 'array':
      return value.items.flatMap(rowsKeptIn);
    case 'record':
      return [...value.fields.values()].flatMap(rowsKeptIn);
    case 'database': {
      // A library that is given the query waits for it.
      const rows = rowsOfHandle(value.handle);
      return rows ? rowsKeptIn(rows) : [];
    }
    default:
      return [];
  }
}

export interface StoredColumn {
  readonly entity: string;
  readonly column: string;
  /** Where the row is read. */
  readonly site: { readonly file: string; readonly call: number };
}

/** A column of the asked kind that a use keeps as part of a row, and that nothing leaves out. */
export function storedColumn(
  evaluation: Evaluation,
  known: KnownColumns,
  use: KeyUse,
  isAsked: (column: string) => boolean,
): StoredColumn | undefined {
  for (const rows of use.effect.value ? rowsKeptIn(use.effect.value) : []) {
    const { site, entity, path, columns } = rows;
    if (!site) continue;
    const members = path.filter((name) => !/^(\d+|\*)$/.test(name));
    const [picked] = members;
    if (picked !== undefined && members.length === 1 && isAsked(picked))
      return { entity: entity.name, column: picked, site };
    if (members.length > 0) continue;
    const names = columns ?? [...known.of(rows)];
    const column = names.find(
      (name) => isAsked(name) && (columns || !leavesOut(evaluation, use, rows, name)),
    );
    if (column !== undefined) return { entity: entity.name, column, site };
  }
  return undefined;
}
