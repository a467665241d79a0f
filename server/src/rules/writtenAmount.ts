/** Fixes of a length of time where it is written out in the call that sends it. */
import type { FixText, ReplaceTtlEdit } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { ttlAmounts } from '../model/commands/commands.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

export interface WrittenAmount {
  readonly unit: 'seconds' | 'milliseconds';
  /** Puts text around the amount. */
  around(before: FixText, after: FixText): ReplaceTtlEdit;
  /** Puts text in its place. */
  instead(text: string): ReplaceTtlEdit;
}

/** Undefined where a caller gives it, it is no plain number, or it is said in another form. */
export function writtenAmount(model: WorkspaceModel, effect: CacheEffect): WrittenAmount | undefined {
  const call = effect.chain.length === 1 ? model.code.writtenCall(effect)?.call : undefined;
  const [amount, ...more] = ttlAmounts(effect);
  if (!call || !amount || more.length > 0) return undefined;
  const unit = unitOf(amount.unit);
  const isNumber = amount.value.kind === 'constant' && typeof amount.value.value === 'number';
  if (!unit || !isNumber) return undefined;
  const { argument, option } = amount;
  const place = { kind: 'replace-ttl', call, argument, ...(option !== undefined && { option }) } as const;
  return {
    unit,
    around: (before, after) => ({ ...place, before, after }),
    instead: (text) => ({ ...place, before: [text], after: [], isDropped: true }),
  };
}

/** In which unit a slot reads plain numbers; undefined where it reads something else. */
export function unitOf(unit: string): WrittenAmount['unit'] | undefined {
  if (unit === 'seconds' || unit === 'memcached-seconds') return 'seconds';
  return unit === 'milliseconds' || unit === 'milliseconds-or-text' ? 'milliseconds' : undefined;
}
