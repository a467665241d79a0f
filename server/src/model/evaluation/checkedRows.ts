/**
 * What does a schema of zod give of what it checks? In: the call that makes or changes a schema, or that has one check something.
 * Out: the schema, marked as such; the rows with the columns it names.
 */
import { rowsMade } from './rowsMade.js';
import type { Rows, Value } from './values.js';

const PACKAGE = /^zod(\/(v3|v4|mini|v4-mini))?$/;

type Derived = Extract<Value, { kind: 'derived' }>;

/** `z.object({ … })`; none of what makes something else of the checked. */
export function madeSchema(
  { module, path }: Extract<Value, { kind: 'external' }>,
  made: Value,
): Value | undefined {
  const name = path.at(-1) ?? '';
  if (!PACKAGE.test(module) || made.kind !== 'derived' || REMAKES.test(name)) return undefined;
  return { ...made, checks: OPEN.test(name) ? 'all' : 'named' };
}

/** What makes anything else of what is checked. */
const REMAKES = /^(transform|pipe|preprocess|lazy|function|codec|overwrite|implement)$/;

/** What lets through more than it names. */
const OPEN = /^(passthrough|loose|looseObject|catchall|any|unknown|record|map|custom|instanceof)$/;

const CHECKS = /^(safe)?(parse)(async)?$/i;

/** `schema.parse(rows)`, `schema.array()` */
export function checkedValue(
  { object, name }: Extract<Value, { kind: 'method' }>,
  args: readonly Value[],
  made: Value,
): Value | undefined {
  if (object.kind !== 'derived' || !object.checks) return undefined;
  if (CHECKS.test(name)) return answered(name, checked(object, args[0]));
  if (made.kind !== 'derived' || REMAKES.test(name)) return undefined;
  return { ...made, checks: OPEN.test(name) ? 'all' : object.checks };
}

/** `safeParse` gives an object in which the checked value is `data`. */
function answered(name: string, value: Value | undefined): Value | undefined {
  if (!value || !name.startsWith('safe')) return value;
  return { kind: 'record', fields: new Map([['data', value]]), open: true };
}

function checked(schema: Derived, given: Value | undefined): Value | undefined {
  const named = schema.checks === 'named' ? namesIn(schema) : undefined;
  return given && rowsMade(given, (rows) => ({ kind: 'rows', rows: named ? withOnly(rows, named) : rows }));
}

function withOnly(rows: Rows, named: readonly string[]): Rows {
  if (rows.path.length > 0) return rows;
  return { ...rows, columns: rows.columns?.filter((column) => named.includes(column)) ?? named };
}

/** The members of the objects that a schema is made of; undefined where some are not written out. */
function namesIn(schema: Derived): readonly string[] | undefined {
  const names = schema.from.map((part) => {
    if (part.kind === 'derived' && part.checks) return part.checks === 'named' ? namesIn(part) : undefined;
    if (part.kind !== 'record') return part.kind === 'function' ? [] : undefined;
    return part.open || part.rest || part.computed ? undefined : [...part.fields.keys()];
  });
  return names.every((one) => one !== undefined) && names.flat().length > 0 ? names.flat() : undefined;
}
