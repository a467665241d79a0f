/**
 * Which entity a value stands for: a class, the name of a table, a handle, or rows themselves. Names that
 * only look alike are told apart by what the class says about its table.
 */

import type { ClassFact, DecoratorFact, FileFacts } from '../../facts/fileFacts.js';
import type { EntityDecorator } from '../../libraries/databaseLibrary.js';
import { DATABASE_LIBRARIES } from '../../libraries/databases/allDatabases.js';
import { type Entity, entityNamed } from '../../libraries/entityNames.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { plainText } from '../evaluation/texts.js';
import type { Value } from '../evaluation/values.js';
import { firstOf } from '../lists.js';

type ClassReference = Pick<Extract<Value, { kind: 'class' }>, 'file' | 'index' | 'frame'>;

/** The entity a value names or holds rows of; undefined when it does neither. */
export function entityOfValue(evaluation: Evaluation, value: Value | undefined): Entity | undefined {
  switch (value?.kind) {
    case 'constant':
      return typeof value.value === 'string' ? entityNamed(value.value) : undefined;
    case 'class':
      return entityOfClass(evaluation, value);
    case 'instance':
      return entityOfClass(evaluation, value);
    case 'database':
      return value.handle.entity;
    case 'rows':
      return value.rows.path.length === 0 ? value.rows.entity : undefined;
    case 'external':
      return entityNamed(value.path.at(-1) ?? '');
    case 'array':
      return entityOfValue(evaluation, value.items[0]);
    case 'either':
      return firstOf(value.values, (part) => entityOfValue(evaluation, part));
    case 'fallback':
      return entityOfValue(evaluation, value.value) ?? entityOfValue(evaluation, value.otherwise);
    default:
      return undefined;
  }
}

/** The entity of a workspace class, under the name of its table where the class says it. */
export function entityOfClass(evaluation: Evaluation, reference: ClassReference): Entity | undefined {
  const facts = evaluation.factsOf(reference.file);
  const fact = facts?.classes[reference.index];
  if (!facts || !fact) return undefined;
  const table =
    decoratedTable(evaluation, reference, facts, fact) ?? staticTable(evaluation, reference, fact);
  const entity = entityNamed(fact.name, table);
  return entity && { ...entity, declaration: { file: reference.file, index: reference.index } };
}

/** Whether a decorator says that the class is an entity. */
export function isEntityClass(evaluation: Evaluation, { file, index }: ClassReference): boolean {
  const facts = evaluation.factsOf(file);
  return facts?.classes[index]?.decorators.some((one) => entityDecorator(facts, one) !== undefined) === true;
}

function entityDecorator(facts: FileFacts, decorator: DecoratorFact): EntityDecorator | undefined {
  const module = facts.bindings[decorator.binding]?.import?.module;
  if (module === undefined) return undefined;
  for (const library of DATABASE_LIBRARIES) {
    const found = library.entityDecorators?.find(
      (entry) => entry.name === decorator.name && entry.packages.includes(module),
    );
    if (found) return found;
  }
  return undefined;
}

function decoratedTable(
  evaluation: Evaluation,
  reference: ClassReference,
  facts: FileFacts,
  fact: ClassFact,
): string | undefined {
  for (const decorator of fact.decorators) {
    const form = entityDecorator(facts, decorator);
    const args = form ? decorator.arguments.map((one) => evaluation.evaluate(reference.frame, one)) : [];
    const table =
      form &&
      firstOf(
        form.table.flatMap((slot) => argumentAt(slot, args) ?? []),
        plainText,
      );
    if (table !== undefined) return table;
  }
  return undefined;
}

const TABLE_MEMBERS: ReadonlySet<string> = new Set(
  DATABASE_LIBRARIES.flatMap((library) => library.tableMembers ?? []),
);

/** `static tableName = 'users'`, or a getter that returns it. */
function staticTable(evaluation: Evaluation, reference: ClassReference, fact: ClassFact): string | undefined {
  const field = fact.fields.find((candidate) => candidate.static && TABLE_MEMBERS.has(candidate.name));
  if (field?.initializer) return plainText(evaluation.evaluate(reference.frame, field.initializer));
  const getter = fact.methods.find((method) => method.static && TABLE_MEMBERS.has(method.name));
  const frame = getter && evaluation.symbolicFrame({ file: reference.file, index: getter.function });
  return frame && returnedText(evaluation, frame);
}

function returnedText(evaluation: Evaluation, frame: Frame): string | undefined {
  const [first] = frame.fact.returns;
  return first?.value && plainText(evaluation.evaluate(frame, first.value));
}
