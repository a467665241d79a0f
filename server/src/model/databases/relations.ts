/**
 * Which entity a relation leads to, where more than its name says it: the schema of Prisma, the type of a field of the
 * entity's class, `ref` in a schema of Mongoose, `relations` of Drizzle. In: the rows that have the relation. Out: the
 * entity; undefined when nothing is said.
 */
import { callOf, lastName } from '../../facts/expressionNames.js';
import type { Expression, FileFacts, TypeReference } from '../../facts/fileFacts.js';
import { type Entity, entityNamed, isSameEntity } from '../../libraries/entityNames.js';
import { valueOfType } from '../evaluation/evaluateType.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Rows } from '../evaluation/values.js';
import { entityOfClass, entityOfValue } from './entityOfValue.js';
import { definitionOf, importedFiles } from './schemaDefinitions.js';

type Owner = Pick<Rows, 'entity' | 'library' | 'site'>;

/** `none` where a schema names all relations, and this is not one. */
export function entityOfRelation(
  evaluation: Evaluation,
  owner: Owner,
  name: string,
): Entity | 'none' | undefined {
  if (owner.library?.id === 'prisma') return inSchema(evaluation, owner.entity, name);
  return inClass(evaluation, owner.entity, name) ?? inCode(evaluation, owner, name);
}

function inSchema(evaluation: Evaluation, entity: Entity, name: string): Entity | 'none' | undefined {
  if (evaluation.linker.schemaFields.length === 0) return undefined;
  const called = evaluation.linker.relationsNamed(name);
  const own = called.find(({ model }) => isNamed(entity, model));
  // Relations of relations are not told apart by whose they are.
  const targets = new Set(own ? [own.target] : called.map(({ target }) => target));
  const [target, ...others] = targets;
  if (target === undefined) return 'none';
  return others.length === 0 ? entityNamed(target) : undefined;
}

function isNamed(entity: Entity, model: string): boolean {
  const other = entityNamed(model);
  return other !== undefined && isSameEntity(entity, other);
}

function inClass(evaluation: Evaluation, { declaration }: Entity, name: string): Entity | undefined {
  const frame = declaration && evaluation.moduleFrame(declaration.file);
  const field = frame?.facts.classes[declaration?.index ?? -1]?.fields.find((one) => one.name === name);
  return frame && field?.type ? entityOfFieldType(evaluation, frame, field.type) : undefined;
}

/** `User`, `User[]`, `Relation<User>`, `Collection<User>`. */
function entityOfFieldType(evaluation: Evaluation, frame: Frame, type: TypeReference): Entity | undefined {
  if (type.kind === 'array') return entityOfFieldType(evaluation, frame, type.element);
  const members = type.kind === 'union' ? type.members : [type];
  for (const member of members) {
    if (member.kind !== 'named') continue;
    const value = valueOfType(evaluation, frame, member);
    if (value?.kind === 'instance') return entityOfClass(evaluation, value);
    const [given] = member.arguments;
    const entity = given && entityOfFieldType(evaluation, frame, given);
    if (entity) return entity;
  }
  return undefined;
}

/** What schemas say that stand in the file of the read, or in one that it imports. */
function inCode(evaluation: Evaluation, { entity, site }: Owner, name: string): Entity | undefined {
  const files = site ? [site.file, ...importedFiles(evaluation, site.file)] : [];
  for (const file of files) {
    const facts = evaluation.factsOf(file);
    const frame = evaluation.moduleFrame(file);
    if (!facts || !frame) continue;
    const found = referenced(facts, entity, name) ?? related(evaluation, frame, entity, name);
    if (found) return found;
  }
  return undefined;
}

/** `author: { type: ObjectId, ref: 'User' }` */
function referenced(facts: FileFacts, entity: Entity, name: string): Entity | undefined {
  for (const { callee, arguments: given } of facts.calls) {
    const [model, schema] = given;
    const isModel = lastName(callee) === 'model' && model?.kind === 'text' && isNamed(entity, model.value);
    const definition = isModel && schema ? definitionOf(facts, schema) : undefined;
    const field = definition?.properties.find((property) => property.name === name);
    const target = field && refIn(field.value);
    if (target !== undefined) return entityNamed(target);
  }
  return undefined;
}

function refIn(expression: Expression): string | undefined {
  if (expression.kind === 'array') return expression.items.map(refIn).find((ref) => ref !== undefined);
  if (expression.kind !== 'object') return undefined;
  const value = (key: string) => expression.properties.find((property) => property.name === key)?.value;
  const ref = value('ref');
  if (ref?.kind === 'text') return ref.value;
  const inner = value('type');
  return inner && refIn(inner);
}

/** `relations(links, ({ one }) => ({ owner: one(users, …) }))` */
function related(evaluation: Evaluation, frame: Frame, entity: Entity, name: string): Entity | undefined {
  for (const { callee, arguments: given } of frame.facts.calls) {
    const [table, described] = given;
    if (lastName(callee) !== 'relations' || !table || described?.kind !== 'function') continue;
    const owner = entityOfValue(evaluation, evaluation.evaluate(frame, table));
    if (!owner || !isSameEntity(owner, entity)) continue;
    const returns = frame.facts.functions[described.function]?.returns ?? [];
    for (const { value } of returns) {
      const property =
        value?.kind === 'object' ? value.properties.find((one) => one.name === name) : undefined;
      const call = callOf(frame.facts, property?.value);
      const target = call?.arguments[0];
      const found = target && entityOfValue(evaluation, evaluation.evaluate(frame, target));
      if (found) return found;
    }
  }
  return undefined;
}
