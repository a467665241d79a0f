/**
 * What a flush writes: rows that were handed over to be stored or removed since the one before it, and rows whose
 * columns were assigned. In: the call that flushes. Out: what it does to the rows of each entity.
 */
import type { CallIndex } from '../../facts/fileFacts.js';
import type { DatabaseLibrary, DatabaseMethod, DatabaseOperation } from '../../libraries/databaseLibrary.js';
import type { Entity } from '../../libraries/entityNames.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { Value } from '../evaluation/values.js';
import { columnsIn } from './columns.js';
import type { DatabaseCall } from './databaseCalls.js';
import { methodOf } from './databaseHandles.js';
import { entityOfClass, entityOfValue, isEntityClass } from './entityOfValue.js';
import { savedAs } from './querySteps.js';

interface Change {
  readonly entity: Entity;
  readonly operation: DatabaseOperation;
  /** Undefined when the columns are not known. */
  readonly columns?: readonly string[];
}

/** Of several things done to rows of one entity the one that says most. */
const RANK: Readonly<Record<DatabaseOperation, number>> = {
  read: 0,
  insert: 1,
  upsert: 2,
  update: 3,
  delete: 4,
};
const EVENTS: Readonly<Record<DatabaseOperation, readonly string[]>> = {
  read: [],
  insert: ['create'],
  upsert: ['create', 'update', 'upsert'],
  update: ['update'],
  delete: ['delete'],
};

/** Empty when the call flushes nothing. */
export function flushedCalls(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
): readonly DatabaseCall[] {
  const flush = methodAt(evaluation, frame, index);
  if (!flush?.method.flushes) return [];
  const frames = framesAround(evaluation, frame);
  const calls = frames
    .flatMap((inner) => inner.fact.calls.map((call) => ({ frame: inner, call })))
    .sort((a, b) => a.call - b.call);
  const isFlush = (one: { frame: Frame; call: CallIndex }): boolean =>
    methodAt(evaluation, one.frame, one.call)?.method.flushes === true;
  const flushes = calls.filter(isFlush);
  const previous = flushes.findLast(({ call }) => call < index)?.call ?? -1;
  const isLast = flushes.at(-1)?.call === index;
  const changes = [
    ...calls
      .filter(({ call }) => call > previous && (call < index || isLast))
      .flatMap((one) => changeOfCall(evaluation, one.frame, one.call) ?? []),
    // Where in the text an assignment stands is not known; the last flush writes it at the latest.
    ...(isLast ? frames.flatMap((inner) => assignedChanges(evaluation, inner)) : []),
  ];
  const site = { file: frame.file, call: index };
  return merged(changes).map(({ entity, operation, columns }) => ({
    entity,
    operation,
    many: false,
    where: new Map(),
    site,
    library: flush.library,
    events: { told: EVENTS[operation], blind: [] },
    ...(columns && { columns }),
  }));
}

function methodAt(
  evaluation: Evaluation,
  frame: Frame,
  index: CallIndex,
):
  | { readonly method: DatabaseMethod; readonly library: DatabaseLibrary; readonly entity?: Entity }
  | undefined {
  const call = frame.facts.calls[index];
  if (call?.callee.kind !== 'member') return undefined;
  const callee = evaluation.evaluate(frame, call.callee);
  const method = callee.kind === 'databaseMethod' ? methodOf(callee) : undefined;
  if (callee.kind !== 'databaseMethod' || !method) return undefined;
  const { library, entity } = callee.handle;
  return { method, library, ...(entity && { entity }) };
}

/** The function and the callbacks written in it, as one. */
function framesAround(evaluation: Evaluation, frame: Frame): readonly Frame[] {
  let top = frame;
  while (top.fact.inline && top.outer) top = top.outer;
  const within = (outer: Frame): readonly Frame[] => [
    outer,
    ...outer.facts.functions.flatMap((fact, index) => {
      const isInside = fact.inline && fact.parent === outer.function.index;
      const nested = isInside ? evaluation.nestedFrame(outer, index) : undefined;
      return nested ? within(nested) : [];
    }),
  ];
  return within(top);
}

/** `em.persist(user)`, `em.create(User, data)`, `wrap(user).assign(data)`. */
function changeOfCall(evaluation: Evaluation, frame: Frame, index: CallIndex): Change | undefined {
  const found = methodAt(evaluation, frame, index);
  const collects = found?.method.collects;
  if (!found || !collects) return undefined;
  const { method } = found;
  const args = evaluation.argumentsOf(frame, index);
  const given = method.entity === undefined ? undefined : argumentAt(method.entity, args);
  const entity = entityOfValue(evaluation, given) ?? found.entity;
  const operation = collects === 'save' ? savedAs(given) : collects;
  // What was made here is written as a whole; a change of it is no change of what is stored.
  const isFresh = given?.kind === 'rows' && given.rows.fresh === true;
  if (!entity || (isFresh && operation === 'update')) return undefined;
  const data = operation === 'update' && collects === 'update' ? method.data : undefined;
  const columns =
    data &&
    columnsIn(
      data.flatMap((slot) => argumentAt(slot, args) ?? []),
      undefined,
    );
  return { entity, operation, ...(columns && { columns }) };
}

/** `user.name = name` of a row that was read. */
function assignedChanges(evaluation: Evaluation, frame: Frame): readonly Change[] {
  return frame.facts.assignments.flatMap(({ target, function: owner }): readonly Change[] => {
    if (owner !== frame.function.index || target.kind !== 'member' || target.object.kind === 'this')
      return [];
    const object = evaluation.evaluate(frame, target.object);
    const entity = storedEntity(evaluation, object);
    const column = object.kind === 'rows' ? (object.rows.path[0] ?? target.name) : target.name;
    return entity ? [{ entity, operation: 'update', columns: [column] }] : [];
  });
}

function storedEntity(evaluation: Evaluation, value: Value): Entity | undefined {
  if (value.kind === 'rows') return value.rows.fresh ? undefined : value.rows.entity;
  const isStored = value.kind === 'instance' && !value.arguments && isEntityClass(evaluation, value);
  return isStored ? entityOfClass(evaluation, value) : undefined;
}

function merged(changes: readonly Change[]): readonly Change[] {
  const found = new Map<string, Change>();
  for (const change of changes) {
    const known = found.get(change.entity.identity);
    found.set(change.entity.identity, known ? both(known, change) : change);
  }
  return [...found.values()];
}

function both(a: Change, b: Change): Change {
  const { columns: _of, ...stronger } = RANK[b.operation] > RANK[a.operation] ? b : a;
  // A row that is handed over again after its columns were assigned changes in no others.
  const columns =
    a.columns && b.columns ? [...new Set([...a.columns, ...b.columns])] : (a.columns ?? b.columns);
  return { ...stronger, ...(columns && { columns }) };
}
