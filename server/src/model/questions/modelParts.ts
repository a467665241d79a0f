/** What every question about a workspace is answered from. */
import type { CallGraph } from '../calls/callGraph.js';
import type { Effects } from '../calls/effects.js';
import type { DatabaseWrite } from '../databases/databaseWrites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { FunctionReference } from '../evaluation/values.js';
import { holdsCopies, type KeyGroup } from '../keys/keyGroups.js';
import type { DirectUse, KeyUse } from '../keys/keyUses.js';

/** What the code does. */
export interface ModelParts {
  readonly evaluation: Evaluation;
  readonly graph: CallGraph;
  readonly effects: Effects;
  /** Every function that is not a callback written inside a call. */
  readonly functions: readonly FunctionReference[];
}

export type CacheOperationUse = DirectUse;

/** What is cached, and what the copies are made of. */
export interface CachedData {
  readonly groups: readonly KeyGroup[];
  /** Those, and objects inside the process whose keys are nothing but an id. */
  readonly copies: readonly KeyGroup[];
  readonly databaseWrites: readonly DatabaseWrite[];
  /** Every call of a cache library, as written, whatever is known of its key. */
  readonly operations: readonly CacheOperationUse[];
  /** Every cache operation at the place where its key is known. */
  readonly keyUses: readonly KeyUse[];
}

export function cachedGroups({ groups }: Pick<CachedData, 'groups'>): readonly KeyGroup[] {
  return groups.filter(holdsCopies);
}
