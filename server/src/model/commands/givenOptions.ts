/** Which options a construction is given. In: the call. Out: the options by name; undefined where one cannot be read. */
import type { Site } from '../calls/sites.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Value } from '../evaluation/values.js';
import { placeOfCall } from '../evaluation/wording.js';

export function givenOptions(evaluation: Evaluation, site: Site): ReadonlyMap<string, Value> | undefined {
  const place = placeOfCall(evaluation, site);
  const values = place ? evaluation.argumentsOf(place.frame, site.call) : [];
  if (!place || !values.every(isRead)) return undefined;
  return new Map(values.flatMap((value) => (value.kind === 'record' ? [...value.fields] : [])));
}

/** An address, a port, or options that are written out. */
function isRead(value: Value): boolean {
  if (value.kind === 'record') return !value.open;
  return ['constant', 'text', 'environment', 'undefined'].includes(value.kind);
}
