/** How messages name the key of one operation. */
import { formatKeyPattern } from '../../../shared/src/keyPattern.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { patternsOf } from '../model/evaluation/patterns.js';

export function keyTextOf(effect: CacheEffect): string {
  const [pattern] = patternsOf(effect.key);
  return pattern ? formatKeyPattern(pattern) : '{key}';
}
