/**
 * Whether a column is left out of a row on its way to the cache: by the query, by a call, by a change of the row before it
 * is written, or by destructuring. What is left out later, or on another path, is in the cache all the same.
 */
import { lastName } from '../../facts/expressionNames.js';
import type {
  BindingFact,
  BranchStep,
  CallFact,
  Expression,
  FileFacts,
  TextRange,
} from '../../facts/fileFacts.js';
import { isSameExpression } from '../../facts/sameExpression.js';
import { type Entity, isSameEntity } from '../../libraries/entityNames.js';
import { inOtherArms } from '../calls/effectPlaces.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, type Rows, rowsWithin } from '../evaluation/values.js';
import type { KeyUse } from '../keys/keyUses.js';
import { isReplaced } from './replacedColumns.js';

/** A place of a file, with the forks it stands in. */
interface Place {
  readonly range: TextRange;
  readonly branches: readonly BranchStep[];
}

/** Whether what reads the rows, keeps them or stands between leaves a column out. */
export function leavesOut(
  evaluation: Evaluation,
  use: KeyUse,
  rows: Rows,
  column: string,
  isSaidBy: typeof namesAsLeftOut = namesAsLeftOut,
): boolean {
  const writing = functionsOf(evaluation, use.effect.chain);
  const reading = functionsOf(evaluation, rows.site ? [rows.site] : []);
  const around = [use.function, ...writing, ...reading];
  const called = around.flatMap((reference) => calledBy(evaluation, reference));
  return [...around, ...called].some((reference) => {
    const facts = evaluation.factsOf(reference.file);
    return (
      facts !== undefined &&
      mentionsAsLeftOut(facts, reference, column, writeIn(facts, use, reference), isSaidBy)
    );
  });
}

/** Whether every copy of such rows is kept without these columns, as the code says in so many words. */
export function isLeftOutOfCopies(
  evaluation: Evaluation,
  writes: readonly KeyUse[],
  entity: Entity,
  columns: readonly string[],
): boolean {
  return (
    columns.length > 0 &&
    writes.length > 0 &&
    writes.every((use) => {
      const kept = use.effect.value ? rowsWithin(use.effect.value) : [];
      const own = kept.filter((rows) => isSameEntity(rows.entity, entity));
      return (
        own.length > 0 &&
        own.every((rows) =>
          columns.every(
            (column) =>
              leavesOut(evaluation, use, rows, column, omits) || isUnselected(evaluation, rows, column),
          ),
        )
      );
    })
  );
}

/** `@Column({ select: false })`, where the row is looked up, and the code that does names the column nowhere. */
function isUnselected(
  evaluation: Evaluation,
  { site, entity, path, columns }: Rows,
  column: string,
): boolean {
  const facts = site && evaluation.factsOf(site.file);
  const call = facts?.calls[site?.call ?? -1];
  if (!site || !call || columns || path.length > 0 || !LOOKS_UP.test(lastName(call.callee))) return false;
  const isAskedFor = facts.calls.some(
    (other) => other.function === call.function && other.arguments.some((one) => mentions(one, column)),
  );
  return (
    !isAskedFor &&
    evaluation.columnDeclarations
      .ledToBy(site.file)
      .some((one) => one.identity === entity.identity && one.column === column && one.isUnselected === true)
  );
}

const LOOKS_UP = /^(find|get)/;

/** `addSelect('user.pin')`, `select('+pin')`, `{ select: { pin: true } }` */
function mentions(expression: Expression, column: string): boolean {
  switch (expression.kind) {
    case 'text':
      return expression.value.split(/[^\w$]+/).includes(column);
    case 'array':
      return expression.items.some((item) => mentions(item, column));
    case 'object':
      return expression.properties.some(({ name, value }) => name === column || mentions(value, column));
    default:
      return false;
  }
}

function functionsOf(evaluation: Evaluation, sites: KeyUse['effect']['chain']): readonly FunctionReference[] {
  return sites.flatMap(({ file, call }): readonly FunctionReference[] => {
    const index = evaluation.factsOf(file)?.calls[call]?.function;
    return index === undefined ? [] : [{ file, index }];
  });
}

function calledBy(evaluation: Evaluation, reference: FunctionReference): readonly FunctionReference[] {
  const frame = evaluation.symbolicFrame(reference);
  return (frame?.fact.calls ?? []).flatMap((index) => {
    const call = frame?.facts.calls[index];
    const callee = frame && call && evaluation.evaluate(frame, call.callee);
    return callee?.kind === 'function' ? [callee.function] : [];
  });
}

/** The call by which a function writes to the cache, in it or in a callback of it. */
function writeIn(
  facts: FileFacts,
  { effect }: KeyUse,
  { file, index }: FunctionReference,
): Place | undefined {
  const whole = facts.functions[index]?.range;
  const site = effect.chain.find((one) => {
    const range = facts.calls[one.call]?.range;
    return one.file === file && whole !== undefined && range !== undefined && isWithin(range, whole);
  });
  return site && facts.calls[site.call];
}

function isWithin([start, end]: TextRange, [from, to]: TextRange): boolean {
  return start >= from && end <= to;
}

/** `write` is the call by which this function, or one around it, writes. */
function mentionsAsLeftOut(
  facts: FileFacts,
  { index }: FunctionReference,
  column: string,
  write: Place | undefined,
  isSaidBy: typeof namesAsLeftOut,
): boolean {
  const fact = facts.functions[index];
  if (!fact) return false;
  const counts = (range: TextRange, branches: readonly BranchStep[] = []): boolean =>
    isWithin(range, fact.range) && (!write || leadsTo(write, range, branches));
  return (
    facts.calls.some(
      (call) =>
        counts(call.range, call.branches) && (isSaidBy(call, column) || isReplaced(facts, call, column)),
    ) ||
    facts.changes.some(
      ({ target, kind, range, branches }) =>
        (kind === 'deleted' || kind === 'emptied') && lastName(target) === column && counts(range, branches),
    ) ||
    facts.bindings.some((binding) => counts(binding.range) && isTakenOut(facts, binding, column)) ||
    facts.calls.some((call) => counts(call.range, call.branches) && takesRest(facts, call, column)) ||
    (!write && fact.returns.some(({ value }) => value !== undefined && isEmptied(value, column)))
  );
}

/** Before the write is over, and not in the other arm of a fork. */
function leadsTo(write: Place, [start]: TextRange, branches: readonly BranchStep[]): boolean {
  return start < write.range[1] && !inOtherArms(branches, write.branches);
}

/** `omit(user, ['password'])`, `select('-password')`, `{ omit: { password: true } }` */
function namesAsLeftOut({ callee, arguments: given }: CallFact, column: string): boolean {
  // The names behind the value are those that are kept.
  const said = lastName(callee) === 'stringify' ? given.slice(0, 1) : given;
  return said.some((argument) => isEmptied(argument, column));
}

const OMITTING = /^_?(omit|exclude|without|except)/i;

/** `omit(row, ['pin'])`, `{ omit: { pin: true } }`, `pick(row, ['id', 'name'])`: nothing else that names the column. */
export function omits({ callee, arguments: given }: CallFact, column: string): boolean {
  const name = lastName(callee);
  if (OMITTING.test(name)) return given.some((argument) => isEmptied(argument, column));
  const [, kept] = given;
  if (name === 'pick' && kept?.kind === 'array')
    return kept.items.every((item) => item.kind === 'text' && item.value !== column);
  return given.some(
    (argument) =>
      argument.kind === 'object' &&
      argument.properties.some(
        ({ name: option, value }) =>
          (option === 'omit' && isEmptied(value, column)) ||
          (option === 'attributes' && isExcluded(value, column)),
      ),
  );
}

/** `{ attributes: { exclude: ['pin'] } }` */
function isExcluded(attributes: Expression, column: string): boolean {
  return (
    attributes.kind === 'object' &&
    attributes.properties.some(({ name, value }) => name === 'exclude' && isEmptied(value, column))
  );
}

function isEmptied(expression: Expression, column: string): boolean {
  switch (expression.kind) {
    case 'text':
      return expression.value.split(/[\s,]+/).some((word) => word === column || word === `-${column}`);
    case 'array':
      return expression.items.some((item) => isEmptied(item, column));
    case 'object':
      return expression.properties.some(({ name, value }) =>
        name === column ? isFlag(value) : isEmptied(value, column),
      );
    default:
      return false;
  }
}

function isFlag({ kind }: Expression): boolean {
  return kind === 'boolean' || kind === 'number' || kind === 'undefined' || kind === 'null';
}

/** `select(columns)`, where the module has taken the column out of them: `const { password, ...columns } = getTableColumns(users)`. */
function takesRest(facts: FileFacts, call: CallFact, column: string): boolean {
  return call.arguments.some((argument) => {
    if (argument.kind !== 'name') return false;
    const rest = facts.bindings[argument.binding];
    if (rest?.function !== 0 || rest.initializer?.kind !== 'call') return false;
    return facts.bindings.some(
      (taken) => taken.function === 0 && taken.path?.at(-1) === column && isRestOf(rest, taken),
    );
  });
}

function isRestOf({ initializer, path }: BindingFact, taken: BindingFact): boolean {
  return (
    initializer !== undefined &&
    taken.initializer !== undefined &&
    isSameExpression(initializer, taken.initializer) &&
    (path?.length ?? 0) < (taken.path?.length ?? 0)
  );
}

/** `const { password, ...rest } = user`, `({ password, ...rest }) => rest` */
function isTakenOut(facts: FileFacts, taken: BindingFact, column: string): boolean {
  const { path, initializer, parameter } = taken;
  if (path?.at(-1) !== column) return false;
  return facts.bindings.some((other) => {
    const isOfSame = initializer
      ? other.initializer !== undefined && isSameExpression(other.initializer, initializer)
      : parameter !== undefined && other.function === taken.function && other.parameter === parameter;
    return isOfSame && (other.path?.length ?? 0) < path.length;
  });
}
