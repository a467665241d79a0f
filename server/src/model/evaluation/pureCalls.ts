/**
 * Calls whose result is a plain function of their arguments: JSON, numbers, texts, durations, `Promise.all`.
 */
import { COMMAND_OPTIONS } from '../commands/commandOfCall.js';
import { assembledText } from './assembledTexts.js';
import { eachChoice } from './chosenNumbers.js';
import { columnCondition } from './comparisons.js';
import { roundedBounds } from './drawnNumbers.js';
import { durationOfCall, durationOfMethod } from './durations.js';
import { mergedByCall, objectOfEntries } from './mergedObjects.js';
import { textOf } from './texts.js';
import { answerOf } from './truth.js';
import { COMPUTED_NAME, constant, derived, isComputed, type Value } from './values.js';

/** Calls that hand their first argument through, as far as rows and keys are concerned. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'JSON.stringify',
  'JSON.parse',
  'String',
  'Object.freeze',
  'structuredClone',
  'Promise.resolve',
  'BigInt',
  'Object.assign',
  'superjson.stringify',
  'superjson.parse',
  'encodeURIComponent',
  'Buffer.from',
  'util.promisify',
  'node:util.promisify',
  'es6-promisify',
  'es6-promisify.promisify',
  'bluebird.promisifyAll',
  'bluebird.promisify',
  'redis.defineScript',
  '@redis/client.defineScript',
  'hono/factory.createMiddleware',
]);

const ROUNDING: Readonly<Record<string, (value: number) => number>> = {
  'Math.floor': Math.floor,
  'Math.ceil': Math.ceil,
  'Math.round': Math.round,
  'Math.trunc': Math.trunc,
  Number: (value) => value,
};

/** `path` leads from a global or a module: `['Math', 'floor']`, `['ms', 'default']`. */
export function foldGlobalCall(path: readonly string[], args: readonly Value[]): Value | undefined {
  const name = path.filter((step) => step !== 'default').join('.');
  const [first] = args;
  const merged = mergedByCall(name, args);
  if (merged) return merged;
  const made = name === 'Object.fromEntries' ? objectOfEntries(first) : undefined;
  if (made) return made;
  if (TRANSPARENT.has(name)) return first;
  if (name === 'Array.isArray' && first) return isList(first);
  if (/^@?redis(\/client)?\.commandOptions$/.test(name)) return derived([], COMMAND_OPTIONS);
  // What is hashed says more than with what.
  if (/^(node:)?crypto\.createHash$/.test(name)) return constant('');
  const condition = columnCondition(name, args);
  if (condition) return condition;
  if (name === 'Promise.all' || name === 'Promise.allSettled') return first;
  const round = ROUNDING[name];
  if (round && first?.kind === 'constant') return { ...first, ...constant(round(Number(first.value))) };
  if (round && first) return first.kind === 'environment' ? first : rounded(first, round, name);
  if (
    name === 'parseInt' ||
    name === 'parseFloat' ||
    name === 'Number.parseInt' ||
    name === 'Number.parseFloat'
  ) {
    return first?.kind === 'constant' ? constant(Number.parseFloat(String(first.value))) : first;
  }
  if (name === 'Math.min' || name === 'Math.max') return extreme(name, args);
  const length = durationOfCall(path, args);
  if (length) return length;
  return answerOf(path.findLast((step) => step !== 'default') ?? '', first);
}

function rounded(value: Value, round: (number: number) => number, name: string): Value {
  const each = eachChoice(value, (one) =>
    one.kind === 'constant' ? { ...one, ...constant(round(Number(one.value))) } : one,
  );
  if (each) return each;
  const made = derived([value]);
  if (value.kind !== 'derived' || !value.between || made.kind !== 'derived') return made;
  return roundedBounds({ ...made, between: value.between }, round, name);
}

function extreme(name: string, args: readonly Value[]): Value {
  const numbers = args.map((value) => (value.kind === 'constant' ? Number(value.value) : Number.NaN));
  if (numbers.some(Number.isNaN)) return derived(args, name);
  const scaled = args.find((value) => value.kind === 'constant' && value.scaledFrom !== undefined);
  return { ...scaled, ...constant(name === 'Math.min' ? Math.min(...numbers) : Math.max(...numbers)) };
}

/** Methods of texts, numbers and arrays that do not change what the value is about. */
const SAME_VALUE: ReadonlySet<string> = new Set([
  'toString',
  'trim',
  'toLowerCase',
  'toUpperCase',
  'normalize',
  'toJSON',
  'valueOf',
  'slice',
  'concat',
  'flat',
]);

export function foldMethodCall(object: Value, name: string, args: readonly Value[]): Value | undefined {
  if (name === 'join' && object.kind === 'array') return join(object, args[0]);
  if (name === 'concat' && object.kind === 'array') return concatenated(object.items, args);
  if (object.kind === 'constant' && typeof object.value === 'string') {
    if (name === 'toLowerCase') return constant(object.value.toLowerCase());
    if (name === 'toUpperCase') return constant(object.value.toUpperCase());
    if (name === 'concat') return textOf([object.value, ...args.map((value) => ({ name: 'value', value }))]);
  }
  if (name === 'then' || name === 'finally' || name === 'catch') return object;
  const length = durationOfMethod(object, name, args);
  if (length) return length;
  return SAME_VALUE.has(name) && object.kind !== 'instance' ? object : undefined;
}

const NO_LISTS: ReadonlySet<Value['kind']> = new Set(['constant', 'text', 'record', 'undefined', 'function']);

function isList(value: Value): Value | undefined {
  if (value.kind === 'array') return constant(true);
  return NO_LISTS.has(value.kind) ? constant(false) : undefined;
}

/** `[].concat(keys)`: one thing or a list of them. */
function concatenated(items: readonly Value[], args: readonly Value[]): Value {
  const added = args.flatMap((value) => (value.kind === 'array' ? value.items : [value]));
  return { kind: 'array', items: [...items, ...added], some: true };
}

function join({ items, behind }: Extract<Value, { kind: 'array' }>, separator: Value | undefined): Value {
  const between = separator?.kind === 'constant' ? String(separator.value) : ',';
  if (behind) {
    const pieces = items.map((value, index) => ({
      name: nameOfValue(value),
      value,
      behind: behind[index] ?? [],
    }));
    return assembledText(pieces, between);
  }
  return textOf(
    items.flatMap((value, index) => {
      const part = { name: nameOfValue(value), value };
      return index === 0 ? [part] : [between, part];
    }),
  );
}

/** What a hole is called whose value has no name. */
export const NAMELESS = 'value';

/** What a hole with this value is called when no expression names it. */
export function nameOfValue(value: Value): string {
  if (value.kind === 'parameter' || value.kind === 'ambient') return value.path.at(-1) ?? value.name;
  if (value.kind === 'rows') return value.rows.path.at(-1) ?? value.rows.entity.name;
  if (isComputed(value) && value.kind === 'derived' && value.name !== COMPUTED_NAME)
    return value.name ?? NAMELESS;
  return value.kind === 'fallback' ? nameOfValue(value.value) : NAMELESS;
}
