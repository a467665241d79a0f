/** What one function does to a cache or a database with one call, as seen from that function. */
import type { BranchStep, CallIndex, CallUse } from '../../facts/fileFacts.js';
import type { CacheOperation, CommandForm } from '../../libraries/library.js';
import type { ScriptPlace } from '../commands/scriptCommands.js';
import type { DatabaseCall } from '../databases/databaseCalls.js';
import type { CacheClient, Value } from '../evaluation/values.js';
import type { Ttl } from '../lifetimes/ttl.js';
import type { Site } from './sites.js';

/** A condition on the way to an effect whose outcome is not known. */
export interface Guard {
  readonly value: Value;
  /** Where it stands in the function itself, not in one that it calls: the fork it decides. */
  readonly fork?: number;
  /** It chooses among the cases of a `switch`. */
  readonly ofCase?: true;
}

export interface EffectPlace {
  /** Where the library is called. */
  readonly site: Site;
  /** The calls that lead there, from this function's own to the library's. */
  readonly chain: readonly Site[];
  /** The call in this function, for its order. */
  readonly order: CallIndex;
  readonly branches: readonly BranchStep[];
  readonly guards: readonly Guard[];
  /** A function that the database library runs with a write does it. */
  readonly hooked?: true;
}

export interface CacheEffect extends EffectPlace {
  readonly kind: 'cache';
  readonly operation: CacheOperation;
  readonly command: string;
  readonly client: CacheClient;
  /** What the client's table says about the command, in the way it was called. */
  readonly form: CommandForm;
  readonly key: Value;
  readonly value?: Value;
  /** The tags by which the entry can be deleted. */
  readonly tags?: Value;
  readonly ttl: Ttl;
  /** As given to the library, spreads of known arrays laid out. */
  readonly arguments: readonly Value[];
  /** What becomes of the promise at the library's call. */
  readonly use: CallUse;
  /** The library's call stands in a `try` that has a `catch`. */
  readonly caught: boolean;
  /** A script sends it: the call runs the script, and the arguments are those of the command in it. */
  readonly script?: ScriptPlace;
  /** The key is deleted again in the function that writes it. */
  readonly temporary: boolean;
  /** It never expires, as the command that should give it a life comes before there is a key. */
  readonly earlyExpiry?: CacheEffect;
  /** It is written only where nothing is cached under it. */
  readonly fills: boolean;
}

export interface DatabaseEffect extends EffectPlace {
  readonly kind: 'database';
  readonly call: DatabaseCall;
  readonly rows: Value;
}

export type Effect = CacheEffect | DatabaseEffect;
