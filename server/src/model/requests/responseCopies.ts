/**
 * A response that a framework or a package keeps whole, as a copy of the rows in it. In: the handler, what it answers with,
 * and what is known of the cache. Out: a group of keys; nothing where no rows are in the response.
 */
import { formatKeyPattern, type KeyPattern } from '../../../../shared/src/keyPattern.js';
import type { CallGraph } from '../calls/callGraph.js';
import type { Site } from '../calls/sites.js';
import { entitiesOf } from '../databases/entities.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import {
  type CacheClient,
  constant,
  either,
  type FunctionReference,
  type Value,
} from '../evaluation/values.js';
import { type KeyGroup, UNVERSIONED } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import { settledTtl, type Ttl } from '../lifetimes/ttl.js';

export interface KeptResponse {
  /** The handler, or what puts the cache before it. */
  readonly function: FunctionReference;
  /** The call that stands for the write, which no code makes. */
  readonly site: Site;
  readonly client: CacheClient;
  readonly pattern: KeyPattern;
  readonly ttl: Ttl;
  readonly sent: readonly Value[];
  readonly invalidations: readonly KeyUse[];
}

export function responseCopy(
  evaluation: Evaluation,
  graph: CallGraph,
  kept: KeptResponse,
): KeyGroup | undefined {
  const { pattern, sent, invalidations } = kept;
  const entities = sent.length > 0 ? entitiesOf(evaluation, graph, either(sent)) : [];
  if (entities.length === 0) return undefined;
  return {
    pattern,
    text: formatKeyPattern(pattern),
    nature: 'cache',
    filledOnMiss: true,
    entities,
    resources: [],
    writes: [filled(kept)],
    reads: [],
    invalidations,
    summarises: false,
    counted: [],
    ...UNVERSIONED,
  };
}

function filled({ function: owner, site, client, pattern, ttl, sent }: KeptResponse): KeyUse {
  return {
    effect: {
      kind: 'cache',
      site,
      chain: [site],
      order: site.call,
      branches: [],
      guards: [],
      operation: 'write',
      command: 'set',
      client,
      form: { operation: 'write', key: 'none' },
      key: constant(formatKeyPattern(pattern)),
      value: either(sent),
      ttl,
      arguments: [],
      use: 'awaited',
      caught: true,
      temporary: false,
      fills: true,
    },
    function: owner,
    patterns: [pattern],
    ttl: settledTtl(ttl),
    ttlSite: site,
    conditional: false,
    callersMatter: false,
  };
}
