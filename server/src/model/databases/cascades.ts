/**
 * Which rows the database deletes together with those that they belong to. In: an entity that is cached, and what schemas,
 * classes and tables say of its relations. Out: the entities whose deletes take its rows along, and the columns by which
 * the rows belong to them.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { CallFact, DecoratorFact, Expression, FileFacts } from '../../facts/fileFacts.js';
import { type Entity, entityNamed, isSameEntity } from '../../libraries/entityNames.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { entityOfValue } from './entityOfValue.js';
import { entityOfRelation } from './relations.js';
import { importedFiles } from './schemaDefinitions.js';

export interface Owner {
  readonly entity: Entity;
  /** Columns that hold its id. */
  readonly columns: readonly string[];
}

interface CachedRows {
  readonly entity: Entity;
  readonly site?: { readonly file: string; readonly call: number };
}

/** Rows of rows are followed this far. */
const MAXIMUM_HEIGHT = 2;

export class Cascades {
  private readonly known = new Map<string, readonly Owner[]>();

  constructor(private readonly evaluation: Evaluation) {}

  /** Whose deletes take rows along, at once or through others that they take along. */
  ownersOf(rows: CachedRows): readonly Owner[] {
    const key = `${rows.entity.identity}#${rows.site?.file ?? ''}`;
    const known = this.known.get(key);
    if (known) return known;
    const owners = this.find(rows, 0);
    this.known.set(key, owners);
    return owners;
  }

  private find(rows: CachedRows, height: number): readonly Owner[] {
    if (height >= MAXIMUM_HEIGHT) return [];
    const own = [
      ...this.inSchemas(rows.entity),
      ...this.inClass(rows),
      ...this.inTables(rows),
      ...this.inAssociations(rows),
    ].filter(({ entity }) => !isSameEntity(entity, rows.entity));
    const further = own.flatMap(({ entity }) => this.find({ ...rows, entity }, height + 1));
    return [...own, ...further.filter(({ entity }) => !isSameEntity(entity, rows.entity))];
  }

  /** `author User @relation(fields: [authorId], references: [id], onDelete: Cascade)` */
  private inSchemas(entity: Entity): readonly Owner[] {
    return this.evaluation.linker.schemaFields.flatMap(({ model, target, cascades }) => {
      const child = cascades && target !== undefined ? entityNamed(model) : undefined;
      const owner = child && isSameEntity(child, entity) ? entityNamed(target ?? '') : undefined;
      return owner ? [{ entity: owner, columns: cascades ?? [] }] : [];
    });
  }

  /** `@ManyToOne(() => User, (user) => user.posts, { onDelete: 'CASCADE' })` */
  private inClass({ entity, site }: CachedRows): readonly Owner[] {
    const { declaration } = entity;
    const facts = declaration && this.evaluation.factsOf(declaration.file);
    const fields = facts?.classes[declaration?.index ?? -1]?.fields ?? [];
    return fields.flatMap(({ name, decorators }) => {
      if (!decorators.some(cascades)) return [];
      const owner = entityOfRelation(this.evaluation, { entity, ...(site && { site }) }, name);
      if (!owner || owner === 'none') return [];
      return [{ entity: owner, columns: [name, `${name}Id`, `${name}_id`, ...joinColumns(decorators)] }];
    });
  }

  /** `authorId: integer().references(() => users.id, { onDelete: 'cascade' })` in a table of Drizzle. */
  private inTables({ entity, site }: CachedRows): readonly Owner[] {
    return this.schemaFiles(site?.file).flatMap((file) => {
      const facts = this.evaluation.factsOf(file);
      const tables = facts?.calls.filter((call) => isTableOf(call, entity)) ?? [];
      return facts ? tables.flatMap((call) => this.referencesOf(file, facts, call)) : [];
    });
  }

  /** `Vehicle.belongsTo(Company, { onDelete: 'CASCADE' })` of Sequelize, whose models may only mark what they delete. */
  private inAssociations({ entity, site }: CachedRows): readonly Owner[] {
    const files = this.schemaFiles(site?.file);
    return files.flatMap((file) => {
      const facts = this.evaluation.factsOf(file);
      return (facts?.calls ?? []).flatMap((call) => {
        const owner = this.associated(file, call, entity);
        return owner && this.deletesForGood(files, owner.entity) ? [owner] : [];
      });
    });
  }

  private associated(
    file: string,
    { callee, arguments: given }: CallFact,
    entity: Entity,
  ): Owner | undefined {
    const [other, options] = given;
    const frame = this.evaluation.moduleFrame(file);
    const isOwned = lastName(callee) === 'belongsTo';
    if (!frame || callee.kind !== 'member' || !other || !options || !saysCascade(options)) return undefined;
    if (!isOwned && !/^has(Many|One)$/.test(callee.name)) return undefined;
    const [left, right] = [callee.object, other].map((one) =>
      entityOfValue(this.evaluation, this.evaluation.evaluate(frame, one)),
    );
    const [rows, owner] = isOwned ? [left, right] : [right, left];
    if (!rows || !owner || !isSameEntity(rows, entity)) return undefined;
    return { entity: owner, columns: [...foreignKeys(options), ...columnsNamedAfter(owner)] };
  }

  /** Where a model is defined that is not `paranoid`; of one that is not found nobody knows. */
  private deletesForGood(files: readonly string[], owner: Entity): boolean {
    const definitions = files.flatMap((file) => {
      const frame = this.evaluation.moduleFrame(file);
      return (frame?.facts.calls ?? []).filter(({ callee, arguments: [name] }) => {
        if (!frame || callee.kind !== 'member' || !/^(init|define)$/.test(callee.name)) return false;
        const named = callee.name === 'define' ? name : callee.object;
        const model = named && entityOfValue(this.evaluation, this.evaluation.evaluate(frame, named));
        return model !== undefined && isSameEntity(model, owner);
      });
    });
    return definitions.length > 0 && !definitions.some(({ arguments: given }) => given.some(isParanoid));
  }

  private referencesOf(
    file: string,
    facts: FileFacts,
    { arguments: [, columns] }: CallFact,
  ): readonly Owner[] {
    const frame = this.evaluation.moduleFrame(file);
    if (columns?.kind !== 'object' || !frame) return [];
    return columns.properties.flatMap(({ name, value }) => {
      const call = referenceIn(facts, value);
      const [target, options] = call?.arguments ?? [];
      if (target?.kind !== 'function' || !options || !saysCascade(options)) return [];
      const column = facts.functions[target.function]?.returns[0]?.value;
      const table = column?.kind === 'member' ? this.evaluation.evaluate(frame, column.object) : undefined;
      const owner = entityOfValue(this.evaluation, table);
      return owner ? [{ entity: owner, columns: [name] }] : [];
    });
  }

  /** The file of the read, what it imports, and what these pass on from other files. */
  private schemaFiles(file: string | undefined): readonly string[] {
    if (file === undefined) return [];
    const imported = importedFiles(this.evaluation, file);
    const passedOn = imported.flatMap((one) =>
      (this.evaluation.factsOf(one)?.exports ?? []).flatMap(
        ({ from }) => (from && this.evaluation.linker.resolve(one, from.module)) ?? [],
      ),
    );
    return [...new Set([file, ...imported, ...passedOn])];
  }
}

const RELATIONS: ReadonlySet<string> = new Set(['ManyToOne', 'OneToOne', 'BelongsTo']);

function cascades({ name, arguments: given }: DecoratorFact): boolean {
  return RELATIONS.has(name) && given.some(saysCascade);
}

const OPTIONS: ReadonlySet<string> = new Set(['onDelete', 'deleteRule']);

/** `{ onDelete: 'cascade' }` */
function saysCascade(options: Expression): boolean {
  return (
    options.kind === 'object' &&
    options.properties.some(
      ({ name, value }) => OPTIONS.has(name) && value.kind === 'text' && /^cascade$/i.test(value.value),
    )
  );
}

function isParanoid(options: Expression): boolean {
  return (
    options.kind === 'object' &&
    options.properties.some(
      ({ name, value }) => name === 'paranoid' && !(value.kind === 'boolean' && !value.value),
    )
  );
}

function foreignKeys(options: Expression): readonly string[] {
  const key =
    options.kind === 'object' && options.properties.find(({ name }) => name === 'foreignKey')?.value;
  return key && key.kind === 'text' ? [key.value] : [];
}

function columnsNamedAfter({ name }: Entity): readonly string[] {
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  return [`${lower}Id`, `${lower}_id`, `${name}Id`];
}

/** `@JoinColumn({ name: 'author' })` */
function joinColumns(decorators: readonly DecoratorFact[]): readonly string[] {
  return decorators.flatMap(({ name, arguments: [options] }) => {
    if (name !== 'JoinColumn' || options?.kind !== 'object') return [];
    const value = options.properties.find((property) => property.name === 'name')?.value;
    return value?.kind === 'text' ? [value.value] : [];
  });
}

/** `pgTable('posts', …)` */
function isTableOf({ callee, arguments: [name] }: CallFact, entity: Entity): boolean {
  if (!/Table$/.test(lastName(callee)) || name?.kind !== 'text') return false;
  const table = entityNamed(name.value);
  return table !== undefined && isSameEntity(table, entity);
}

/** A column is a chain of calls, one of which may say what it refers to. */
function referenceIn(facts: FileFacts, column: Expression): CallFact | undefined {
  let next: Expression | undefined = column;
  while (next?.kind === 'call') {
    const call: CallFact | undefined = facts.calls[next.call];
    if (call && lastName(call.callee) === 'references') return call;
    next = call?.callee.kind === 'member' ? call.callee.object : undefined;
  }
  return undefined;
}
