/**
 * What does one step of a chain add to the query? In: the query so far, the method and its arguments. Out: the query with the
 * conditions, columns, data and relations that the step says, and with what it is going to do.
 */
import type { DatabaseLibrary, DatabaseMethod, DatabaseOperation } from '../../libraries/databaseLibrary.js';
import { entityIdentity } from '../../libraries/entityNames.js';
import { argumentAt } from '../commands/commandOfCall.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { ONE_CALL } from '../evaluation/frame.js';
import type { Query, Value, WriteEvents } from '../evaluation/values.js';
import { columnsIn, columnsOfTables, columnsPicked, namesIn, otherNameOf } from './columns.js';
import { countedColumns } from './countedColumns.js';
import { declaredColumns } from './declaredColumns.js';
import { entityOfValue } from './entityOfValue.js';
import { looseColumns } from './excludedRows.js';
import { selectsFigures } from './figures.js';
import { flagsOf, givenConditions, givesAlternatives, testsOf, wholeCondition } from './givenConditions.js';
import { keptColumns } from './keptColumns.js';
import { keptUnder } from './keptResults.js';
import { momentColumns } from './momentColumns.js';
import { pagesGiven } from './pages.js';
import { relatedOf, tablesSelected } from './related.js';
import { selectedWords } from './selectedWords.js';

/** `address.city` is a part of the column `address`. */
function outerColumn(name: string): string {
  return name.split('.')[0] ?? name;
}

/** The query with one step more; `self` are the rows whose method it is. */
export function withStep(
  evaluation: Evaluation,
  library: DatabaseLibrary,
  known: Query | undefined,
  name: string,
  method: DatabaseMethod,
  args: readonly Value[],
  site: Query['site'],
  self: Value | undefined,
): Query {
  const data = method.data?.flatMap((slot) => dataGiven(evaluation, argumentAt(slot, args)));
  const step = { method, args, data: data ?? [], operation: method.operation ?? known?.operation };
  const unread = known?.unread === true || (data !== undefined && !writtenBy(evaluation, step, undefined));
  const saved =
    method.operation === 'save' && !method.data && self ? columnsIn([self], undefined) : undefined;
  const where = givenConditions(method, args, known);
  // Each condition of a chain counts.
  const chosenBy =
    method.wherePair || method.whereWords || method.whereBy !== undefined
      ? new Map([...(known?.where ?? []), ...where])
      : where.size > 0
        ? where
        : (known?.where ?? where);
  const whole = wholeCondition(method, args) ?? known?.whereGiven;
  const loose = looseAfter(evaluation, known, name, method, args, chosenBy);
  const kept = method.operation === 'update' ? keptColumns(data ?? [], chosenBy) : undefined;
  const named = unread ? undefined : (saved ?? writtenBy(evaluation, step, known?.written));
  const written = named?.filter((column) => !kept?.has(column));
  const counted = [...(known?.counted ?? []), ...countedColumns(evaluation, method, data ?? [], args)];
  const timed = [...(known?.timed ?? []), ...momentColumns(evaluation, data ?? [])];
  const operation = operationOf(method, self ?? data?.[0] ?? args[0], known, written);
  const saysOperation =
    method.operation !== undefined && (operation !== 'read' || known?.operation === undefined);
  const { selected, picked } = selectedSoFar(method, args, known);
  const isPending = method.operation === undefined ? known?.pending === true : method.lazy === true;
  const column = library.nestedColumns ? outerColumn : (name: string): string => name;
  const joined =
    method.joins === undefined ? undefined : entityOfValue(evaluation, argumentAt(method.joins, args));
  const selection = method.select === undefined ? undefined : argumentAt(method.select, args);
  const related = [
    ...relatedOf(evaluation, method, args),
    ...tablesSelected(selection),
    ...relatedWords(method, args),
  ];
  if (joined && method.nestsJoined && !known?.selected) related.push({ name: joined.name, entity: joined });
  const renamed = renamedBy(known, argumentAt(method.joins ?? method.entity ?? NO_SLOT, args));
  const paged = [...(known?.paged ?? []), ...(operation === 'read' ? pagesGiven(name, args) : [])];
  const tested = [...(known?.tested ?? []), ...testsOf(method, args)];
  const shaped = [...(known?.shaped ?? []), ...(operation === 'read' ? flagsOf(method, args) : [])];
  const under = keptUnder(method, args) ?? known?.kept;
  return {
    site: saysOperation || !known ? site : known.site,
    many: method.one !== true && (method.many === true || known?.many === true),
    where: chosenBy,
    ...(whole && { whereGiven: whole }),
    ...(loose && { loose }),
    related: [...(known?.related ?? []), ...related],
    joined: [
      ...(known?.joined ?? []),
      ...(joined ? [{ entity: joined, ...(method.needsJoined && { needed: true as const }) }] : []),
    ],
    ...(picked && { picked }),
    ...(renamed && { renamed }),
    ...(operation && { operation }),
    ...(under && { kept: under }),
    ...(isPending && operation !== 'read' && { pending: true }),
    ...(unread && { unread }),
    events: saysOperation || !known?.events ? eventsOf(name, method, args) : known.events,
    ...(written && { written: written.map(column) }),
    ...partsNamed(library, known, written, selected),
    ...((known?.data ?? data) && { data: [...(known?.data ?? []), ...(data ?? [])] }),
    ...(counted.length > 0 && { counted: counted.map(column) }),
    ...(timed.length > 0 && { timed: timed.map(column) }),
    ...(selected && { selected: selected.map(column) }),
    ...(paged.length > 0 && { paged }),
    ...(tested.length > 0 && { tested }),
    ...(shaped.length > 0 && { shaped }),
    ...((method.aggregate || known?.aggregate || selectsFigures(method, args)) && { aggregate: true }),
    ...((method.answers || known?.answers) && { answers: true }),
  };
}

/** `orWhere(…)` gives rows that meet nothing of what was said before. */
function looseAfter(
  evaluation: Evaluation,
  known: Query | undefined,
  name: string,
  method: DatabaseMethod,
  args: readonly Value[],
  where: ReadonlyMap<string, Value>,
): Query['loose'] {
  if (known?.loose === 'all' || saysOr(name) || givesAlternatives(method, args)) return 'all';
  const loose = looseColumns(evaluation, where);
  return loose.length > 0 ? loose : undefined;
}

/** `or(…)`, `orWhereNull(…)` */
export function saysOr(name: string): boolean {
  return /^or([A-Z]|$)/.test(name);
}

function relatedWords({ selectWords }: DatabaseMethod, args: readonly Value[]): Query['related'] {
  return selectWords === undefined ? [] : selectedWords(argumentAt(selectWords, args)).related;
}

const NO_SLOT = -1;

function renamedBy(known: Query | undefined, table: Value | undefined): Query['renamed'] {
  const other = otherNameOf(table);
  const name = other !== undefined && table?.kind === 'constant' ? entityIdentity(String(table.value)) : '';
  return other === undefined ? known?.renamed : new Map([...(known?.renamed ?? []), [other, name]]);
}

/** What is written and selected inside columns, as the first call that names any says it. */
function partsNamed(
  { nestedColumns }: DatabaseLibrary,
  known: Query | undefined,
  written: readonly string[] | undefined,
  selected: readonly string[] | undefined,
): Pick<Query, 'writtenParts' | 'selectedParts'> {
  if (!nestedColumns) return {};
  const writtenParts = known?.written ? known.writtenParts : written;
  const selectedParts = known?.selected ? known.selectedParts : selected;
  return { ...(writtenParts && { writtenParts }), ...(selectedParts && { selectedParts }) };
}

/** Data, or what a function gives that is handed what data is made with: `set((eb) => ({ … }))`. */
function dataGiven(evaluation: Evaluation, value: Value | undefined): readonly Value[] {
  if (value?.kind !== 'function') return value ? [value] : [];
  return [evaluation.returns.of(value, [], ONE_CALL)];
}

function selectedSoFar(
  method: DatabaseMethod,
  args: readonly Value[],
  known: Query | undefined,
): Pick<Query, 'selected' | 'picked'> {
  if (method.selectsQualified) {
    const before = method.selectsQualified === 'add' ? known : NOTHING_SELECTED;
    const picked = before?.picked && columnsPicked(args.slice(0, 1), 'qualified');
    if (!before?.picked || !picked) return {};
    const all = [...before.picked, ...picked];
    return { picked: all, selected: all.map(({ column }) => column) };
  }
  const { selected = known?.selected, picked = known?.picked } = selectedBy(method, args);
  return { ...(selected && { selected }), ...(picked && { picked }) };
}

const NOTHING_SELECTED: Pick<Query, 'picked'> = { picked: [] };

function selectedBy(method: DatabaseMethod, args: readonly Value[]): Pick<Query, 'selected' | 'picked'> {
  if (method.selectWords !== undefined) {
    const { columns } = selectedWords(argumentAt(method.selectWords, args));
    return columns ? { selected: columns } : {};
  }
  const slot = method.select === undefined ? undefined : argumentAt(method.select, args);
  const picked = method.selects ? columnsPicked(args) : columnsOfTables(slot);
  const selected = method.selects ? picked?.map(({ column }) => column) : slot && namesIn(slot);
  return { ...(selected && { selected }), ...(picked && { picked }) };
}

function eventsOf(name: string, method: DatabaseMethod, args: readonly Value[]): WriteEvents {
  const { individually, blindEvents: blind = [], events = blind.length > 0 ? [] : [name] } = method;
  const option = individually && argumentAt(individually.option, args);
  const isEach = option !== undefined && !(option.kind === 'constant' && !option.value);
  return { told: [...events, ...((isEach && individually?.events) || [])], blind };
}

interface WritingStep {
  readonly method: DatabaseMethod;
  readonly args: readonly Value[];
  readonly data: readonly Value[];
  readonly operation: DatabaseMethod['operation'];
}

/** The columns that a step says are written; `before` are those that earlier steps said. */
function writtenBy(
  evaluation: Evaluation,
  { method, args, data, operation }: WritingStep,
  before: readonly string[] | undefined,
): readonly string[] | undefined {
  if (!method.data) return before;
  const changed = method.changes === undefined ? undefined : argumentAt(method.changes, args);
  const written = columnsIn(changed ? [changed] : data, before);
  if (written || changed || before || operation !== 'update') return written;
  return declaredColumns(evaluation, data);
}

function operationOf(
  { operation, changes }: DatabaseMethod,
  subject: Value | undefined,
  known: Query | undefined,
  written: readonly string[] | undefined,
): DatabaseOperation | undefined {
  if (operation === 'save') return savedAs(subject);
  // `upsert({ create, update: {} })` leaves a row that is there as it is.
  if (operation === 'upsert' && changes !== undefined && written?.length === 0) return 'insert';
  // `insert(…).returning(…)` stays an insert.
  return known?.operation && known.operation !== 'read' && operation === 'read'
    ? known.operation
    : (operation ?? known?.operation);
}

/** `save` inserts a row that was made here and updates one that was read; of others it is not known. */
export function savedAs(subject: Value | undefined): DatabaseOperation {
  const rows = subject?.kind === 'array' ? subject.items[0] : subject;
  if (rows?.kind === 'rows') return rows.rows.fresh ? 'insert' : 'update';
  if (rows?.kind === 'instance' && rows.arguments) return 'insert';
  if (rows?.kind !== 'record') return 'upsert';
  // Without an identifier there is nothing to update; one may come with what is spread from other rows.
  const spread = [...rows.fields.values()].find(
    (value) => value.kind === 'rows' && value.rows.path.length === 0,
  );
  if (spread) return savedAs(spread);
  return [...rows.fields.keys()].some(isIdentifier) ? 'upsert' : 'insert';
}

function isIdentifier(name: string): boolean {
  return /^_?(id|uuid|guid)$/.test(name);
}
