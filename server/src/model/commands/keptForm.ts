/**
 * In which form does a cache keep what it is given? In: the library's table and the options of a construction. Out: whether it
 * writes JSON and reads it again, so that a date comes back as a text; not where a serialiser of its own may be given.
 */
import type { CacheLibrary, InstanceForm } from '../../libraries/library.js';
import type { Value } from '../evaluation/values.js';

export function keepsJson(
  { writesJson }: CacheLibrary,
  options: Value | undefined,
  args: readonly Value[],
  form?: InstanceForm,
): boolean {
  if (writesJson === undefined || writesJson === 'always') return writesJson === 'always';
  const fields = options?.kind === 'record' ? options.fields : undefined;
  if (writesJson.unless.some((name) => fields?.has(name))) return false;
  if (options && (options.kind !== 'record' || options.open)) return false;
  return form?.overServer || storesOf(options, args, writesJson.stores).every(isWritten(writesJson.over));
}

/** One that cannot be found is one that is not known. */
function storesOf(
  options: Value | undefined,
  args: readonly Value[],
  names: readonly string[],
): readonly (Value | undefined)[] {
  const fields = options?.kind === 'record' ? options.fields : undefined;
  const given = names.flatMap((name) => fields?.get(name) ?? []);
  const [first] = given.length > 0 ? given : args;
  if (first?.kind === 'array') return first.items.length > 0 ? first.items : [undefined];
  return [first];
}

/** A cache that writes JSON itself, or the adapter of a server. */
function isWritten(over: RegExp): (store: Value | undefined) => boolean {
  return (store) => {
    if (store?.kind === 'cache') return store.client.keepsJson === true;
    return (store?.kind === 'constructed' || store?.kind === 'external') && over.test(store.module);
  };
}
