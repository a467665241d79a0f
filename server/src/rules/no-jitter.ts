/**
 * Many keys that are written at one moment with one TTL, and so expire at one moment. Reported at the write in a loop over
 * a list. Keys that are filled on demand spread by themselves.
 */
import { formatDuration } from '../../../shared/src/duration.js';
import type { FixDescription } from '../../../shared/src/finding.js';
import { isHole } from '../../../shared/src/keyPattern.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { isSameKey } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';
import { writtenAmount } from './writtenAmount.js';

const LONG_MS = 60 * 60_000;
const SHORT_LIST = 3;

export const noJitter: Rule = {
  id: 'no-jitter',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const group of model.groups) {
      if (group.nature !== 'cache' || !group.pattern.parts.some(isHole)) continue;
      for (const use of group.writes.filter(isServing)) {
        const { ttl, effect } = use;
        if (ttl.kind !== 'known' || ttl.drawn || ttl.milliseconds < LONG_MS || !isOneOfMany(model, use))
          continue;
        findings.set(siteKey(effect.site), finding(model, use, group.text, ttl.milliseconds));
      }
    }
    return [...findings.values()];
  },
};

/** Written for each element of a list, in a function that has not looked for it before. */
function isOneOfMany(model: WorkspaceModel, { effect, function: owner }: KeyUse): boolean {
  if (effect.operation !== 'write') return false;
  const isLookedUp = model
    .effectsOf(owner)
    .some((other) => other.kind === 'cache' && other.operation === 'read' && isSameKey(other, effect));
  if (isLookedUp) return false;
  const loop = model.flow.loopOf({ file: owner.file, call: effect.order });
  if (loop) return loop.source.kind !== 'array' || loop.source.items.length > SHORT_LIST;
  return model.flow.isForEach({ file: owner.file, call: effect.order });
}

function finding(
  model: WorkspaceModel,
  { effect, ttlSite }: KeyUse,
  key: string,
  life: number,
): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(effect.chain.length === 1 ? effect.site : ttlSite),
    key,
    message: [
      `Every \`${key}\` of this list expires at the same moment, after ${formatDuration(life)}.`,
      'Then all of them are loaded at once, which is what the cache was to prevent.',
      'Add a random part of some ten percent to each TTL.',
    ].join(' '),
    fixes: fixesFor(model, effect),
  };
}

function fixesFor(model: WorkspaceModel, effect: CacheEffect): readonly FixDescription[] {
  const amount = writtenAmount(model, effect);
  if (!amount) return [];
  return [
    {
      kind: 'suggestion',
      title: 'Add a random part to the expiry',
      edits: [
        amount.around(['withJitter('], [')']),
        { kind: 'declare', name: 'withJitter', typed: TYPED, untyped: UNTYPED },
      ],
    },
  ];
}

const TYPED = `function withJitter(life: number): number {
  return Math.round(life * (0.9 + Math.random() * 0.2));
}`;

const UNTYPED = TYPED.replace('(life: number): number', '(life)');
