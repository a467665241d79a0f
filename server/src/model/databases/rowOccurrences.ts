/**
 * Where do rows occur in a value, and what became of them there? In: a value. Out: the rows that reach it, those that come along or only
 * lead to others, and whether they are calculated with.
 */

import { isSameEntity } from '../../libraries/entityNames.js';
import { argumentsFor } from '../calls/callerArguments.js';
import type { CallGraph } from '../calls/callGraph.js';
import { isSameSite } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import {
  isComputed,
  isSameParameter,
  type Joined,
  MAXIMUM_PARTS,
  type Parameter,
  partsOf,
  type Rows,
  someValue,
  type Value,
  walkValue,
} from '../evaluation/values.js';
import { constructedParts } from './constructedParts.js';
import { awaited, rowsOfHandle } from './databaseHandles.js';
import { entityOfClass, isEntityClass } from './entityOfValue.js';
import { rowsAlong, rowsTaken } from './related.js';
import { relatedConditions } from './relatedConditions.js';

const MAXIMUM_CALLER_DEPTH = 2;

/** Rows that reach the value; computed from them where only the outcome of a calculation does. */
export interface Occurrence {
  readonly rows: Rows;
  readonly computed: boolean;
  readonly along?: true;
  /** Of rows that are joined, some columns are picked; which ones is not read. */
  readonly picked?: true;
  /** Columns that lead on to other rows. */
  readonly deciding?: readonly string[];
  /** Of rows of which nothing is cached: those that belong to them. */
  readonly taken?: Rows;
  /** They are asked for by what stands in their columns: only copies of what is found by that depend on them. */
  readonly asked?: true;
  readonly single: boolean;
  /** What is cached says whether there is such a row. */
  readonly presence?: true;
}

/** What is around a part of the value on the way to it. */
interface Surroundings {
  /** Something is calculated from it. */
  readonly computed: boolean;
  /** It is one of several things in a record or a list. */
  readonly composed: boolean;
  /** Whether there are any is asked of what is counted. */
  readonly asked?: true;
  /** It decides between constants. */
  readonly decides?: true;
  /** The member that is taken of what something was turned into: `toEntity(row).limit`. */
  readonly member?: string;
}

/** Looks through a value, each part once. */
export class RowSearch {
  readonly found: Occurrence[] = [];
  private readonly seen = new Set<Value>();

  constructor(
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
    /** What stands in the key: whatever is calculated from that alone is the same under it. */
    private readonly asked: readonly Value[] = [],
  ) {}

  visit(value: Value, around: Surroundings, depth: number): void {
    if (this.seen.size >= MAXIMUM_PARTS || this.seen.has(value)) return;
    this.seen.add(value);
    if (around.computed && this.isAsked(value)) return;
    const { given } = value;
    if (given && value.kind === 'instance' && this.isReadByCallers(given, around, depth)) return;
    if (given && value.kind === 'rows' && this.isRowOfCallers(value.rows, given, around, depth)) return;
    const rows = rowsIn(
      this.evaluation,
      around.member === undefined ? value : withMember(value, around.member),
    )?.filter((one) => !one.asked || (!around.computed && this.isFoundBy(one.rows)));
    if (rows) {
      // A row that a function maps is a copy still; what it makes of one column, or of a list, need not be.
      const isCalculated = (one: Rows): boolean =>
        isNumberOf(one) || (around.computed && (one.path.length > 0 || one.many));
      const isSingle = (one: Rows): boolean => !around.composed && one.path.length > 0;
      this.found.push(
        ...rows.map((one) => {
          const taken = one.taken ?? one.rows;
          const isPresence = around.decides === true && !one.along && taken.path.length === 0;
          return {
            ...one,
            computed: isCalculated(taken),
            single: isSingle(taken),
            ...(isPresence && { presence: true as const }),
          };
        }),
      );
      return;
    }
    const isAsked =
      around.asked || verdictOf(value) !== undefined || (value.kind === 'derived' && value.answers);
    if (isAsked && value.kind === 'derived' && value.counted) this.found.push(whetherThereAre(value.counted));
    if (value.kind === 'parameter' && !value.typed) this.visitGiven(value, around, depth);
    // What decides between values is not in them, unless they say nothing but how it was decided.
    const verdict = verdictOf(value);
    const made = value.kind === 'instance' && constructedParts(this.evaluation, value);
    const parts = made
      ? [made]
      : verdict
        ? [verdict]
        : value.kind === 'either'
          ? value.values
          : partsOf(value);
    const member = memberTaken(value) ?? (isConversion(value) ? around.member : undefined);
    const inside: Surroundings = {
      ...(member !== undefined && { member }),
      ...(isAsked && { asked: true }),
      ...(verdict && { decides: true }),
      computed:
        around.computed || verdict !== undefined || (value.kind === 'derived' && value.name === undefined),
      composed: around.composed || value.kind === 'record' || value.kind === 'array',
    };
    for (const part of parts) this.visit(part, inside, depth);
  }

  /** Whether a value stands in the key, or some caller hands over what does: other callers ask for other things. */
  private isAsked(value: Value, depth = 0): boolean {
    if (this.asked.length === 0) return false;
    if (this.asked.some((one) => isSamePart(one, value))) return true;
    if (value.kind !== 'parameter' || depth >= MAXIMUM_CALLER_DEPTH) return false;
    return argumentsFor(this.evaluation, this.graph, value).some((given) => this.isAsked(given, depth + 1));
  }

  /** Whether what is asked of the columns stands in the key: who looks there by something else has asked no such thing. */
  private isFoundBy({ where }: Rows): boolean {
    return [...where.values()].some((value) => someValue(value, (part) => this.isAsked(part)));
  }

  private visitGiven(parameter: Parameter, around: Surroundings, depth: number): void {
    if (depth >= MAXIMUM_CALLER_DEPTH) return;
    for (const given of argumentsFor(this.evaluation, this.graph, parameter)) {
      this.visit(given, around, depth + 1);
    }
  }

  /**
   * Whether what callers hand to a parameter of an entity's class was read somewhere. Types of rows are not asked: objects
   * made of many reads, such as jobs of a queue, are declared to be them.
   */
  private isReadByCallers(parameter: Parameter, around: Surroundings, depth: number): boolean {
    const before = this.found.length;
    this.visitGiven(parameter, around, depth);
    return this.found.slice(before).some(({ rows }) => rows.site !== undefined);
  }

  /** Whether callers hand over a row of the type as it was read, and nothing made of others besides. */
  private isRowOfCallers(typed: Rows, parameter: Parameter, around: Surroundings, depth: number): boolean {
    if (typed.many || typed.site) return false;
    const callers = new RowSearch(this.evaluation, this.graph);
    callers.visitGiven(parameter, around, depth);
    const read = callers.found.filter(({ rows }) => rows.site !== undefined);
    const isMeant = ({ rows, along }: Occurrence): boolean =>
      !along && !rows.many && isSameEntity(rows.entity, typed.entity);
    if (read.length === 0 || !read.every(isMeant)) return false;
    this.found.push(...read);
    return true;
  }
}

/** What a key is made of, as far as it tells one thing from another: what is given, and columns of rows. */
export function askedIn(key: Value): readonly Value[] {
  const found: Value[] = [];
  walkValue(key, (part) => {
    const isWhole = part.kind === 'parameter' || part.kind === 'rows' || part.kind === 'method';
    if (isWhole) found.push(part);
    return !isWhole;
  });
  return found;
}

function isSamePart(a: Value, b: Value): boolean {
  if (a === b) return a.kind !== 'rows' || a.rows.path.length > 0;
  if (a.kind !== 'rows' || b.kind !== 'rows') return isSameParameter(a, b);
  const [one, other] = [a.rows, b.rows];
  const isSameRead = one.site && other.site && isSameSite(one.site, other.site);
  return isSameRead === true && one.path.length > 0 && one.path.join('.') === other.path.join('.');
}

/** `count > 0`: new rows, deleted ones and those that meet the condition no longer change it; their columns do not. */
function whetherThereAre(counted: Rows): Occurrence {
  const rows = { ...counted, columns: [] };
  return { rows, computed: true, single: true, deciding: [...counted.where.keys()] };
}

/** `.limit` of what a call made of something; a call of it would be another value. */
function memberTaken(value: Value): string | undefined {
  const isMade = value.kind === 'method' && isConversion(value.object);
  return isMade && !(value.name in Array.prototype) && value.name !== 'toJSON' ? value.name : undefined;
}

/** Whether a value is made of one thing alone, as by a function that turns rows into objects. */
function isConversion(value: Value): boolean {
  if (value.kind === 'fallback' || value.kind === 'either') return true;
  return value.kind === 'derived' && !isComputed(value) && value.counts !== true;
}

function withMember(value: Value, name: string): Value {
  const isWhole = value.kind === 'rows' && !value.rows.many && value.rows.path.length === 0;
  return isWhole ? { kind: 'rows', rows: { ...value.rows, path: [name] } } : value;
}

/** What decides between constants, or lists and objects of them: `member ? '1' : '0'`, `PERMISSIONS[user.role]`. */
function verdictOf(value: Value): Value | undefined {
  if (value.kind !== 'either' || !isFixed(value)) return undefined;
  const [only, ...others] = testsOf(value);
  return only && (others.length === 0 ? only : { kind: 'derived', from: [only, ...others] });
}

function isFixed(value: Value): boolean {
  if (value.kind === 'either') return value.values.every(isFixed);
  if (value.kind === 'array') return value.items.every(isFixed);
  if (value.kind === 'record') return !value.open && [...value.fields.values()].every(isFixed);
  return value.kind === 'constant' || value.kind === 'undefined';
}

function testsOf(value: Value): readonly Value[] {
  if (value.kind !== 'either') return [];
  return [...(value.test ? [value.test] : []), ...value.values.flatMap(testsOf)];
}

/** How many there are: `users.length`. */
function isNumberOf({ many, path }: Rows): boolean {
  return many && path.length === 1 && path[0] === 'length';
}

/** The rows a part is, or is declared to be, and those that come along with them. */
function rowsIn(
  evaluation: Evaluation,
  part: Value,
): readonly Omit<Occurrence, 'computed' | 'single'>[] | undefined {
  const waited = awaited(part);
  // A result that is kept whole holds its rows.
  const value = waited.kind === 'database' ? (rowsOfHandle(waited.handle) ?? waited) : waited;
  if (value.kind === 'rows') {
    const { rows } = value;
    const taken = rowsTaken(evaluation, rows);
    const asked = decidingRows(evaluation, rows);
    // Of the rows on the way to them only what says which ones they are is cached.
    const [last] = taken.slice(-1);
    if (last) {
      const owners = [...[rows, ...taken.slice(0, -1)].map(leadingOn), ...asked];
      return [{ rows: last }, ...owners.map((one) => ({ ...one, taken: last }))];
    }
    const [column] = rows.path;
    if (column !== undefined)
      return [{ rows }, ...joinedWith(rows, column), ...neededBy(rows).filter(() => rows.many), ...asked];
    const joined = (rows.joined ?? []).map((one) => joinedRows(rows, one));
    return [
      { rows },
      ...joined.map((one) => ({ rows: one, along: true as const, picked: true as const })),
      ...rowsAlong(evaluation, rows).map((one) => ({ rows: one, along: true as const })),
      ...asked,
    ];
  }
  if (value.kind !== 'instance' || !isEntityClass(evaluation, value)) return undefined;
  const entity = entityOfClass(evaluation, value);
  return entity && [{ rows: { entity, many: false, path: [], where: new Map(), related: [] } }];
}

/** Rows of which nothing is kept but where they lead. */
function leadingOn(rows: Rows): Omit<Occurrence, 'computed' | 'single'> {
  const [name = ''] = rows.path;
  const deciding = [name, `${name}Id`, `${name}_id`];
  return { rows: { ...rows, path: [], columns: [], related: [] }, deciding };
}

/** The rows of a joined table that a column is picked from: `r.permission` of `JOIN roles r`. */
function joinedWith(rows: Rows, column: string): readonly Omit<Occurrence, 'computed' | 'single'>[] {
  return (rows.joined ?? [])
    .filter(({ columns }) => columns?.includes(column))
    .map((one) => ({ rows: joinedRows(rows, one), along: true as const }));
}

/** Rows of which nothing is kept, and that must be there: `user_roles` between users and what their roles allow. */
function neededBy(rows: Rows): readonly Omit<Occurrence, 'computed' | 'single'>[] {
  return (rows.joined ?? [])
    .filter(({ needed, columns }) => needed && columns?.length === 0)
    .map((one) => ({ rows: { ...joinedRows(rows, one), many: false }, taken: rows, along: true as const }));
}

/** Rows of which nothing is kept, and whose columns are asked for: tokens of `{ token: { hash } }`. */
function decidingRows(
  evaluation: Evaluation,
  rows: Rows,
): readonly Omit<Occurrence, 'computed' | 'single'>[] {
  const { library, site, many } = rows;
  return relatedConditions(evaluation, rows).map(({ entity, where }) => ({
    rows: {
      entity,
      many,
      path: [],
      columns: [],
      where,
      related: [],
      ...(library && { library }),
      ...(site && { site }),
    },
    taken: rows,
    along: true as const,
    asked: true as const,
    deciding: [...where.keys()],
  }));
}

function joinedRows(rows: Rows, { entity, columns }: Joined): Rows {
  const { columns: _of, ...rest } = rows;
  return { ...rest, entity, where: new Map(), ...(columns && { columns }) };
}
