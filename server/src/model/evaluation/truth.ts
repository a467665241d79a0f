/** Whether a value is truthy, where that can be said. */
import type { Value } from './values.js';

export type Truth = 'true' | 'false' | 'unknown';

export function truthOf(value: Value): Truth {
  switch (value.kind) {
    case 'undefined':
      return 'false';
    case 'constant':
      return value.value ? 'true' : 'false';
    case 'text':
      return value.parts.some((part) => typeof part === 'string' && part !== '') ? 'true' : 'unknown';
    case 'array':
    case 'record':
    case 'function':
    case 'class':
    case 'instance':
    case 'cache':
    case 'database':
    case 'databaseMethod':
    case 'cacheMethod':
      return 'true';
    case 'either': {
      const truths = new Set(value.values.map(truthOf));
      const [only] = truths;
      return truths.size === 1 && only ? only : 'unknown';
    }
    default:
      return 'unknown';
  }
}
