/**
 * The value of one key, bounded. In: a key and limits. Out: the value with what was left out, or the reason
 * there is none. Guarantees: the size is asked before anything is fetched; of a string never more than the
 * limit travels; collections come in pages, and not at all when their elements alone exceed the limit.
 */
import type { ByteText, KeyName } from './bytes.js';
import type { CommandGate } from './commandGate.js';
import type { ConnectionProblem } from './connectionError.js';
import type { RedisType } from './keyDetails.js';

export interface ValueLimits {
  /** Bytes of a string, and the aim for a collection; 65,536 unless told. */
  readonly bytes?: number;
  /** Elements of a collection; 500 unless told. */
  readonly elements?: number;
}

export interface Truncation {
  /** How much is in `value`, and how much there is: bytes of a string, elements of a collection. */
  readonly unit: 'bytes' | 'elements';
  readonly shown: number;
  readonly total: number;
}

/** How a string is best shown. */
export type StringFormat = 'json' | 'text' | 'binary';

export type KeyValue =
  /** `json` only when the whole value was read and parses. */
  | { readonly type: 'string'; readonly format: StringFormat; readonly content: ByteText }
  | {
      readonly type: 'hash';
      readonly fields: readonly { readonly field: ByteText; readonly value: ByteText }[];
    }
  | { readonly type: 'list'; readonly elements: readonly ByteText[] }
  | { readonly type: 'set'; readonly members: readonly ByteText[] }
  /** `score` as the server writes it: `1.5`, `inf`. */
  | {
      readonly type: 'zset';
      readonly members: readonly { readonly member: ByteText; readonly score: string }[];
    }
  /** Newest first. */
  | {
      readonly type: 'stream';
      readonly entries: readonly {
        readonly id: string;
        readonly fields: readonly { readonly field: ByteText; readonly value: ByteText }[];
      }[];
    };

export type ValueResult =
  | {
      readonly kind: 'value';
      readonly key: KeyName;
      readonly value: KeyValue;
      /** Remaining milliseconds; absent without TTL. */
      readonly ttlMs?: number;
      /** Bytes of a string, elements of a collection. */
      readonly size: number;
      readonly memoryBytes?: number;
      readonly truncation?: Truncation;
    }
  | { readonly kind: 'deleted'; readonly message: string }
  /** It was `from` when the caller last looked; read it again without `expectedType`. */
  | {
      readonly kind: 'typeChanged';
      readonly from: RedisType;
      readonly to: RedisType;
      readonly message: string;
    }
  /** The user of the connection may not read it; the message names the command. */
  | { readonly kind: 'forbidden'; readonly command: string; readonly message: string }
  /** A type of a module, or one newer than this version. */
  | {
      readonly kind: 'unsupported';
      readonly type: RedisType;
      readonly memoryBytes?: number;
      readonly message: string;
    }
  /** The elements alone are larger than the limit; nothing was fetched. */
  | {
      readonly kind: 'tooLarge';
      readonly type: RedisType;
      readonly size: number;
      readonly memoryBytes: number;
      readonly message: string;
    }
  | { readonly kind: 'failed'; readonly problem: ConnectionProblem };

/** Reads a value. "Show more" is the same call with larger limits. */
export declare function readValue(
  gate: CommandGate,
  key: KeyName,
  options?: {
    readonly limits?: ValueLimits;
    /** Answer `typeChanged` when the key has another type by now. */
    readonly expectedType?: RedisType;
    readonly signal?: AbortSignal;
  },
): Promise<ValueResult>;
