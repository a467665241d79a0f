/**
 * What the rows of a SQL statement are selected by. In: its text, with a mark in the place of every value that is not
 * known, and the values it is run with. Out: the columns that are compared with them, after the first `WHERE`.
 */
import { HOLE_MARK } from '../../libraries/sql/filledSql.js';
import { comparedBy } from '../evaluation/comparisons.js';
import { constant, type PagedBy, type Value } from '../evaluation/values.js';

export interface SqlValues {
  /** In the places of `HOLE_MARK`, in order. */
  readonly holes: readonly Value[];
  /** What the call is given for `$1`, `?` and `:name`. */
  readonly given: Value | undefined;
}

const WHERE = /\bwhere\b/i;
const ASSIGNS = /\bset\b/i;
const PLACE = String.raw`(?:\$\d+|\?|[:@]\w+|${HOLE_MARK})`;
const LITERAL = String.raw`(?:'(?:[^']|'')*'|-?\d+(?:\.\d+)?\b|(?:true|false|current_(?:timestamp|date))\b|now\(\))`;
const TOKEN = new RegExp(
  [
    String.raw`["\`]?(?<fixed>[a-z_]\w*)["\`]?\s*(?<sign>[<>!]?=|<>?|>|\bin\s*\()\s*(?<literal>${LITERAL})`,
    "'(?:[^']|'')*'",
    String.raw`["\`]?(?<column>\w+)["\`]?\s*(?:=|\bin\b)\s*(?:any\s*)?\(?\s*(?<compared>${PLACE})`,
    String.raw`\b(?<page>limit|offset)\s+(?<paged>${PLACE})`,
    String.raw`["\`]?(?<empty>\w+)["\`]?\s+is\s+(?<filled>not\s+)?null\b`,
    String.raw`(?<other>\?(?!\?)|${HOLE_MARK})`,
  ].join('|'),
  'gi',
);

/** What may choose other rows than those with these values in their columns: alternatives, and other tables. */
const NOT_PLAIN = /\b(or|not|select|in|any)\b/i;

/** Whether what stands behind `WHERE` is nothing but conditions that all hold, on columns of the rows themselves. */
export function isPlain(text: string): boolean {
  const start = text.search(WHERE);
  return start < 0 || !/\b(or|not|select|union)\b/i.test(text.slice(start).replace(NOT_NULL, ''));
}

const NOT_NULL = /\bis\s+not\s+null\b/gi;

/** The same of a write, where its rows have exactly these values. */
export function plainConditions(text: string, values: SqlValues): ReadonlyMap<string, Value> {
  const start = text.search(WHERE);
  return start < 0 || NOT_PLAIN.test(text.slice(start).replace(NOT_NULL, ''))
    ? new Map()
    : sqlConditions(text, values);
}

/** Names of columns without their tables. */
export function sqlConditions(text: string, values: SqlValues): ReadonlyMap<string, Value> {
  const start = text.search(WHERE);
  const found = new Map<string, Value>();
  if (start < 0) return found;
  for (const { index, groups, value } of placesIn(text, values)) {
    if (index <= start) continue;
    const empty = constant(null);
    if (groups.empty) found.set(groups.empty, groups.filled ? (comparedBy('!=', empty) ?? empty) : empty);
    const fixed =
      groups.literal && comparedBy((groups.sign ?? '').replace(/\s*\($/, ''), literalOf(groups.literal));
    if (groups.fixed && fixed) found.set(groups.fixed, fixed);
    if (groups.column && value) found.set(groups.column, value);
  }
  return found;
}

/** `0`, `'open'`, `true`; the moment of the query is the same for whoever asks. */
function literalOf(text: string): Value {
  if (text.startsWith("'")) return constant(text.slice(1, -1).replaceAll("''", "'"));
  if (/^(true|false)$/i.test(text)) return constant(text.toLowerCase() === 'true');
  const number = Number(text);
  return constant(Number.isNaN(number) ? text.toLowerCase() : number);
}

/** What an update puts into its columns: `SET used_at = $1, uses = 0`. */
export function sqlAssignments(text: string, values: SqlValues): ReadonlyMap<string, Value> {
  const start = text.search(ASSIGNS);
  const end = text.search(WHERE);
  const found = new Map<string, Value>();
  if (start < 0) return found;
  for (const { index, groups, value } of placesIn(text, values)) {
    if (index <= start || (end >= 0 && index > end)) continue;
    if (groups.fixed && groups.literal && groups.sign === '=')
      found.set(groups.fixed, literalOf(groups.literal));
    if (groups.column && value) found.set(groups.column, value);
  }
  return found;
}

/** `LIMIT $2 OFFSET $3` */
export function sqlPages(text: string, values: SqlValues): readonly PagedBy[] {
  return placesIn(text, values).flatMap(({ groups: { page }, value }) =>
    page && value ? [{ column: page.toLowerCase(), value }] : [],
  );
}

interface Place {
  readonly index: number;
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** What a placeholder stands for. */
  readonly value: Value | undefined;
}

function placesIn(text: string, values: SqlValues): readonly Place[] {
  const found: Place[] = [];
  let marks = 0;
  let holes = 0;
  for (const { index, groups = {} } of text.matchAll(TOKEN)) {
    const place = groups.compared ?? groups.paged ?? groups.other;
    const value = place === undefined ? undefined : valueAt(place, marks, holes, values);
    if (place === '?') marks += 1;
    if (place === HOLE_MARK) holes += 1;
    found.push({ index, groups, value });
  }
  return found;
}

function valueAt(
  place: string,
  marks: number,
  holes: number,
  { holes: inText, given }: SqlValues,
): Value | undefined {
  if (place === HOLE_MARK) return inText[holes];
  if (/^[:@]/.test(place)) return given?.kind === 'record' ? given.fields.get(place.slice(1)) : undefined;
  const position = place === '?' ? marks : Number(place.slice(1)) - 1;
  if (given?.kind === 'array') return given.items[position];
  return position === 0 ? given : undefined;
}
