/**
 * Deletes that do nothing, or less than they say, because of how their keys are given: certain wherever the call stands. In: the
 * model. Out: a finding at each.
 */
import type { FixDescription } from '../../../shared/src/finding.js';
import { type KeyPattern, unify } from '../../../shared/src/keyPattern.js';
import type { CacheEffect, Effect } from '../model/calls/effect.js';
import { type FunctionReference, isSameFunction } from '../model/evaluation/values.js';
import { meantKeys, type UnreadKeys, unreadKeys } from '../model/keys/unreadKeys.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { replaceWith } from './fixEdits.js';
import { functionsAround } from './functionsAround.js';
import type { DraftFinding } from './rule.js';
import { isServingFile } from './servedCode.js';

export interface UselessDelete {
  readonly effect: CacheEffect;
  readonly unread: UnreadKeys;
  readonly function: FunctionReference;
}

export function uselessDeletesIn(model: WorkspaceModel): readonly UselessDelete[] {
  return model.operations.flatMap(({ effect, function: owner }): readonly UselessDelete[] => {
    const unread = unreadKeys(effect);
    if (!unread || !isServingFile(effect.site.file)) return [];
    // What is only looked up is another matter.
    const isForDelete =
      unread.kind !== 'pattern-without-prefix' || model.effectsOf(owner).some(isPlainDelete);
    return isForDelete ? [{ effect, unread, function: owner }] : [];
  });
}

function isPlainDelete(effect: Effect): boolean {
  return effect.kind === 'cache' && effect.operation === 'invalidate';
}

/** Whether such a delete, made by one of these functions or for it, is meant for keys of a pattern. */
export function uselesslyDeletes(
  model: WorkspaceModel,
  deletes: readonly UselessDelete[],
  writers: readonly FunctionReference[],
  pattern: KeyPattern,
): boolean {
  return deletes.some(
    (one) =>
      meantKeys(one.effect).some((meant) => unify(meant, pattern)) &&
      functionsAround(model, one.function).some((holder) =>
        writers.some((writer) => isSameFunction(writer, holder)),
      ),
  );
}

export function uselessDeleteFindings(model: WorkspaceModel): readonly DraftFinding[] {
  return uselessDeletesIn(model).map(({ effect, unread }) => finding(model, effect, unread));
}

function finding(model: WorkspaceModel, effect: CacheEffect, unread: UnreadKeys): DraftFinding {
  const span = model.code.nameSpan(effect.site);
  return {
    confidence: 'certain',
    span,
    message: messageOf(effect, unread),
    fixes: fixesFor(model, effect, unread),
    explanation: {
      steps: [{ span, message: 'The keys are given here.' }],
      dismissed: [],
      search: 'Looked at how this version of the client reads what it is given.',
    },
  };
}

function messageOf({ command }: CacheEffect, unread: UnreadKeys): string {
  switch (unread.kind) {
    case 'as-arguments':
      return `\`${command}\` of this client takes a list for one key, which nobody has. Nothing is deleted, and readers keep getting the old data. Spread the list.`;
    case 'as-list':
      return `\`${command}\` of this client takes a list of keys, and a text for a list of letters. The key stays, and readers keep getting the old data. Put the key into a list.`;
    case 'first-or-list':
      return `\`${command}\` of this client reads only its first argument. The other keys stay, and readers keep getting the old data. Put the keys into a list.`;
    case 'prefixed-twice':
      return `These names were looked up, so they begin with \`${unread.prefix}\` already, and this client puts it before them once more. Nothing is deleted, and readers keep getting the old data. Take the prefix off first, or delete with a client that has none.`;
    case 'pattern-without-prefix':
      return `This finds nothing: names are looked up whole, and those of this client begin with \`${unread.prefix}\`. So nothing is deleted either, and readers keep getting the old data. Put the prefix before the pattern.`;
    case 'path-pattern':
      return `\`${unread.path}\` is a pattern, which \`${command}\` only takes with \`'page'\` or \`'layout'\` behind it. Nothing is revalidated, and readers keep getting the old page. Say \`'page'\`.`;
  }
}

function fixesFor(
  model: WorkspaceModel,
  effect: CacheEffect,
  { kind }: UnreadKeys,
): readonly FixDescription[] {
  const spans = model.code.argumentSpans(effect.site, effect.arguments.length);
  const [only, ...others] = spans ?? [];
  if (!only || others.length > 0) return [];
  if (kind === 'as-list')
    return [
      {
        title: 'Put the key into a list',
        kind: 'safe',
        edits: [replaceWith(only, '[', { copy: only }, ']')],
      },
    ];
  if (kind === 'path-pattern')
    return [
      {
        title: "Say that it is a 'page'",
        kind: 'safe',
        edits: [replaceWith(only, { copy: only }, ", 'page'")],
      },
    ];
  return kind === 'as-arguments'
    ? [{ title: 'Spread the list', kind: 'safe', edits: [replaceWith(only, '...', { copy: only })] }]
    : [];
}
