/**
 * Type, remaining TTL and memory of keys. In: key names. Out: one detail per key, in the same order.
 * Guarantees: small pipelined batches; one refused key or command never blanks the others.
 */
import type { KeyName } from './bytes.js';
import type { CommandGate, CommandResult } from './commandGate.js';
import { type ConnectionProblem, connectionProblem } from './connectionError.js';
import { numberOf, textOf } from './reply.js';

/** `string`, `hash`, `list`, `set`, `zset`, `stream`, the name of a module's type, or `unknown` when TYPE is refused. */
export type RedisType = string;

export type KeyDetails = { readonly key: KeyName } & (
  | {
      readonly kind: 'known';
      readonly type: RedisType;
      /** Remaining milliseconds; absent when the key has no TTL or PTTL is refused. */
      readonly ttlMs?: number;
      /** Whether it has a TTL; absent when PTTL is refused. */
      readonly expires?: boolean;
      /** An estimate by the server; absent when not asked for or refused. */
      readonly memoryBytes?: number;
    }
  | { readonly kind: 'gone' }
  /** The user of the connection may not read this key. */
  | { readonly kind: 'locked'; readonly message: string }
  | { readonly kind: 'failed'; readonly problem: ConnectionProblem }
);

/** Reads the details of keys, in batches of 100. Aborting gives back those read so far. */
export async function readKeyDetails(
  gate: CommandGate,
  keys: readonly KeyName[],
  options: { readonly memory?: boolean; readonly signal?: AbortSignal } = {},
): Promise<readonly KeyDetails[]> {
  const details: KeyDetails[] = [];
  for (let start = 0; start < keys.length; start += BATCH) {
    if (options.signal?.aborted) break;
    details.push(...(await readBatch(gate, keys.slice(start, start + BATCH), options.memory ?? false)));
  }
  return details;
}

const BATCH = 100;

async function readBatch(
  gate: CommandGate,
  keys: readonly KeyName[],
  memory: boolean,
): Promise<KeyDetails[]> {
  const names = memory ? ['TYPE', 'PTTL', 'MEMORY USAGE'] : ['TYPE', 'PTTL'];
  const commands = keys.flatMap(({ bytes }) =>
    names.map((name) => ({ name, arguments: [bytes], key: bytes })),
  );
  const results = await gate.sendForKeys(commands);
  return keys.map((key, index) => {
    const [type, ttl, usage] = results.slice(index * names.length, (index + 1) * names.length);
    return detailsOf(key, type, ttl, usage);
  });
}

function detailsOf(
  key: KeyName,
  type: CommandResult | undefined,
  ttl: CommandResult | undefined,
  usage: CommandResult | undefined,
): KeyDetails {
  const locked = [type, ttl].find((result) => result && !result.ok && result.problem.kind === 'lockedKey');
  if (locked && !locked.ok) return { key, kind: 'locked', message: locked.problem.message };
  if (!type?.ok && !isRefusal(type)) return { key, kind: 'failed', problem: problemOf(type) };
  const typeName = type?.ok ? textOf(type.value) : 'unknown';
  const milliseconds = ttl?.ok ? numberOf(ttl.value) : undefined;
  if (typeName === 'none' || milliseconds === -2) return { key, kind: 'gone' };
  return {
    key,
    kind: 'known',
    type: typeName,
    ...(milliseconds === undefined ? {} : { expires: milliseconds >= 0 }),
    ...(milliseconds !== undefined && milliseconds >= 0 ? { ttlMs: milliseconds } : {}),
    ...(usage?.ok && typeof usage.value === 'number' ? { memoryBytes: usage.value } : {}),
  };
}

/** Without TYPE at all, the TTL is still worth showing. */
function isRefusal(result: CommandResult | undefined): boolean {
  return (
    result?.ok === false &&
    (result.problem.kind === 'noPermission' || result.problem.kind === 'unknownCommand')
  );
}

function problemOf(result: CommandResult | undefined): ConnectionProblem {
  if (result && !result.ok) return result.problem;
  return connectionProblem('connectionLost', { endpoint: 'the server', tls: false }, 'no answer');
}
