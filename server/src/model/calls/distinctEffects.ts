/**
 * Which effects of a function are one and the same? In: effects in order. Out: each of them once. A callback may be reached both as a
 * part of this function and through the function that calls it.
 */
import { formatKeyPattern } from '../../../../shared/src/keyPattern.js';
import { patternsOf } from '../evaluation/patterns.js';
import type { Value } from '../evaluation/values.js';
import { globsOf } from '../keys/sweeps.js';
import type { Effect } from './effect.js';
import { siteKey } from './sites.js';

/** Operations that delete a key or a part of what is there. */
export const DELETES = /^invalidate/;

export class DistinctEffects {
  private readonly keyTexts = new WeakMap<Value, string>();

  among(effects: readonly Effect[]): readonly Effect[] {
    if (effects.length < 2) return effects;
    const seen = new Set<string>();
    const direct = new Set(effects.flatMap(({ chain, site }) => (chain.length === 1 ? siteKey(site) : [])));
    return effects.filter((effect) => {
      const site = siteKey(effect.site);
      // What two calls of one function write are two things; so are deletes, of which one may come after the write.
      const key =
        effect.kind === 'cache'
          ? `${site}#${effect.command}#${this.keyText(effect)}#${DELETES.test(effect.operation) ? effect.order : ''}`
          : `${site}#${effect.call.entity.identity}#${direct.has(site) ? '' : effect.order}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }

  /** The patterns of the keys that an effect is about, as text. */
  keyText(effect: Effect): string {
    if (effect.kind !== 'cache') return '';
    if (effect.operation === 'scan') return (globsOf(effect) ?? []).map(formatKeyPattern).join('|');
    const known = this.keyTexts.get(effect.key);
    if (known !== undefined) return known;
    const text = patternsOf(effect.key).map(formatKeyPattern).join('|');
    this.keyTexts.set(effect.key, text);
    return text;
  }
}
