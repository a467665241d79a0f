/**
 * A number that is read, changed in the program and written back, where the server could count. Reported at the write;
 * under a lock, in tests and scripts, and for moments and positions that one process alone keeps, nothing is.
 */
import type { FixDescription } from '../../../shared/src/finding.js';
import { wordsOf } from '../../../shared/src/words.js';
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import { outermostSite } from '../model/calls/sites.js';
import { commandName, givesPromise, speaksRedis } from '../model/commands/commands.js';
import type { NumberChange } from '../model/commands/numberChanges.js';
import type { FunctionReference } from '../model/evaluation/values.js';
import { isSameKey } from '../model/lifetimes/expiryPairs.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { replaceWith } from './fixEdits.js';
import { keyTextOf } from './keyText.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const readModifyWrite: Rule = {
  id: 'read-modify-write',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const owner of model.functions) {
      if (!isServingFile(owner.file)) continue;
      const writes = model.effectsOf(owner).filter(isWrite);
      for (const write of writes) {
        const count = countOf(model, owner, write);
        if (!count || model.callers.isExclusive(owner)) continue;
        const found = finding(model, count.read, write, count.change);
        findings.set(`${found.span.file}#${found.span.start}`, found);
      }
    }
    return [...findings.values()];
  },
};

export interface Count {
  readonly read: CacheEffect;
  readonly change: NumberChange;
}

/** The read that a number comes from which a function changes and writes back under its key. */
export function countOf(
  model: WorkspaceModel,
  owner: FunctionReference,
  write: CacheEffect,
): Count | undefined {
  if (!isWrite(write)) return undefined;
  for (const read of model.effectsOf(owner)) {
    if (!isRead(read) || !comesFirst(read, write)) continue;
    if (!isSameKey(read, write) || !isOfSameKind(read, write)) continue;
    const change = model.commands.numberChange(outermostSite(write), read);
    if (change && isCount(change, read, write)) return { read, change };
  }
  return undefined;
}

/** A read that answers through a callback stands around what is done with the answer. */
function comesFirst(read: CacheEffect, write: CacheEffect): boolean {
  return read.order < write.order || read.arguments.at(-1)?.kind === 'function';
}

/** Clients of a server, or of a cache that may have one behind it: between two of their calls, others run. */
function isRead(effect: Effect): effect is CacheEffect {
  if (effect.kind !== 'cache' || effect.client.batch || effect.script) return false;
  return /^(get|hget|hgetall)$/.test(commandName(effect)) && isShared(effect);
}

function isWrite(effect: Effect): effect is CacheEffect {
  if (effect.kind !== 'cache' || effect.script) return false;
  return /^(set|setex|psetex|hset|hmset)$/.test(commandName(effect)) && isShared(effect);
}

function isShared(effect: CacheEffect): boolean {
  return speaksRedis(effect.client) || givesPromise(effect);
}

function isOfSameKind(read: CacheEffect, write: CacheEffect): boolean {
  const isHash = commandName(read).startsWith('h');
  if (isHash !== commandName(write).startsWith('h')) return false;
  const [left, right] = [read.arguments[1], write.arguments[1]];
  if (commandName(read) !== 'hget' || left?.kind !== 'constant') return true;
  if (right?.kind === 'record') return right.fields.has(String(left.value));
  return right?.kind !== 'constant' || right.value === left.value;
}

/** One worker keeps where it stands, and moments are not counted. */
const POSITIONS =
  /^(cursor|offset|pages?|last|next|since|until|at|on|time|timestamp|date|day|expir\w*|start|end|block|height|position|index|line|step|stage|checkpoint|progress|delay|backoff|interval|ttl|ms)$/i;
/** What is counted in a stored object; anything else in it may be set by one user after the other. */
const COUNTS =
  /^(counts?|counter|attempts?|tries|retries|hits?|requests?|calls?|total|quantity|qty|stock|balance|points|score|usage|used|uses|views?|likes|credits?|tokens?|remaining|failures?|errors?|visits?|votes?|amount|number|num)$/i;

function isCount({ member }: NumberChange, read: CacheEffect, write: CacheEffect): boolean {
  const field = write.arguments[1];
  const named =
    member ?? (commandName(read) === 'hget' && field?.kind === 'constant' ? String(field.value) : undefined);
  const words = wordsOf(named ?? keyTextOf(write).replace(/\{[^}]*\}/g, ' '));
  if (words.some((word) => POSITIONS.test(word))) return false;
  const isInObject = member !== undefined && !commandName(write).startsWith('h');
  return !isInObject || words.some((word) => COUNTS.test(word));
}

function finding(
  model: WorkspaceModel,
  read: CacheEffect,
  write: CacheEffect,
  change: NumberChange,
): DraftFinding {
  const text = keyTextOf(write);
  const fix = fixOf(model, write, change);
  const isPartOfValue = change.member !== undefined && !commandName(write).startsWith('h');
  return {
    confidence: 'likely',
    span: model.code.nameSpan(outermostSite(write)),
    key: text,
    message: [
      `${change.member === undefined ? 'A number' : `\`${change.member}\``} in \`${text}\` is read, changed here and written back.`,
      'Two callers that read the same number write the same result, and one of the changes is lost.',
      advice(write, isPartOfValue),
    ].join(' '),
    related: [{ span: model.code.nameSpan(outermostSite(read)), message: 'The number is read here.' }],
    ...(fix && { fixes: [fix] }),
  };
}

function advice(write: CacheEffect, isPartOfValue: boolean): string {
  if (!speaksRedis(write.client)) return 'Count with `INCRBY` on the server behind the cache.';
  if (isPartOfValue) return 'Keep it in a hash and count with `HINCRBY`, or do all of it in a Lua script.';
  if (commandName(write).startsWith('h')) return 'Let the server count with `HINCRBY`.';
  return /^(none|keep)$/.test(write.ttl.kind)
    ? 'Let the server count with `INCRBY`.'
    : 'Let the server count: `INCRBY` and `EXPIRE … NX` in one `MULTI`.';
}

/** Where the command says nothing but the new number, the server can be told the difference. */
function fixOf(model: WorkspaceModel, write: CacheEffect, change: NumberChange): FixDescription | undefined {
  const isHash = commandName(write) === 'hset';
  const given = isHash ? 3 : 2;
  const isPlain = (isHash || commandName(write) === 'set') && write.ttl.kind === 'none';
  const { client, chain, arguments: args } = write;
  if (!isPlain || chain.length > 1 || !speaksRedis(client) || args.length !== given) return undefined;
  const [last] = model.code.argumentSpans(write.site, given)?.slice(-1) ?? [];
  if (!last || change.argument !== given - 1 || change.amount === undefined) return undefined;
  const name = counterOf(client.library.id, client.major, isHash);
  const amount = change.sign === 1 ? change.amount : `-${change.amount}`;
  return {
    title: `Count with \`${name}\``,
    kind: 'suggestion',
    edits: [replaceWith(model.code.nameSpan(write.site), name), replaceWith(last, amount)],
  };
}

function counterOf(library: string, major: number, isHash: boolean): string {
  if (library === 'valkey-glide') return isHash ? 'hincrBy' : 'incrBy';
  if (library === 'redis' && major >= 4) return isHash ? 'hIncrBy' : 'incrBy';
  return isHash ? 'hincrby' : 'incrby';
}
