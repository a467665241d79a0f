/**
 * By what rows are narrowed in the program, after they were loaded and before they are cached. In: rows, or a value. Out:
 * the values that decide which of them are kept, or which of several values it is, with what they are compared with.
 */
import { type Rows, rowsWithin, type Value, walkValue } from '../evaluation/values.js';
import { lastName, type Origin, originsIn, saysWhoAsks } from '../requests/valueOrigins.js';

export interface Narrowing {
  /** The column that is compared; what decides without one goes by its own name. */
  readonly column: string;
  readonly value: Origin;
  readonly site?: { readonly file: string; readonly call: number };
  /** It decides what of the rows is read, and not which. */
  readonly shapes?: true;
  /** One end of what the column lies between. */
  readonly endsRange?: true;
}

/** `rows.filter((row) => row.ownerId === user.id)` */
export function narrowingsOf(rows: Rows): readonly Narrowing[] {
  return (rows.narrowed ?? []).flatMap(({ by, site, shapes }) =>
    originsIn(by)
      .filter((origin) => !isElement(origin, rows))
      .map((value) => ({
        column: comparedWith(by, value, rows) ?? lastName(value),
        value,
        site,
        ...(shapes && { shapes }),
      })),
  );
}

/** `user.isAdmin ? rows : others`, `price * (user.tier === 'gold' ? 0.9 : 1)`: what is known of who asks chooses. */
export function choicesIn(value: Value): readonly Narrowing[] {
  const tests: Value[] = [];
  walkValue(value, (part) => {
    if (part.kind === 'either' && part.test && (part.values.some(holdsRows) || part.values.every(isFixed)))
      tests.push(part.test);
    if (part.kind === 'record' && holdsRows(part)) tests.push(...[...part.fields.values()].filter(isAnswer));
    return part.kind !== 'rows';
  });
  return tests
    .flatMap(originsIn)
    .filter(saysWhoAsks)
    .map((origin) => ({ column: lastName(origin), value: origin }));
}

function holdsRows(value: Value): boolean {
  return rowsWithin(value).length > 0;
}

/** `{ ...row, mayEdit: viewer.role === 'editor' }`: what is put beside the row is answered for one who asks. */
function isAnswer(field: Value): boolean {
  return field.kind === 'derived' && field.from.length > 0 && field.decision === undefined;
}

function isFixed({ kind }: Value): boolean {
  return kind === 'constant';
}

function isElement(origin: Origin, { entity, site }: Rows): boolean {
  if (origin.kind !== 'rows' || origin.rows.entity.identity !== entity.identity) return false;
  return origin.rows.site?.file === site?.file && origin.rows.site?.call === site?.call;
}

/** The column of the rows that stands on the other side of a comparison. */
function comparedWith(by: Value, value: Origin, rows: Rows): string | undefined {
  let column: string | undefined;
  walkValue(by, (part) => {
    if (part.kind !== 'derived' || !part.from.includes(value)) return true;
    const other = part.from.find((one) => one.kind === 'rows' && isElement(one, rows));
    if (other?.kind === 'rows') column ??= other.rows.path.at(-1);
    return true;
  });
  return column;
}
