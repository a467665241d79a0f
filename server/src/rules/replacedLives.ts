/**
 * Commands besides SET that take the expiry of a key away: RENAME onto it, what stores a result in it, and GETEX of node-redis with
 * options that say nothing. In: the model. Out: those on keys that are given an expiry wherever else they are written, and get
 * none here.
 */
import { formatKeyPattern } from '../../../shared/src/keyPattern.js';
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import { isSameSite, siteKey } from '../model/calls/sites.js';
import { commandName, speaksRedis } from '../model/commands/commands.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { Value } from '../model/evaluation/values.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding } from './rule.js';
import { isServingFile } from './servedCode.js';

const STORES = /^(s(inter|union|diff)store|z(inter|union|diff|range)store|geosearchstore)$/;
const ENDS: ReadonlySet<string> = new Set(['expire', 'invalidate']);
const WRITES: ReadonlySet<string> = new Set(['write', 'write-part', 'counter']);

export function replacedLives(model: WorkspaceModel): ReadonlyMap<string, DraftFinding> {
  const findings = new Map<string, DraftFinding>();
  for (const owner of model.functions) {
    if (!isServingFile(owner.file)) continue;
    const effects = model.effectsOf(owner);
    for (const effect of effects) {
      if (effect.kind !== 'cache' || effect.chain.length > 1 || effect.script) continue;
      const found = speaksRedis(effect.client) ? judge(model, effect, effects) : undefined;
      if (found) findings.set(siteKey(effect.site), found);
    }
  }
  return findings;
}

function judge(
  model: WorkspaceModel,
  effect: CacheEffect,
  effects: readonly Effect[],
): DraftFinding | undefined {
  const name = commandName(effect);
  const [first, second] = effect.arguments;
  if (name === 'getex') return asksForNothing(effect) ? finding(model, effect, first, OF_OPTIONS) : undefined;
  if (STORES.test(name))
    return isGivenLife(model, effect, [first]) ? undefined : finding(model, effect, first, OF_RESULT);
  if (name !== 'rename' || isGivenLife(model, effect, [first, second])) return undefined;
  const source = textOf(first);
  const writes = effects.filter(
    (other): other is CacheEffect =>
      other.kind === 'cache' && WRITES.has(other.operation) && textOf(other.key) === source,
  );
  const isEndless = writes.length > 0 && writes.every(({ ttl }) => ttl.kind === 'none');
  return isEndless
    ? finding(
        model,
        effect,
        second,
        `It takes over the life of \`${source}\`, which has none. Give that an expiry first, or call \`expire\` behind it.`,
      )
    : undefined;
}

const OF_RESULT = 'What it stores has none, and stays for ever. Call `expire` behind it, in one `MULTI`.';
const OF_OPTIONS =
  'Options without an expiry are sent as `PERSIST`. Read it with `get`, or give `{ EX: seconds }`.';

/** `getEx(key, {})`, `getEx(key, { ex: 60 })` of node-redis */
function asksForNothing({ client, arguments: [, options] }: CacheEffect): boolean {
  if (client.library.id !== 'redis' || client.major < 4 || options?.kind !== 'record' || options.open)
    return false;
  return ![...options.fields.keys()].some((name) => /^(EX|PX|EXAT|PXAT|PERSIST|type)$/.test(name));
}

/** An `expire` on one of the keys, or its delete, in any function that sends the command. */
function isGivenLife(
  model: WorkspaceModel,
  { site }: CacheEffect,
  keys: readonly (Value | undefined)[],
): boolean {
  const texts = keys.map(textOf);
  return model.functions.some((owner) => {
    const effects = model.effectsOf(owner);
    const isSent = effects.some((other) => isSameSite(other.site, site));
    return (
      isSent &&
      effects.some(
        (other) =>
          other.kind === 'cache' &&
          ENDS.has(other.operation) &&
          !isSameSite(other.site, site) &&
          texts.includes(textOf(other.key)),
      )
    );
  });
}

function textOf(key: Value | undefined): string | undefined {
  const [pattern, ...others] = key ? patternsOf(key) : [];
  return pattern && others.length === 0 ? formatKeyPattern(pattern) : undefined;
}

function finding(
  model: WorkspaceModel,
  effect: CacheEffect,
  key: Value | undefined,
  rest: string,
): DraftFinding | undefined {
  const text = textOf(key);
  const writes = model.groups.find((group) => group.text === text)?.writes ?? [];
  const [bounded] = writes;
  if (text === undefined || !bounded || !writes.every(isBounded)) return undefined;
  return {
    confidence: 'likely',
    span: model.code.nameSpan(effect.site),
    key: text,
    message: `This \`${commandName(effect).toUpperCase()}\` takes away the expiry that \`${text}\` is given elsewhere. ${rest}`,
    related: [{ span: model.code.nameSpan(bounded.ttlSite), message: 'The expiry is given here.' }],
  };
}

function isBounded({ ttl }: KeyUse): boolean {
  return ttl.kind === 'known' || ttl.kind === 'unknown';
}
