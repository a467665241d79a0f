/**
 * Lengths of time that packages make: `ms('5m')`, `hoursToSeconds(6)` of date-fns, `moment.duration(5, 'minutes')`,
 * `Duration.fromObject({ minutes: 5 })`. In: the path of what is called, and what it is given. Out: a number in the unit
 * that the call says, or the duration that is asked for one later.
 */
import { constant, derived, type Value } from './values.js';

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(ms|msecs?|millis|milliseconds?)?$/i, 1],
  [/^(s|secs?|seconds?)$/i, 1_000],
  [/^(m|mins?|minutes?)$/i, 60_000],
  [/^(h|hrs?|hours?)$/i, 3_600_000],
  [/^(d|days?)$/i, 86_400_000],
  [/^(w|weeks?)$/i, 604_800_000],
  [/^(y|yrs?|years?)$/i, 31_557_600_000],
];

function millisecondsIn(unit: string): number | undefined {
  return UNITS.find(([name]) => name.test(unit))?.[1];
}

/** `path` leads from a module, or a global, to what is called. */
export function durationOfCall(path: readonly string[], args: readonly Value[]): Value | undefined {
  const name = path.filter((step) => step !== 'default').join('.');
  if (/^(ms|@lukeed\/ms\.parse)$/.test(name)) return durationInWords(args[0]);
  if (/^date-fns(\/|\.)/.test(name)) return converted(name.replace(/^.*[/.]/, ''), args[0]);
  return MAKERS.test(name) ? madeDuration(name, args) : undefined;
}

const MAKERS =
  /^((moment|moment-timezone|dayjs)\.duration|luxon\.Duration\.(fromObject|fromMillis)|(temporal-polyfill\.|@js-temporal\/polyfill\.)?Temporal\.Duration\.from)$/;

/** `moment.duration(5, 'minutes').asSeconds()`, `Duration.fromMillis(5).as('seconds')`, `duration.total('seconds')`. */
export function durationOfMethod(object: Value, name: string, args: readonly Value[]): Value | undefined {
  const length = lengthOf(object);
  if (!length) return undefined;
  const unit = /^(as|total)$/.test(name) ? unitGiven(args[0]) : /^(?:as|to)([A-Z]\w*)$/.exec(name)?.[1];
  const size = unit === undefined ? undefined : millisecondsIn(unit);
  if (size === undefined) return undefined;
  return length.kind === 'constant' ? constant(Number(length.value) / size) : derived([length]);
}

const MODULE = 'duration';

function lengthOf(value: Value): Value | undefined {
  return value.kind === 'constructed' && value.module === MODULE ? value.arguments[0] : undefined;
}

function unitGiven(value: Value | undefined): string | undefined {
  if (value?.kind === 'constant') return String(value.value);
  const unit = value?.kind === 'record' ? value.fields.get('unit') : undefined;
  return unit?.kind === 'constant' ? String(unit.value) : undefined;
}

function madeDuration(name: string, [amount, unit]: readonly Value[]): Value | undefined {
  if (!amount) return undefined;
  const size = unit && name.endsWith('.duration') ? millisecondsIn(unitGiven(unit) ?? '?') : 1;
  const length =
    amount.kind === 'record' ? addedUp(amount) : size === undefined ? derived([amount]) : times(amount, size);
  return { kind: 'constructed', module: MODULE, path: [], arguments: [length] };
}

/** `{ hours: 1, minutes: 30 }` */
function addedUp({ fields, open }: Extract<Value, { kind: 'record' }>): Value {
  let sum = 0;
  for (const [unit, amount] of fields) {
    const size = millisecondsIn(unit);
    if (size === undefined || amount.kind !== 'constant') return derived([...fields.values()], MODULE);
    sum += Number(amount.value) * size;
  }
  return open ? derived([], MODULE) : constant(sum);
}

function times(amount: Value, factor: number): Value {
  if (amount.kind !== 'constant') return derived([amount]);
  const number = typeof amount.value === 'number' ? amount.value * factor : Number.NaN;
  return Number.isNaN(number) ? derived([amount], MODULE) : constant(number);
}

const CONVERSION = /^(milliseconds|seconds|minutes|hours|days|weeks)To(Milliseconds|Seconds|Minutes|Hours)$/;

/** `hoursToSeconds(6)`, `millisecondsToSeconds(ms)`, `milliseconds({ hours: 1 })`. */
function converted(name: string, amount: Value | undefined): Value | undefined {
  if (name === 'milliseconds' && amount?.kind === 'record') return addedUp(amount);
  const [, from, to] = CONVERSION.exec(name) ?? [];
  const size = from === undefined ? undefined : millisecondsIn(from);
  const read = to === undefined ? undefined : millisecondsIn(to);
  if (!amount || size === undefined || read === undefined) return undefined;
  const result = times(amount, size / read);
  return result.kind === 'constant' ? constant(Math.trunc(Number(result.value))) : result;
}

const IN_WORDS = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i;

/** `ms('5 minutes')` as the package of that name reads it. */
export function durationInWords(value: Value | undefined): Value | undefined {
  if (value?.kind !== 'constant') return value && derived([value]);
  const [, amount, unit = ''] = IN_WORDS.exec(String(value.value)) ?? [];
  const size = amount === undefined ? undefined : millisecondsIn(unit);
  return size === undefined ? derived([value]) : constant(Number(amount) * size);
}
