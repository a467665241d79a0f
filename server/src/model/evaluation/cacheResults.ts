/**
 * What does a command of a cache give? In: the command and its arguments. Out: what was cached under a key, the client again for
 * batches and connections, or what a loader gives.
 */
import type { CallIndex } from '../../facts/fileFacts.js';
import type { CommandForm } from '../../libraries/library.js';
import { argumentAt, commandOfCall, commandsOfCall } from '../commands/commandOfCall.js';
import { plainClient } from '../commands/libraryInstances.js';
import { withNamespace } from '../commands/namespaces.js';
import { keyOfCall } from '../keys/keys.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { type CacheClient, COMPUTED_NAME, derived, UNKNOWN, type Value } from './values.js';

/** A client remembers the call that made it: two of them are two connections. */
export function madeHere<V extends Value | undefined>(value: V, frame: Frame, index: CallIndex): V {
  const origin = { file: frame.file, call: index };
  if (value?.kind === 'database') return { ...value, handle: { ...value.handle, origin } };
  const isClient = value?.kind === 'cache' || (value?.kind === 'cacheMethod' && value.client.memoized);
  return isClient ? { ...value, client: { ...value.client, origin } } : value;
}

/** What a function gives whose results are kept. */
export function memoizedResult(
  evaluation: Evaluation,
  frame: Frame,
  { client, name }: Extract<Value, { kind: 'cacheMethod' }>,
  args: readonly Value[],
): Value | undefined {
  const { memoized, library } = client;
  const isCall = name === library.memoizes || name === library.definesLoaders;
  if (memoized?.kind !== 'function' || !isCall) return undefined;
  return evaluation.returns.of(memoized, args, frame.calls);
}

/** `cache.get(key)`, `cache.wrap(key, load)`, `client.multi()` */
export function cacheResult(
  evaluation: Evaluation,
  frame: Frame,
  callee: Extract<Value, { kind: 'cacheMethod' }>,
  args: readonly Value[],
  index: CallIndex,
): Value {
  if (callee.script) return scriptResult(callee, args);
  const memoized = memoizedResult(evaluation, frame, callee, args);
  if (memoized) return memoized;
  const command = commandOfCall(callee.client, callee.name, args);
  if (!command) return UNKNOWN;
  const { form } = command;
  if (form.script) return scriptResult(callee, args);
  if (form.gives !== undefined) return command.args[form.gives] ?? UNKNOWN;
  if (form.operation === 'client') {
    const client: Value = {
      kind: 'cache',
      client: clientGivenBy(evaluation, callee.client, form, command.args),
    };
    if (form.givesMany) return { kind: 'array', items: [client] };
    return callee.name.toLowerCase() === 'duplicate' ? madeHere(client, frame, index) : client;
  }
  if (form.operation === 'batch') return { kind: 'cache', client: { ...callee.client, batch: true } };
  if (callee.client.batch) return { kind: 'cache', client: callee.client };
  if (form.loader !== undefined) {
    const loader = argumentAt(form.loader, args);
    if (form.givesLoader) return loader ?? UNKNOWN;
    return loader?.kind === 'function' ? evaluation.returns.of(loader, [], frame.calls) : UNKNOWN;
  }
  if (form.operation === 'scan') return { kind: 'cached', key: UNKNOWN, listed: true };
  // A count was loaded from nowhere.
  if (form.operation === 'counter') return derived([], COMPUTED_NAME);
  if (form.operation !== 'read' && !form.alsoReads) return UNKNOWN;
  const key = keyOfCall(callee.client, form, command.args);
  const { library, origin, givesStored, keepsJson } = callee.client;
  return {
    kind: 'cached',
    key,
    ...((library.parses || keepsJson) && { parsed: { file: frame.file, call: index } }),
    ...(givesStored && origin && { heldBy: origin }),
  };
}

/** Another client of the same kind, or one of another library. */
function clientGivenBy(
  evaluation: Evaluation,
  client: CacheClient,
  form: CommandForm,
  args: readonly Value[],
): CacheClient {
  const { clientOf, clientMajor } = form;
  const other = evaluation.libraries.find(({ id }) => id === clientOf);
  if (other) return plainClient(other, other.newestMajor);
  return clientMajor === undefined ? withNamespace(client, form, args) : { ...client, major: clientMajor };
}

/** A script that reads one key most likely answers with what is there. */
function scriptResult(callee: Extract<Value, { kind: 'cacheMethod' }>, args: readonly Value[]): Value {
  const commands = commandsOfCall(callee, args);
  const read = commands.find((command) => command.form.operation === 'read');
  return read ? { kind: 'cached', key: keyOfCall(callee.client, read.form, read.args) } : UNKNOWN;
}
