/** Keys of a cache call: the arguments that name keys, with the client's prefix put before them. */
import type { CommandForm } from '../../libraries/library.js';
import { argumentAt } from '../commands/commandOfCall.js';
import { objectOfEntries } from '../evaluation/mergedObjects.js';
import { NAMELESS, nameOfValue } from '../evaluation/pureCalls.js';
import { isText, textOf } from '../evaluation/texts.js';
import { type CacheClient, either, UNKNOWN, type Value } from '../evaluation/values.js';

/** One value for the key or keys of a call; several become `either`. */
export function keyOfCall(client: CacheClient, form: CommandForm, args: readonly Value[]): Value {
  const keys = rawKeys(form, args).map((key) => withPrefix(client, key));
  return keys.length === 0 ? UNKNOWN : either(keys);
}

function rawKeys(form: CommandForm, args: readonly Value[]): readonly Value[] {
  if (form.key === 'none') return [];
  if (form.key === 'all') return readArguments(form, keyArguments(args)).flatMap(flatten);
  if (form.key === 'properties') return propertyKeys(args);
  const key = argumentAt(form.key, args);
  if (key?.kind === 'array' && form.keyJoin !== undefined) return [joined(key.items, form.keyJoin)];
  return key ? flatten(key) : [];
}

/** The arguments of a command that is given nothing but keys. */
export function keyArguments(args: readonly Value[]): readonly Value[] {
  return args.filter((value) => !isCallback(value));
}

/** Without those in which the client sees no key, or not the one that is meant. */
export function readArguments({ keysGiven }: CommandForm, keys: readonly Value[]): readonly Value[] {
  switch (keysGiven) {
    case 'as-arguments':
      return keys.filter(({ kind }) => kind !== 'array');
    case 'as-list':
      return keys.filter((value) => !isText(value));
    case 'first-or-list':
      return keys.slice(0, 1);
    default:
      return keys;
  }
}

/** A function, or a parameter that is called after what it is. */
export function isCallback(value: Value): boolean {
  if (value.kind === 'function') return true;
  return value.kind === 'parameter' && /^(cb|callback|done|next)$/i.test(value.path.at(-1) ?? value.name);
}

function joined(parts: readonly Value[], between: string): Value {
  return textOf(
    parts.flatMap((value, index) => {
      const part = { name: nameOfValue(value), value };
      return index === 0 ? [part] : [between, part];
    }),
  );
}

function flatten(value: Value): readonly Value[] {
  return value.kind === 'array' ? value.items : [value];
}

/** What a call stores, the value of each entry for calls that write several; undefined when it cannot be said. */
export function valueOfCall(form: CommandForm, args: readonly Value[]): Value | undefined {
  // A collection takes any number of members, with or without their fields.
  if (form.operation === 'write-part' && typeof form.value === 'number') {
    return { kind: 'array', items: args.slice(form.value) };
  }
  if (form.value !== undefined) return argumentAt(form.value, args);
  if (form.key !== 'properties') return undefined;
  const values = entriesOf(args).flatMap(([, value]) => value ?? []);
  return values.length === 0 ? undefined : either(values);
}

function propertyKeys(args: readonly Value[]): readonly Value[] {
  return entriesOf(args).flatMap(([key]) => key ?? []);
}

type Entry = readonly [key: Value | undefined, value: Value | undefined];

/** `mset({ key: value })`, `mset(key, value, key, value)`, `mset([{ key, value }])`, `mset([[key, value]])`. */
function entriesOf(args: readonly Value[]): readonly Entry[] {
  const [first] = args;
  if (first?.kind === 'record') return membersOf(first);
  const inMap =
    first?.kind === 'derived' && first.name === 'Map' ? objectOfEntries(first.from[0]) : undefined;
  if (inMap) return membersOf(inMap);
  if (
    first?.kind === 'array' &&
    first.items.some((item) => item.kind === 'record' || item.kind === 'array')
  ) {
    return first.items.map(entryOf);
  }
  const flat = args.filter((value) => !isCallback(value)).flatMap(flatten);
  return flat.flatMap((key, index): readonly Entry[] => (index % 2 === 0 ? [[key, flat[index + 1]]] : []));
}

function membersOf({ fields, computed = [] }: Extract<Value, { kind: 'record' }>): readonly Entry[] {
  const named = [...fields].filter(([name]) => !name.startsWith('...'));
  return [...named.map(([name, value]): Entry => [{ kind: 'constant', value: name }, value]), ...computed];
}

function entryOf(item: Value): Entry {
  if (item.kind !== 'record') return [flatten(item)[0], flatten(item)[1]];
  return [item.fields.get('key'), item.fields.get('value') ?? item.fields.get('val')];
}

function withPrefix(client: CacheClient, key: Value): Value {
  const { prefix } = client;
  if (!prefix || (prefix.kind === 'constant' && !prefix.value)) return key;
  // Each of several keys has it.
  if (key.kind === 'either') return { ...key, values: key.values.map((one) => withPrefix(client, one)) };
  const name = nameOfValue(key);
  return textOf([
    { name: 'prefix', value: prefix },
    { name: name === NAMELESS ? 'key' : name, value: key },
  ]);
}
