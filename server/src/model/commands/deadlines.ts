/**
 * Whether a client of Redis ever gives a command up. In: the call that makes it. Out: how long commands wait for a server
 * that does not answer, as far as its options say; undefined where they end it, or cannot be read.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import { isNothing } from '../evaluation/values.js';
import type { Connection } from './connections.js';
import { givenOptions } from './givenOptions.js';

export type LongWait = 'for ever' | 'through every retry';

export function waitWithoutServer(
  evaluation: Evaluation,
  { client, site }: Connection,
): LongWait | undefined {
  if (client.library.id !== 'ioredis' && client.library.id !== 'iovalkey') return undefined;
  const options = client.cluster ? undefined : givenOptions(evaluation, site);
  if (!options || options.has('commandTimeout') || options.has('enableOfflineQueue')) return undefined;
  const retries = options.get('maxRetriesPerRequest');
  if (!retries) return options.has('retryStrategy') ? undefined : 'through every retry';
  return retries.kind === 'constant' && isNothing(retries) ? 'for ever' : undefined;
}
