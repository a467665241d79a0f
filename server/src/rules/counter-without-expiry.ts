/**
 * A counter of attempts or requests that may never start again: without an expiry, or with one that is only set
 * when the count is one. Counters whose expiry is sent every time, or repaired, are left alone.
 */
import type { FixDescription, FixEdit, FixText, SourceSpan } from '../../../shared/src/finding.js';
import { hasText, isHole, unify } from '../../../shared/src/keyPattern.js';
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import { outermostSite, siteKey } from '../model/calls/sites.js';
import { commandName, speaksRedis } from '../model/commands/commands.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import { isComputed, someValue } from '../model/evaluation/values.js';
import { type ExpiryPair, expiryPairs, isSameKey, ttlReads } from '../model/lifetimes/expiryPairs.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { insertAfter, insertBefore } from './fixEdits.js';
import { keyTextOf } from './keyText.js';
import { namesGoods } from './lexicon.js';
import type { DraftFinding, Rule } from './rule.js';

export const counterWithoutExpiry: Rule = {
  id: 'counter-without-expiry',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const owner of model.functions) {
      if (isTestFile(owner.file)) continue;
      const effects = model.effectsOf(owner);
      for (const effect of effects) {
        if (effect.kind !== 'cache' || !isCounter(effect)) continue;
        const found = isStatistic(model, owner, effect) ? undefined : judge(model, effects, effect);
        const site = outermostSite(effect);
        const key = siteKey(site);
        if (found && !findings.has(key)) findings.set(key, found);
      }
    }
    return [...findings.values()];
  },
};

type Owner = WorkspaceModel['functions'][number];

function isCounter(effect: CacheEffect): boolean {
  return (
    /^(incr|incrby|decr|decrby)$/.test(commandName(effect)) &&
    speaksRedis(effect.client) &&
    !effect.client.batch &&
    !effect.script?.isOpen
  );
}

function judge(
  model: WorkspaceModel,
  effects: readonly Effect[],
  counter: CacheEffect,
): DraftFinding | undefined {
  const expiries = effects.filter(
    (effect): effect is CacheEffect =>
      effect.kind === 'cache' && effect !== counter && givesExpiry(effect) && isSameKey(effect, counter),
  );
  if (expiries.length === 0) {
    const site = outermostSite(counter);
    // What is sold or spent is counted until there is no more of it.
    const isEndless =
      isLimit(model, counter) && !isSetBack(effects, counter) && !namesGoods(keyTextOf(counter));
    return isEndless && model.flow.isComparedBySize(site) ? finding(model, counter) : undefined;
  }
  const pairs = expiryPairs(effects).filter((pair) => pair.write === counter);
  const isOnlyConditional =
    pairs.length > 0 && pairs.length === expiries.length && pairs.every((pair) => pair.conditional);
  if (!isOnlyConditional || isRepaired(model, effects, pairs)) return undefined;
  return finding(model, counter, pairs[0]?.expiry);
}

/** The expiry is given whenever the key turns out to have none. */
function isRepaired(
  model: WorkspaceModel,
  effects: readonly Effect[],
  pairs: readonly ExpiryPair[],
): boolean {
  return pairs.some(({ write, expiry }) =>
    ttlReads(effects, write).some((read) => model.flow.dependsOn(outermostSite(expiry), outermostSite(read))),
  );
}

/** A count of one window of time, which nobody holds against a limit: a new window starts a new one. */
function isStatistic(model: WorkspaceModel, owner: Owner, counter: CacheEffect): boolean {
  return (
    isOfOneWindow(counter) &&
    [outermostSite(counter), ...model.callers.callsOf(owner)].every(
      (site) => !model.flow.isComparedBySize(site),
    )
  );
}

/** A key that is named after the time is counted on for a while only. */
function isOfOneWindow(counter: CacheEffect): boolean {
  return someValue(counter.key, isComputed);
}

/** Whoever counts also starts the count again: a number that goes round. */
function isSetBack(effects: readonly Effect[], counter: CacheEffect): boolean {
  return effects.some(
    (effect) => effect.kind === 'cache' && effect.operation === 'write' && isSameKey(effect, counter),
  );
}

function givesExpiry(effect: CacheEffect): boolean {
  return effect.operation === 'expire' || (effect.operation === 'write' && effect.ttl.kind !== 'none');
}

/** One count for each of many, that no other code gives an end. */
function isLimit(model: WorkspaceModel, counter: CacheEffect): boolean {
  const patterns = patternsOf(counter.key);
  if (!patterns.every((pattern) => hasText(pattern) && pattern.parts.some(isHole))) return false;
  return !model.keyUses.some(
    (use) =>
      (givesExpiry(use.effect) || use.ttl.kind !== 'none') &&
      use.effect.operation !== 'read' &&
      use.effect.operation !== 'invalidate' &&
      use.patterns.some((pattern) => patterns.some((own) => unify(pattern, own))),
  );
}

function finding(model: WorkspaceModel, counter: CacheEffect, expiry?: CacheEffect): DraftFinding {
  const text = keyTextOf(counter);
  return {
    confidence: counter.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(outermostSite(counter)),
    key: text,
    fixes: fixesFor(model, counter, expiry),
    message: [
      expiry
        ? `\`${text}\` gets its expiry in a second command, and only at the first count.`
        : `\`${text}\` counts against a limit and has no expiry.`,
      consequence(counter, expiry !== undefined),
      'Send `INCR` and `EXPIRE … NX` in one `MULTI`.',
    ].join(' '),
    ...(expiry && {
      related: [{ span: model.code.nameSpan(outermostSite(expiry)), message: 'The expiry is set here.' }],
    }),
  };
}

function consequence(counter: CacheEffect, isSecond: boolean): string {
  const start = isSecond ? 'If the process stops between the two, ' : '';
  const rest = isOfOneWindow(counter)
    ? 'the key of this window stays for ever.'
    : 'the count never starts again, and whoever reaches the limit stays locked out.';
  return isSecond ? start + rest : rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** How the first reply of a transaction is had. */
const FIRST_REPLY: Readonly<Record<string, string>> = {
  ioredis: 'replies?.[0]?.[1]',
  iovalkey: 'replies?.[0]?.[1]',
  redis: 'replies[0]',
  upstash: 'replies[0]',
};

/** `NX` needs version 7 of the server, and the length of the window is for the author to say. */
function fixesFor(
  model: WorkspaceModel,
  counter: CacheEffect,
  expiry: CacheEffect | undefined,
): readonly FixDescription[] {
  const { library, major } = counter.client;
  const count = counter.chain.length === 1 ? model.code.writtenCall(counter) : undefined;
  const reply = FIRST_REPLY[library.id];
  const [key] = count?.arguments ?? [];
  const given = expiry ? givenExpiry(model, expiry) : key && hourOf(key);
  if (!count || !reply || !given || (library.id === 'redis' && major < 4)) return [];
  const edits: FixEdit[] = [
    insertBefore(count.name, 'multi().'),
    insertAfter(count.call, '.', ...given, `, 'NX').exec().then((replies) => Number(${reply}))`),
  ];
  if (expiry) {
    const call = model.code.callSpan(expiry.site);
    edits.push({ kind: 'remove-statement', call, follows: count.call, guarded: true });
  }
  return [{ title: 'Send both in one `MULTI`', kind: 'suggestion', edits }];
}

function hourOf(key: SourceSpan): FixText {
  return ['expire(', { copy: key }, ', ', { select: '3600' }];
}

function givenExpiry(model: WorkspaceModel, expiry: CacheEffect): FixText | undefined {
  const written = expiry.chain.length === 1 ? model.code.writtenCall(expiry) : undefined;
  const [key, life, ...more] = written?.arguments ?? [];
  if (!written || !key || !life || more.length > 0 || !/^p?expire$/.test(commandName(expiry)))
    return undefined;
  return [{ copy: written.name }, '(', { copy: key }, ', ', { copy: life }];
}
