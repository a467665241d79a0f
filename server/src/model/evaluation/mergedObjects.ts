/**
 * What objects make together: spread into one, or put into the first by `Object.assign` and what other packages call it.
 * In: the objects, those that win last. Out: one record; open where something in it is not known.
 */
import { type ComputedMember, either, isNothing, type Value } from './values.js';

type RecordValue = Extract<Value, { kind: 'record' }>;

/** What is spread that is no record stays visible, so that rows inside it are still found. */
export function mergedObjects(values: readonly Value[], deep = false): RecordValue {
  const fields = new Map<string, Value>();
  const computed: ComputedMember[] = [];
  const spreadBy = values.flatMap(decidingOf);
  let open = false;
  for (const value of values.flatMap(choicesOf)) {
    if (value.kind === 'record') {
      for (const [name, field] of value.fields) {
        const known = deep ? fields.get(name) : undefined;
        const isNested = known?.kind === 'record' && field.kind === 'record';
        fields.set(name, isNested ? mergedObjects([known, field], deep) : field);
      }
      open ||= value.open;
      computed.push(...(value.computed ?? []));
    } else if (!spreadsNothing(value)) {
      fields.set(`...${fields.size}`, value);
      open = true;
    }
  }
  return {
    kind: 'record',
    fields,
    open,
    ...(computed.length > 0 && { computed }),
    ...(spreadBy.length > 0 && { spreadBy }),
  };
}

/** What is decided by a test is seen by the values themselves, where these are not plain. */
function decidingOf(value: Value): readonly Value[] {
  if (value.kind === 'record') return value.spreadBy ?? [];
  if (value.kind !== 'either' || !value.test) return [];
  return value.values.some(isPlainRecord) ? [value.test] : [];
}

function isPlainRecord(value: Value): boolean {
  return value.kind === 'record' && !value.open && value.fields.size > 0 && isPlain(value);
}

function isPlain(value: Value): boolean {
  if (value.kind === 'record') return [...value.fields.values()].every(isPlain);
  return value.kind === 'array' ? value.items.every(isPlain) : value.kind === 'constant';
}

/** `Object.fromEntries(rows.map((row) => [key(row), row]))`, and `new Map` of the same. */
export function objectOfEntries(entries: Value | undefined): RecordValue | undefined {
  if (entries?.kind !== 'array' || entries.items.length === 0) return undefined;
  const fields = new Map<string, Value>();
  const computed: ComputedMember[] = [];
  for (const entry of entries.items) {
    const [name, value] = entry.kind === 'array' ? entry.items : [];
    if (!name || !value) return undefined;
    if (name.kind === 'constant') fields.set(String(name.value), value);
    else {
      fields.set(`...${fields.size}`, value);
      computed.push([name, value]);
    }
  }
  return { kind: 'record', fields, open: computed.length > 0, ...(computed.length > 0 && { computed }) };
}

/** `byId.get(id)`, `byId.values()` of `new Map(rows.map((row) => [row.id, row]))` */
export function entryOfMap({ object, name }: Extract<Value, { kind: 'method' }>): Value | undefined {
  if (!/^(get|values)$/.test(name) || object.kind !== 'derived' || object.name !== 'Map') return undefined;
  const entries = objectOfEntries(object.from[0]);
  if (name === 'values') return entries && { kind: 'array', items: [...entries.fields.values()], some: true };
  return entries && { ...either([...entries.fields.values()]), optional: true };
}

/** Functions that do it, by their names with those of their packages. */
const SHALLOW =
  /^(Object\.assign|(node:)?util\._extend|(lodash|lodash-es|underscore)\.(assign|extend)|lodash\.assign|object-assign|xtend)$/;
const DEEP = /^((lodash|lodash-es)\.merge|lodash\.merge|deepmerge(\.all)?|ts-deepmerge(\.merge)?)$/;
const FIRST_WINS =
  /^((lodash|lodash-es|underscore)\.(defaults|defaultsDeep)|defu(\.defu)?|lodash\.defaults)$/;

/** `Object.assign({}, defaults, options)`; undefined where what comes first is no plain object, and for other calls. */
export function mergedByCall(name: string, args: readonly Value[]): Value | undefined {
  const isDeep = DEEP.test(name);
  const isReversed = FIRST_WINS.test(name);
  if (!isDeep && !isReversed && !SHALLOW.test(name)) return undefined;
  const objects = args.flatMap((value) => (value.kind === 'array' ? value.items : [value]));
  if (objects[0]?.kind !== 'record') return undefined;
  return mergedObjects(isReversed ? [...objects].reverse() : objects, isDeep || isReversed);
}

/** `...(name ? { name } : {})`: each of the things that may be spread. */
function choicesOf(value: Value): readonly Value[] {
  return value.kind === 'either' ? value.values.flatMap(choicesOf) : [value];
}

function spreadsNothing(value: Value): boolean {
  return isNothing(value) || (value.kind === 'constant' && typeof value.value !== 'string');
}
