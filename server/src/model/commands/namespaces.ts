/**
 * Which name does a cache put before the keys of a part of it? `bento.namespace('users')`. In: the client, and what the call is given.
 * Out: the same client with that name, and what separates it from the key, as a part of the prefix.
 */
import type { CommandForm } from '../../libraries/library.js';
import { textOf } from '../evaluation/texts.js';
import type { CacheClient, TextPart, Value } from '../evaluation/values.js';

/** What a call gives that names a part of a cache. */
export function withNamespace(
  client: CacheClient,
  { namespace }: CommandForm,
  args: readonly Value[],
): CacheClient {
  const name = namespace && args[namespace.argument];
  if (!name) return client;
  const outer: readonly TextPart[] = client.prefix ? [{ name: 'prefix', value: client.prefix }] : [];
  return { ...client, prefix: textOf([...outer, { name: 'namespace', value: name }, namespace.separator]) };
}
