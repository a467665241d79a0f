/** Keys of a cache call: the arguments that name keys, with the client's prefix put before them. */
import type { CommandForm } from '../libraries/library.js';
import { textOf } from './texts.js';
import { type CacheClient, either, UNKNOWN, type Value } from './values.js';

/** One value for the key or keys of a call; several become `either`. */
export function keyOfCall(client: CacheClient, form: CommandForm, args: readonly Value[]): Value {
  const keys = rawKeys(form, args).map((key) => withPrefix(client, key));
  return keys.length === 0 ? UNKNOWN : either(keys);
}

function rawKeys(form: CommandForm, args: readonly Value[]): readonly Value[] {
  if (form.key === 'none') return [];
  if (form.key === 'all') return args.flatMap(flatten);
  if (form.key === 'properties') return propertyKeys(args);
  const key = args[form.key];
  return key ? flatten(key) : [];
}

function flatten(value: Value): readonly Value[] {
  return value.kind === 'array' ? value.items : [value];
}

/** `mset({ key: value })`, `mset(key, value, key, value)`. */
function propertyKeys(args: readonly Value[]): readonly Value[] {
  const [first] = args;
  if (first?.kind === 'record') {
    return [...first.fields.keys()].map((name): Value => ({ kind: 'constant', value: name }));
  }
  const flat = args.flatMap(flatten);
  return flat.filter((_, index) => index % 2 === 0);
}

function withPrefix(client: CacheClient, key: Value): Value {
  const { prefix } = client;
  if (!prefix || (prefix.kind === 'constant' && !prefix.value)) return key;
  return textOf([
    { name: 'prefix', value: prefix },
    { name: 'key', value: key },
  ]);
}
