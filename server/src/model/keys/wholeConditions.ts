/**
 * What do callers ask for, of a function that is handed all its conditions as one and puts some of them into the key? In: a fill of
 * `site:{match.address}` with what `where(match)` found. Out: conditions that callers give besides, and that the key lacks. A
 * caller that does not give what is in the key asks no cache.
 */
import type { Caller, CallGraph } from '../calls/callGraph.js';
import type { Effects } from '../calls/effects.js';
import { isSameSite, type Site } from '../calls/sites.js';
import { memberOf } from '../evaluation/evaluateMember.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import {
  type Parameter,
  type Rows,
  rowsWithin,
  someValue,
  UNDEFINED,
  type Value,
} from '../evaluation/values.js';
import { comesFromRequest, isSameRoot, isWithinPath, originsIn } from '../requests/valueOrigins.js';
import { isTestFile } from '../testFiles.js';
import { originOf } from './followedOrigins.js';
import type { KeyUse } from './keyUses.js';

/** A condition that callers give. */
export interface GivenCondition {
  readonly rows: Rows;
  readonly column: string;
  /** What the function calls it: `match.user_id`. */
  readonly name: string;
  readonly carried: readonly string[];
  /** It says who asks. */
  readonly asks: boolean;
  /** The first call that gives it. */
  readonly askedAt: Site;
}

interface Asked {
  readonly fields: ReadonlyMap<string, Value>;
  readonly site: Site;
}

export function conditionsOfCallers(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  { effect, function: owner }: KeyUse,
): readonly GivenCondition[] {
  const [rows] = effect.value ? rowsWithin(effect.value).filter(({ whereGiven }) => whereGiven) : [];
  const { whereGiven: given, site } = rows ?? {};
  if (!rows || !given || !site) return [];
  const looksUp = effects
    .of(owner)
    .some((other) => other.kind === 'cache' && other.operation === 'read' && isMadeOf(other.key, given));
  const carried = namesIn(effect.key, given, rows);
  if (!looksUp || !carried || carried.length === 0) return [];
  const asked = graph
    .callersOf(given.function)
    .flatMap((caller) => askedBy(evaluation, caller, given, carried));
  const columns = [...new Set(asked.flatMap(({ fields }) => [...fields.keys()]))];
  return columns.flatMap((column) => {
    const condition = carried.includes(column) ? undefined : conditionOn(evaluation, column, asked);
    const name = [given.name, ...given.path, column].join('.');
    return condition ? [{ rows, column, name, carried, ...condition }] : [];
  });
}

function isMadeOf(key: Value, given: Parameter): boolean {
  return someValue(key, (part) => part.kind === 'parameter' && isWithin(part, given));
}

function isWithin(part: Parameter, given: Parameter): boolean {
  return (
    isSameRoot(part, given) && isWithinPath(part.path, given.path) && part.path.length > given.path.length
  );
}

/** The conditions that a key carries, as they are given or as the row has them; undefined where it may carry more. */
function namesIn(key: Value, given: Parameter, { site }: Rows): readonly string[] | undefined {
  const names = originsIn(key).map((origin) => {
    if (origin.kind === 'parameter' && isWithin(origin, given)) return origin.path[given.path.length];
    const isOwn = origin.kind === 'rows' && origin.rows.site && site && isSameSite(origin.rows.site, site);
    return isOwn ? origin.rows.path[0] : undefined;
  });
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** What one caller asks for, where it gives all that the key needs. */
function askedBy(
  evaluation: Evaluation,
  { frame, call }: Caller,
  given: Parameter,
  carried: readonly string[],
): readonly Asked[] {
  const [argument] = evaluation.argumentsOf(frame, call).slice(given.index);
  const value =
    argument && given.path.reduce((whole, name) => memberOf(evaluation, frame, whole, name), argument);
  if (value?.kind !== 'record' || value.open || isTestFile(frame.file)) return [];
  const { fields } = value;
  return carried.every((name) => fields.has(name)) ? [{ fields, site: { file: frame.file, call } }] : [];
}

/** Who asks, or something that some callers ask for and others do not. */
function conditionOn(
  evaluation: Evaluation,
  column: string,
  asked: readonly Asked[],
): Pick<GivenCondition, 'asks' | 'askedAt'> | undefined {
  const byAsker = asked.find(({ fields }) => {
    const origin = originOf(evaluation, fields.get(column) ?? UNDEFINED);
    return origin !== undefined && comesFromRequest(origin);
  });
  if (byAsker) return { asks: true, askedAt: byAsker.site };
  const values = asked.map(({ fields }) => fields.get(column));
  const plain = values.map((value) => (value?.kind === 'constant' ? value.value : undefined));
  const first = asked.find(({ fields }) => fields.has(column));
  const arePlain = values.every((value) => value === undefined || value.kind === 'constant');
  return first && arePlain && new Set(plain).size > 1 ? { asks: false, askedAt: first.site } : undefined;
}
