/**
 * Type, remaining TTL and memory of keys. In: key names. Out: one detail per key, in the same order.
 * Guarantees: small pipelined batches; one refused key or command never blanks the others.
 */
import type { KeyName } from './bytes.js';
import type { CommandGate } from './commandGate.js';
import type { ConnectionProblem } from './connectionError.js';

/** `string`, `hash`, `list`, `set`, `zset`, `stream`, or the name of a module's type. */
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
export declare function readKeyDetails(
  gate: CommandGate,
  keys: readonly KeyName[],
  options?: { readonly memory?: boolean; readonly signal?: AbortSignal },
): Promise<readonly KeyDetails[]>;
