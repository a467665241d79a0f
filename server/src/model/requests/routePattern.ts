/** The path of a route as a key pattern: `/products/{id}` of `products/:id`. In: a path as it is written. Pure. */
import { type KeyPattern, keyPattern } from '../../../../shared/src/keyPattern.js';

export function routePattern(path: string): KeyPattern {
  const segments = path.split('/').filter((segment) => segment !== '');
  return keyPattern(
    segments.flatMap((segment) => ['/', segment.startsWith(':') ? { hole: segment.slice(1) } : segment]),
  );
}
