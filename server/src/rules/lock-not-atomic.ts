/**
 * A lock that is taken in two steps: first a look whether somebody has it, then a write. Reported at the write, in the
 * function where both come together.
 */

import type { FixDescription } from '../../../shared/src/finding.js';
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import type { Site } from '../model/calls/sites.js';
import { setsOnlyIfAbsent, setsOnlyIfPresent, speaksRedis } from '../model/commands/commands.js';
import type { FunctionReference } from '../model/evaluation/values.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { keyTextOf } from './keyText.js';
import { isMark, isSameKey, namesClaim, namesLock } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

interface Taking {
  readonly function: FunctionReference;
  readonly read: CacheEffect;
  readonly write: CacheEffect;
}

export const lockNotAtomic: Rule = {
  id: 'lock-not-atomic',
  review(model) {
    const takings = model.functions.flatMap((owner) => takingsOf(model, owner));
    // A caller that does more than one thing sees the same two calls again.
    const own = takings.filter(
      ({ write }) =>
        !takings.some(
          (other) => other.write.chain.length < write.chain.length && isSameKey(other.write, write),
        ),
    );
    const findings = new Map<string, DraftFinding>();
    for (const taking of own) {
      const key = `${taking.function.file}#${taking.write.order}`;
      if (!findings.has(key)) findings.set(key, finding(model, taking));
    }
    return [...findings.values()];
  },
};

function takingsOf(model: WorkspaceModel, owner: FunctionReference): readonly Taking[] {
  if (!isServingFile(owner.file)) return [];
  const effects = model.effectsOf(owner).filter((effect) => effect.kind === 'cache' && !effect.client.batch);
  const reads = effects.filter(isRead);
  if (reads.length === 0) return [];
  return effects.filter(isPlainWrite).flatMap((write) => {
    if (
      effects.some(
        (effect) => effect.kind === 'cache' && setsOnlyIfAbsent(effect) && isSameKey(effect, write),
      )
    )
      return [];
    const read = reads.find((candidate) => candidate.order < write.order && isSameKey(candidate, write));
    return read && isLock(model, owner, read, write, effects) ? [{ function: owner, read, write }] : [];
  });
}

function isRead(effect: Effect): effect is CacheEffect {
  return effect.kind === 'cache' && effect.operation === 'read';
}

/** In the memory of one process nothing comes between two steps that do not wait. */
const OF_PROCESS = /^(node-cache|lru-cache)$/;

function isPlainWrite(effect: Effect): effect is CacheEffect {
  if (effect.kind !== 'cache' || effect.operation !== 'write' || effect.script) return false;
  // Nobody takes what is free in this way.
  if (setsOnlyIfPresent(effect)) return false;
  if (OF_PROCESS.test(effect.client.library.id)) return false;
  // Whoever holds a lock may be written into it.
  const text = keyTextOf(effect);
  const isHolder = effect.value?.kind === 'parameter' && (namesLock(text) || namesClaim(text));
  return isHolder || (isMark(effect) && effect.value?.kind !== 'unknown');
}

/** The key is called a lock, or is claimed; or what is written only if nothing was there is deleted again in the same function. */
function isLock(
  model: WorkspaceModel,
  owner: FunctionReference,
  read: CacheEffect,
  write: CacheEffect,
  effects: readonly Effect[],
): boolean {
  const [readSite, writeSite] = [read, write].map(({ order }) => ({ file: owner.file, call: order }));
  if (
    !readSite ||
    !writeSite ||
    !model.flow.decides(readSite) ||
    model.commands.isRenewal(owner, read, write)
  )
    return false;
  if (namesLock(keyTextOf(write)) || isClaim(model, owner, write, readSite, writeSite)) return true;
  return (
    write.value?.kind === 'constant' &&
    model.flow.dependsOn(writeSite, readSite) &&
    effects.some(
      (effect) =>
        effect.kind === 'cache' &&
        effect.operation === 'invalidate' &&
        effect.order > write.order &&
        isSameKey(effect, write),
    )
  );
}

/** What stands there is only looked at, and whoever finds nothing puts a mark or a name there, for a while. */
function isClaim(
  model: WorkspaceModel,
  owner: FunctionReference,
  write: CacheEffect,
  readSite: Site,
  writeSite: Site,
): boolean {
  return (
    write.ttl.kind !== 'none' &&
    namesClaim(keyTextOf(write), model.code.functionName(owner)) &&
    model.flow.dependsOn(writeSite, readSite) &&
    !model.flow.givesOn(readSite) &&
    !model.callers.isExclusive(owner)
  );
}

/** In one step, where both calls stand in the function and the library has a form for it. */
function fixesFor(model: WorkspaceModel, { read, write }: Taking): readonly FixDescription[] {
  const form = write.client.library.ttlForm('set', write.client.major);
  const [look, call] = [read, write].map((effect) => model.code.writtenCall(effect)?.call);
  const isHere = read.chain.length === 1 && write.chain.length === 1 && speaksRedis(write.client);
  if (!form || !look || !call || !isHere) return [];
  return [
    {
      title: 'Take it in one step',
      kind: 'suggestion',
      edits: [{ kind: 'take-at-once', read: look, write: call, form }],
    },
  ];
}

function finding(model: WorkspaceModel, taking: Taking): DraftFinding {
  const { function: owner, read, write } = taking;
  const text = keyTextOf(write);
  const isClaimed = !namesLock(text) && namesClaim(text, model.code.functionName(owner));
  const subject = isClaimed ? '' : 'The lock ';
  return {
    confidence: 'likely',
    span: model.code.nameSpan({ file: owner.file, call: write.order }),
    key: text,
    message: [
      `${subject}\`${text}\` is looked up first and written afterwards.`,
      'Two callers that look at the same time both find it free, and both take it.',
      'Take it in one step with `SET`, `NX` and `PX`, and go by the answer.',
    ].join(' '),
    related: [
      {
        span: model.code.nameSpan({ file: owner.file, call: read.order }),
        message: 'It is looked up here.',
      },
    ],
    fixes: fixesFor(model, taking),
  };
}
