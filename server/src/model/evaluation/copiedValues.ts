/**
 * Which calls of globals give a copy of a value, and what is still known of it? In: what is called and its arguments. Out: the
 * value as another object, which may be changed without changing what a cache holds.
 */
import type { Value } from './values.js';

/** `JSON.parse(text)` of what was cached; a second argument may bring back what JSON does not keep. */
export function parsedCopy(
  path: readonly string[],
  args: readonly Value[],
  parsed: { readonly file: string; readonly call: number },
): Value | undefined {
  const [text, ...others] = args;
  if (!text || path.join('.') !== 'JSON.parse') return undefined;
  return (others.length === 0 ? asParsed(text, parsed) : undefined) ?? copied(text);
}

/** `structuredClone(value)` */
export function clonedValue(path: readonly string[], [value]: readonly Value[]): Value | undefined {
  return value && path.join('.') === 'structuredClone' ? copied(value) : undefined;
}

/** `Object.values(KEYS)` of an object whose members are all written out */
export function listedMembers(path: readonly string[], [object]: readonly Value[]): Value | undefined {
  const name = path.join('.');
  if (!/^Object\.(keys|values|entries)$/.test(name)) return undefined;
  if (object?.kind !== 'record' || object.open || object.rest || object.computed) return undefined;
  const members = [...object.fields];
  if (members.length === 0 || !members.every(([, { kind }]) => WRITTEN_OUT.test(kind))) return undefined;
  const items = members.map(([key, value]): Value => {
    const said: Value = { kind: 'constant', value: key };
    if (name.endsWith('entries')) return { kind: 'array', items: [said, value] };
    return name.endsWith('keys') ? said : value;
  });
  return { kind: 'array', items };
}

const WRITTEN_OUT = /^(constant|text)$/;

function asParsed(value: Value, parsed: { readonly file: string; readonly call: number }): Value | undefined {
  if (value.kind === 'cached') return { ...copied(value), parsed };
  if (value.kind !== 'fallback') return undefined;
  const copy = asParsed(value.value, parsed);
  return copy && { ...value, value: copy };
}

export function copied(value: Extract<Value, { kind: 'cached' }>): Extract<Value, { kind: 'cached' }>;
export function copied(value: Value): Value;
/** The same as another object: whoever changes it changes nothing in a cache. */
export function copied(value: Value): Value {
  if (value.kind === 'either') return { ...value, values: value.values.map((one) => copied(one)) };
  if (value.kind === 'fallback') return { ...value, value: copied(value.value) };
  if (value.kind === 'method') return { ...value, object: copied(value.object) };
  if (value.kind !== 'cached' || !value.heldBy) return value;
  const { heldBy: _heldBy, ...copy } = value;
  return copy;
}
