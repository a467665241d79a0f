/**
 * How often does a clock start a function? In: what a timer or a cron job is given, beside the function. Out: the time between two
 * runs in milliseconds; undefined where it cannot be read, or differs from run to run.
 */
import type { Value } from '../evaluation/values.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** `CronExpression.EVERY_10_SECONDS` of Nest. */
const NAMED = /^EVERY_(?:(\d+)_)?(SECOND|MINUTE)S?$/;

export function periodGiven(given: readonly Value[]): number | undefined {
  for (const value of given) {
    const period = periodOf(value);
    if (period !== undefined) return period;
  }
  return undefined;
}

function periodOf(value: Value): number | undefined {
  if (value.kind === 'record') return periodGiven([...value.fields.values()]);
  if (value.kind === 'external') return namedPeriod(value.path.at(-1) ?? '');
  if (value.kind !== 'constant') return undefined;
  if (typeof value.value === 'number') return value.value > 0 ? value.value : undefined;
  return typeof value.value === 'string' ? cronPeriod(value.value.trim().split(/\s+/)) : undefined;
}

function namedPeriod(name: string): number | undefined {
  const [, count = '1', unit] = NAMED.exec(name) ?? [];
  if (unit === undefined) return undefined;
  return Number(count) * (unit === 'SECOND' ? SECOND_MS : MINUTE_MS);
}

/** Of five fields, or of six with the seconds first: every so many seconds or minutes, in all hours of all days. */
function cronPeriod(fields: readonly string[]): number | undefined {
  if (fields.length !== 5 && fields.length !== 6) return undefined;
  const [first = '', ...others] = fields;
  const unit = fields.length === 6 ? SECOND_MS : MINUTE_MS;
  const isFixed = fields.length === 6 && /^\d+$/.test(first);
  const [every = '', ...rest] = isFixed ? others : [first, ...others];
  if (rest.some((field) => field !== '*')) return undefined;
  const [, count = '1'] = /^\*(?:\/(\d+))?$/.exec(every) ?? [undefined, ''];
  return count === '' ? undefined : Number(count) * (isFixed ? MINUTE_MS : unit);
}
