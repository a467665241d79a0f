/**
 * A write and its expiry as two commands. Reported at the write, in the function that makes both calls;
 * transactions and pipelines are left alone, and so are counters, which have a rule of their own.
 */

import type { FixDescription, FixEdit, SourceSpan, TtlWord } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite, outermostSite, siteKey } from '../model/calls/sites.js';
import { commandName, ownTtl, setsOnlyIfAbsent, speaksRedis } from '../model/commands/commands.js';
import type { WrittenCall } from '../model/commands/writtenCall.js';
import { type FunctionReference, isComputed, someValue, type Value } from '../model/evaluation/values.js';
import { addsMembers } from '../model/keys/keyNature.js';
import { asksForTtl, type ExpiryPair, expiryPairs } from '../model/lifetimes/expiryPairs.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { inTransaction } from './inTransaction.js';
import { keyTextOf } from './keyText.js';
import type { DraftFinding, Rule } from './rule.js';
import { setIfAbsent } from './setIfAbsent.js';

export const setThenExpire: Rule = {
  id: 'set-then-expire',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    for (const owner of model.functions) {
      if (isTestFile(owner.file)) continue;
      for (const pair of expiryPairs(model.effectsOf(owner))) {
        if (!isApart(pair) || isRenewed(model, pair) || isUnderWay(model, owner, pair)) continue;
        const site = outermostSite(pair.write);
        const key = siteKey(site);
        if (!findings.has(key)) findings.set(key, finding(model, pair));
      }
    }
    return [...findings.values()];
  },
};

function isApart({ write, expiry, conditional }: ExpiryPair): boolean {
  if (write.operation === 'counter' || !speaksRedis(write.client) || !speaksRedis(expiry.client))
    return false;
  // EXPIRE with a moment in the past or a zero is a delete.
  if (!/^p?expire(at)?$/.test(commandName(expiry)) || ownTtl(write).kind !== 'none') return false;
  if (expiry.ttl.kind === 'none' || (expiry.ttl.kind === 'known' && expiry.ttl.milliseconds <= 0))
    return false;
  return !conditional || setsOnlyIfAbsent(write) || asksForTtl(expiry);
}

/** A member is added and the expiry given right behind it, each time: what is lost once, the next addition mends. */
function isRenewed(model: WorkspaceModel, { write, expiry, conditional }: ExpiryPair): boolean {
  const isAdded = addsMembers(write) || addsField(write) || MARKS.test(commandName(write));
  if (!isAdded || conditional) return false;
  return (
    write.chain.length === 1 && expiry.chain.length === 1 && model.flow.isNextTo(write.site, expiry.site)
  );
}

const MARKS = /^(pfadd|setbit|geoadd)$/;

/** What says how far a job has come stays as long as the job takes, and its life begins at the end. */
function isUnderWay(model: WorkspaceModel, owner: FunctionReference, { write, expiry }: ExpiryPair): boolean {
  if (setsOnlyIfAbsent(write) || !write.arguments.slice(1).some(saysPhase)) return false;
  const commands = model.effectsOf(owner).filter(({ kind }) => kind === 'cache');
  return model.flow
    .waitedForBetween(outermostSite(write), outermostSite(expiry))
    .some((site) => !commands.some((command) => isSameSite(outermostSite(command), site)));
}

const PHASE = /^(status|state|phase|step|stage|progress)$/i;

function saysPhase(value: Value): boolean {
  return someValue(value, (part) => {
    if (part.kind === 'record') return [...part.fields.keys()].some((name) => PHASE.test(name));
    return part.kind === 'constant' && typeof part.value === 'string' && UNDER_WAY.test(part.value);
  });
}

const UNDER_WAY = /^(status|state|phase|step|stage|progress|(\w+ing)|queued|pending|started?)$/i;

/** `hset(key, device, Date.now())`: a field that only notes its name, as a member of a set does. */
function addsField(write: CacheEffect): boolean {
  const [, field, value] = write.arguments;
  const isNamed = field?.kind === 'constant' || field?.kind === 'record' || field?.kind === 'array';
  const isMark = value !== undefined && (value.kind === 'constant' || isComputed(value));
  return /^hset(nx)?$/.test(commandName(write)) && field !== undefined && !isNamed && isMark;
}

function finding(model: WorkspaceModel, { write, expiry }: ExpiryPair): DraftFinding {
  const text = keyTextOf(write);
  const isWhole = write.operation === 'write';
  return {
    confidence: write.chain.length === 1 && expiry.chain.length === 1 ? 'certain' : 'likely',
    span: model.code.nameSpan(outermostSite(write)),
    key: text,
    message: [
      `\`${text}\` gets its expiry in a second command.`,
      setsOnlyIfAbsent(write)
        ? 'If the process stops between the two, the key is never released.'
        : 'If the process stops between the two, the key stays for ever.',
      isWhole
        ? `Give the expiry in the command that writes${setsOnlyIfAbsent(write) ? ', as `SET` with `NX` and `EX` does' : ''}.`
        : 'Send both in one `MULTI`.',
    ].join(' '),
    related: [{ span: model.code.nameSpan(outermostSite(expiry)), message: 'The expiry is set here.' }],
    fixes: fixesFor(model, write, expiry),
    // There is no single command for a collection, and the next change of it sets the expiry again.
    ...(!isWhole && { severity: 'info' as const }),
  };
}

const WORDS: Readonly<Record<string, TtlWord>> = {
  expire: 'EX',
  pexpire: 'PX',
  expireat: 'EXAT',
  pexpireat: 'PXAT',
};

/** Where one statement follows the other, and nobody looks at the answer of the second. */
function fixesFor(model: WorkspaceModel, write: CacheEffect, expiry: CacheEffect): readonly FixDescription[] {
  const [first, second] = [model.code.writtenCall(write), model.code.writtenCall(expiry)];
  const isDirect = write.chain.length === 1 && expiry.chain.length === 1;
  const isOneClient = write.client.library.id === expiry.client.library.id;
  const [key, life, ...more] = second?.arguments ?? [];
  if (!first || !second || !isDirect || !isOneClient || !key || !life || more.length > 0) return [];
  if (model.flow.fateOf(expiry.site).use !== 'completed') return [];
  const pair = { first, second, key, life };
  if (write.operation === 'write')
    return [joined(model, write, expiry, pair)].filter((fix) => fix !== undefined);
  const isMethodOfClient = !write.command.includes('.');
  return isMethodOfClient && model.flow.fateOf(write.site).use === 'completed'
    ? sentTogether(model, write, pair)
    : [];
}

interface Pair {
  readonly first: WrittenCall<SourceSpan>;
  readonly second: WrittenCall<SourceSpan>;
  readonly key: SourceSpan;
  readonly life: SourceSpan;
}

function joined(
  model: WorkspaceModel,
  write: CacheEffect,
  expiry: CacheEffect,
  { first, second, life }: Pair,
): FixDescription | undefined {
  const word = WORDS[commandName(expiry)];
  const { library, major } = write.client;
  const form = library.ttlForm(write.command, major);
  const isLock = setsOnlyIfAbsent(write);
  const call = second.call;
  const remove: FixEdit = {
    kind: 'remove-statement',
    call,
    follows: first.call,
    ...(isLock && { guarded: true }),
  };
  const edits =
    form && word
      ? [{ kind: 'add-ttl' as const, call: first.call, form, milliseconds: { copy: life }, word }]
      : word === 'EX' && setIfAbsent(model, write, [{ copy: life }]);
  if (!edits) return undefined;
  // What comes whether the key was taken or not may be meant, and moments need version 6.2 of the server.
  const isSame =
    !isLock && (word === 'EX' || word === 'PX') && model.flow.fateOf(write.site).use === 'completed';
  return {
    title: 'Give the expiry in the same command',
    kind: isSame ? 'safe' : 'suggestion',
    edits: [...edits, remove],
  };
}

function sentTogether(
  model: WorkspaceModel,
  write: CacheEffect,
  { first, second, key, life }: Pair,
): readonly FixDescription[] {
  const next = [{ copy: second.name }, '(', { copy: key }, ', ', { copy: life }, ')'];
  const edits = inTransaction(model, write, next);
  if (!edits) return [];
  const remove: FixEdit = { kind: 'remove-statement', call: second.call, follows: first.call };
  return [{ title: 'Send both in one `MULTI`', kind: 'suggestion', edits: [...edits, remove] }];
}
