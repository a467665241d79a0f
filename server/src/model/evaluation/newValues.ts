/**
 * Values that are another one in every call: the moment, and what is drawn. In: calls of the clock and of generators,
 * and what is done with their results. Out: derived values with a name of their own; rounding takes it away.
 */
import type { BindingIndex, FileFacts } from '../../facts/fileFacts.js';
import { DRAWN } from './drawnNumbers.js';
import type { Frame } from './frame.js';
import { textOf } from './texts.js';
import { CHANCE_NAME, COMPUTED_NAME, derived, MOMENT_NAME, type Value } from './values.js';

const MOMENTS =
  /^(Date|Date\.now|performance\.now|(node:)?perf_hooks\.performance\.now|process\.hrtime(\.bigint)?)$/;

const CHANCES =
  /^(Math\.random|((node:)?crypto|webcrypto)\.(webcrypto\.)?(randomUUID|randomBytes|randomInt)|uuid(\.v[1467]|\/v[14])?|nanoid(\/non-secure)?(\.nanoid)?|ulid(\.ulid)?|cuid|@paralleldrive\/cuid2\.createId|(short-?uuid|shortid)\.generate)$/;

/** The hash of what is new is new. */
const HASHES =
  /^(object-hash|hash-sum|md5|blueimp-md5|sha1|sha256|ohash(\.hash)?|xxhash(js|-wasm)?(\.h(32|64))?)$/;

/** `path` leads from a global or a module to what is called. */
export function newValue(path: readonly string[], args: readonly Value[], frame: Frame): Value | undefined {
  const name = path.filter((step) => step !== 'default').join('.');
  if (HASHES.test(name) && args.some(isNew)) return derived(args, CHANCE_NAME);
  const isMoment = MOMENTS.test(name) && (name !== 'Date' || args.length === 0);
  if (!isMoment && !CHANCES.test(name)) return undefined;
  if (runsOnce(frame)) return derived([], COMPUTED_NAME);
  const made = derived([], isMoment ? MOMENT_NAME : CHANCE_NAME);
  return name === 'Math.random' && made.kind === 'derived' ? { ...made, between: DRAWN } : made;
}

/** `customAlphabet('abc', 8)` of nanoid makes another generator like its own. */
export function madeGenerator(callee: Extract<Value, { kind: 'external' }>): Value | undefined {
  const isMaking =
    /^nanoid(\/|$)/.test(callee.module) && /^custom(Alphabet|Random)$/.test(callee.path.at(-1) ?? '');
  return isMaking ? { ...callee, module: 'nanoid', path: ['nanoid'] } : undefined;
}

/** The body of a file, and constructors: what they keep stays as it is. */
function runsOnce(frame: Frame): boolean {
  return frame.function.index === 0 || /(^|\.)constructor$/.test(frame.fact.name);
}

const SAME_MOMENT = /^(getTime|valueOf|toISOString|toString|toJSON|toLocaleString)$/;
const PARTS_OF_CHANCE =
  /^(toString|valueOf|digest|slice|substring|substr|replace|replaceAll|toUpperCase|toLowerCase|trim)$/;

/** A method of a new value: the same, as good as the same, or something that many calls have in common. */
export function foldNewValueMethod(object: Value, method: string, args: readonly Value[]): Value | undefined {
  // `createHash('sha1').update(text)`
  const isHash = object.kind === 'constant' && object.value === '';
  if (isHash && method === 'update' && args.some(isNew)) return derived(args, CHANCE_NAME);
  if (object.kind !== 'derived') return undefined;
  if (object.name === MOMENT_NAME) return SAME_MOMENT.test(method) ? object : derived([object]);
  return object.name === CHANCE_NAME && PARTS_OF_CHANCE.test(method) ? object : undefined;
}

/** `hour.setMinutes(0, 0, 0)`: a moment that many calls have in common. */
export function isRounded({ calls }: FileFacts, binding: BindingIndex): boolean {
  return calls.some(
    ({ callee }) =>
      callee.kind === 'member' &&
      callee.object.kind === 'name' &&
      callee.object.binding === binding &&
      /^set(UTC)?(Month|Date|Hours|Minutes|Seconds)$/.test(callee.name),
  );
}

export function isMoment(value: Value): boolean {
  return value.kind === 'derived' && value.name === MOMENT_NAME;
}

/** What a variable of a module or a field keeps: made once, it is the same in every call. */
export function keptValue(value: Value): Value {
  if (value.kind === 'derived' && NEW_NAMES.has(value.name ?? '')) return derived([], COMPUTED_NAME);
  if (value.kind !== 'text' || !isNew(value)) return value;
  return textOf(
    value.parts.map((part) =>
      typeof part === 'string' ? part : { name: part.name, value: keptValue(part.value) },
    ),
  );
}

const NEW_NAMES: ReadonlySet<string> = new Set([MOMENT_NAME, CHANCE_NAME]);

/** Whether a key made of this value is another key in every call. */
export function isNew(value: Value): boolean {
  switch (value.kind) {
    case 'derived':
      return NEW_NAMES.has(value.name ?? '');
    case 'text':
      return value.parts.some((part) => typeof part !== 'string' && isNew(part.value));
    case 'record':
      return [...value.fields.values()].some(isNew);
    case 'array':
      return value.items.some(isNew);
    case 'either':
      return value.values.every(isNew);
    default:
      return false;
  }
}
