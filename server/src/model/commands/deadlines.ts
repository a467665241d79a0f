/**
 * Whether a client of Redis ever gives a command up. In: the call that makes it. Out: how long commands wait for a server
 * that does not answer, as far as its options say; undefined where they end it, or cannot be read.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import { isNothing, type Value } from '../evaluation/values.js';
import { placeOfCall } from '../evaluation/wording.js';
import type { Connection } from './connections.js';

export type LongWait = 'for ever' | 'through every retry';

const DEFAULT_DEADLINES: ReadonlySet<string> = new Set(['commandTimeout', 'enableOfflineQueue']);

export function waitWithoutServer(
  evaluation: Evaluation,
  { client, site }: Connection,
): LongWait | undefined {
  if (client.library.id !== 'ioredis' && client.library.id !== 'iovalkey') return undefined;
  if (client.cluster) return undefined;
  const place = placeOfCall(evaluation, site);
  const values = place ? evaluation.argumentsOf(place.frame, site.call) : [];
  if (!values.every(isRead)) return undefined;
  const options = values.flatMap((value) => (value.kind === 'record' ? [value.fields] : []));
  const given = (name: string): Value | undefined =>
    options.map((fields) => fields.get(name)).find((value) => value !== undefined);
  for (const name of DEFAULT_DEADLINES) if (given(name)) return undefined;
  const retries = given('maxRetriesPerRequest');
  if (!retries) return given('retryStrategy') ? undefined : 'through every retry';
  return isNothing(retries) && retries.kind === 'constant' ? 'for ever' : undefined;
}

/** An address, a port, or options that are written out. */
function isRead(value: Value): boolean {
  if (value.kind === 'record') return !value.open;
  return ['constant', 'text', 'environment', 'undefined'].includes(value.kind);
}
