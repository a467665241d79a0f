/**
 * A list, stream, set or hash that members are only ever added to. Judged over everything the workspace does to the
 * keys of one pattern: an expiry, a trim, a removal or a consumer anywhere bounds it.
 */
import type { FixDescription, RelatedLocation } from '../../../shared/src/finding.js';
import { hasText, isHole, unify } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import { type CollectionKind, growing, readsAll, removesNothing } from '../model/commands/collections.js';
import { commandName, speaksRedis } from '../model/commands/commands.js';
import { nameOfValue } from '../model/evaluation/pureCalls.js';
import { isSameParameter, someValue, type Value } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import { readsContent } from '../model/keys/keyNature.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { insertAfter, insertBefore } from './fixEdits.js';
import { namesWord } from './lexicon.js';
import type { DraftFinding, Rule } from './rule.js';

export const unboundedCollection: Rule = {
  id: 'unbounded-collection',
  review(model, { words }) {
    const findings = new Map<string, DraftFinding>();
    for (const group of model.groups) {
      for (const use of additionsWithoutEnd(model, group, words)) {
        const kind = kindOf(use, group);
        const key = siteKey(use.effect.site);
        if (!kind || findings.has(key) || listsRecords(model, use)) continue;
        findings.set(key, finding(model, group, use, kind));
      }
    }
    return [...findings.values()];
  },
};

/** Where members are added that nothing ever takes out. A cached collection without an expiry is said elsewhere. */
export function additionsWithoutEnd(
  model: WorkspaceModel,
  group: KeyGroup,
  words: ReviewSettings['words'],
): readonly KeyUse[] {
  if (group.nature === 'cache') return [];
  const additions = group.writes.filter(
    (use) => kindOf(use, group) !== undefined && !isForTenants(use.effect, words),
  );
  const endings = model.keyUses.filter(({ effect }) => effect.operation === 'expire');
  return additions.length > 0 && !isBounded(model, group, endings) ? additions : [];
}

/** `hset('seats', tenantId, count)`: as many members as there are tenants. */
function isForTenants(effect: CacheEffect, words: ReviewSettings['words']): boolean {
  const [, first, second] = effect.arguments;
  const member = commandName(effect) === 'zadd' ? second : first;
  return member !== undefined && namesWord(nameOfValue(member), 'tenant', words);
}

/** The ids of records that are kept for ever under keys of their own: a store, and this is its index. */
function listsRecords(model: WorkspaceModel, { effect, function: owner }: KeyUse): boolean {
  const { value } = effect;
  const members = value?.kind === 'array' ? value.items : value ? [value] : [];
  const isMember = (part: Value): boolean =>
    members.some((member) => someValue(member, (one) => one === part || isSameParameter(one, part)));
  return model
    .effectsOf(owner)
    .some(
      (other) =>
        other.kind === 'cache' &&
        /^write/.test(other.operation) &&
        other.ttl.kind === 'none' &&
        other.key !== effect.key &&
        someValue(other.key, (part) => part.kind !== 'constant' && part.kind !== 'text' && isMember(part)),
    );
}

/** Something ends the keys or takes members out; an expiry or trim of keys nobody can name may be meant for these. */
function isBounded(
  model: WorkspaceModel,
  { pattern, writes, invalidations }: KeyGroup,
  endings: readonly KeyUse[],
): boolean {
  return (
    invalidations.some((use) => !removesNothing(use.effect) || isBesideAddition(model, use, writes)) ||
    writes.some((use) => use.ttl.kind !== 'none') ||
    endings.some((use) => use.patterns.some((other) => !hasText(other) || unify(other, pattern)))
  );
}

/** What was added in the same function, or around it, may be the very value that is taken out. */
function isBesideAddition(
  model: WorkspaceModel,
  { function: owner }: KeyUse,
  writes: readonly KeyUse[],
): boolean {
  const { start, end } = model.code.wholeFunctionSpan(owner);
  return writes.some((write) => {
    if (write.function.file !== owner.file) return false;
    const around = model.code.wholeFunctionSpan(write.function);
    return (around.start <= start && end <= around.end) || (start <= around.start && around.end <= end);
  });
}

function kindOf(use: KeyUse, group: KeyGroup): CollectionKind | undefined {
  const { effect } = use;
  if (effect.script || effect.client.state || !speaksRedis(effect.client) || !isServing(use))
    return undefined;
  const kind = growing(effect);
  // Whoever reads a list is here; a list that nobody reads is emptied elsewhere.
  if (kind === 'list') return group.reads.some(readsMembers) ? kind : undefined;
  if (kind === 'stream') return kind;
  // A set for each of many is data about it; one for all gets a member for each of them.
  const isShared = !group.pattern.parts.some(isHole);
  return kind && isShared && group.reads.some(readsContent) ? kind : undefined;
}

function readsMembers({ effect }: KeyUse): boolean {
  return /^(lrange|lindex|lpos)$/.test(commandName(effect));
}

const GROWTH: Readonly<Record<CollectionKind, string>> = {
  list: 'an element with every push',
  stream: 'an entry with every call',
  set: 'a member for everything it has seen',
  'sorted set': 'a member for everything it has seen',
  hash: 'a field for everything it has seen',
};

const ADVICE: Readonly<Record<CollectionKind, string>> = {
  list: 'Cut it with `LTRIM` after the push, or give the key an expiry.',
  stream: 'Say with `MAXLEN ~` how many may stay: acknowledging an entry does not remove it.',
  set: 'Take members out, or begin a new set for each day and let it expire.',
  'sorted set': 'Remove what is old with `ZREMRANGEBYSCORE`, or give the key an expiry.',
  hash: 'Take fields out, or keep one key with an expiry for each.',
};

function finding(model: WorkspaceModel, group: KeyGroup, use: KeyUse, kind: CollectionKind): DraftFinding {
  const fix = fixOf(model, use.effect, kind);
  return {
    confidence: use.effect.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(use.effect.site),
    key: group.text,
    message: [
      `\`${group.text}\` gets ${GROWTH[kind]}, and nothing ever takes one out.`,
      'It grows until memory runs out, and whoever reads it waits longer each day.',
      ADVICE[kind],
    ].join(' '),
    related: wholeReads(model, group),
    ...(fix && { fixes: [fix] }),
  };
}

function wholeReads(model: WorkspaceModel, group: KeyGroup): readonly RelatedLocation[] {
  return group.reads
    .filter(({ effect }) => readsAll(effect))
    .slice(0, 3)
    .map(({ effect }) => ({
      span: model.code.nameSpan(effect.site),
      message: 'All of it is read at once here.',
    }));
}

function fixOf(model: WorkspaceModel, effect: CacheEffect, kind: CollectionKind): FixDescription | undefined {
  const spans = model.code.argumentSpans(effect.site, effect.arguments.length);
  const [key, second] = spans ?? [];
  if (!key || !second || effect.client.batch) return undefined;
  if (kind === 'stream') return trimmedStream(effect, second, spans?.[2]);
  const { use } = model.flow.fateOf(effect.site);
  if (kind !== 'list' || use !== 'completed') return undefined;
  const command = effect.client.library.id === 'redis' && effect.client.major >= 4 ? 'lTrim' : 'ltrim';
  const [before, after] = commandName(effect) === 'lpush' ? [', 0, ', ''] : [', -', ', -1'];
  const limit = commandName(effect) === 'lpush' ? '999' : '1000';
  const call = model.code.callSpan(effect.site);
  const receiver = model.code.receiverSpan(effect.site);
  const text = [
    'await ',
    { copy: receiver },
    `${command}(`,
    { copy: key },
    before,
    { select: limit },
    `${after});`,
  ];
  return {
    title: 'Cut the list after the push',
    kind: 'suggestion',
    edits: [{ kind: 'insert-statement', call, where: 'after', text }],
  };
}

type Span = Parameters<typeof insertAfter>[0];

function trimmedStream({ client }: CacheEffect, second: Span, third?: Span): FixDescription | undefined {
  const title = 'Say how many entries may stay';
  const limit = { select: '10000' };
  if (client.library.id === 'ioredis' || client.library.id === 'iovalkey') {
    return { title, kind: 'suggestion', edits: [insertBefore(second, "'MAXLEN', '~', ", limit, ', ')] };
  }
  if (client.library.id === 'valkey-glide') {
    const edit = insertAfter(
      second,
      ", { trim: { method: 'maxlen', exact: false, threshold: ",
      limit,
      ' } }',
    );
    return third ? undefined : { title, kind: 'suggestion', edits: [edit] };
  }
  if (client.library.id === 'upstash' && third) {
    const option = ", { trim: { type: 'MAXLEN', comparison: '~', threshold: ";
    return { title, kind: 'suggestion', edits: [insertAfter(third, option, limit, ' } }')] };
  }
  if (client.library.id !== 'redis' || client.major < 4 || !third) return undefined;
  const option = ", { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: ";
  return { title, kind: 'suggestion', edits: [insertAfter(third, option, limit, ' } }')] };
}
