/**
 * What a value is, where it only changes its form on the way: through defaults, conversions and wrappers of ids. In: a value.
 * Out: the parameter, the rows or the part of the request that it is.
 */
import { entityOfClass, isEntityClass } from '../databases/entityOfValue.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { partsOf, type Value } from '../evaluation/values.js';
import type { Origin } from '../requests/valueOrigins.js';

/** What a value is, through defaults and through what only changes its form: `new ObjectId(userId)`. */
export function originOf(evaluation: Evaluation, value: Value): Origin | undefined {
  switch (value.kind) {
    case 'parameter':
    case 'ambient':
    case 'rows':
      return value;
    case 'fallback':
      return originOf(evaluation, value.value);
    case 'derived':
    case 'text': {
      const [only, ...others] = partsOf(value);
      return only && others.length === 0 ? originOf(evaluation, only) : undefined;
    }
    case 'constructed': {
      const [only, ...others] = value.arguments;
      return only && others.length === 0 ? originOf(evaluation, only) : undefined;
    }
    case 'instance': {
      const entity = isEntityClass(evaluation, value) ? entityOfClass(evaluation, value) : undefined;
      return (
        entity && { kind: 'rows', rows: { entity, many: false, path: [], where: new Map(), related: [] } }
      );
    }
    default:
      return undefined;
  }
}
