/**
 * Changes of objects that a cache in memory holds, made by who reads them. In: facts, and which caches are filled with
 * what was loaded. Out: each change with the member and the key; what is written back afterwards is left out.
 */

import { lastName } from '../../facts/expressionNames.js';
import type { Expression, FileFacts, FunctionIndex, TextRange } from '../../facts/fileFacts.js';
import { functionsAround } from '../../facts/functionNesting.js';
import { type Site, siteKey } from '../calls/sites.js';
import { isLoaded } from '../databases/entities.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { someValue, type Value } from '../evaluation/values.js';
import { type Cached, memberOfCached } from './cachedMembers.js';

export interface HeldChange {
  readonly file: string;
  readonly function: FunctionIndex;
  readonly range: TextRange;
  /** `user.name`, or the method that changes a list. */
  readonly member: string;
  readonly key: Value;
  /** The call that makes the cache. */
  readonly heldBy: Site;
  /** The call that gives the object, where the change is made through one variable that holds nothing else. */
  readonly read?: Site;
}

/** What is kept beside an entry about the entry itself. */
const BOOKKEEPING =
  /^(last|hits?|count|used|accessed|touched|expires?|stale|refresh|timer|timeout|promise|pending|dirty|next)/i;
const MUTATORS = /^(sort|reverse|splice|push|pop|shift|unshift|fill)$/;

export function collectHeldChanges(
  evaluation: Evaluation,
  isCopyKept: (heldBy: Site) => boolean,
): readonly HeldChange[] {
  const isAsked = ({ heldBy }: Cached): boolean => heldBy !== undefined && isCopyKept(heldBy);
  return evaluation.files.flatMap((file) => {
    const facts = evaluation.factsOf(file);
    return (facts ? changesIn(facts) : []).flatMap((change): readonly HeldChange[] => {
      const frame = evaluation.symbolicFrame({ file, index: change.function });
      const found = frame && memberOfCached(evaluation, frame, change.object, isAsked);
      const heldBy = found?.cached.heldBy;
      if (!facts || !found || !heldBy || BOOKKEEPING.test(change.member)) return [];
      if (isWrittenBack(evaluation, file, facts, change, heldBy)) return [];
      const { function: owner, range, member } = change;
      const read = readOf(facts, change.object);
      const isRead =
        read !== undefined && evaluation.evaluate(frame, { kind: 'call', call: read }).kind === 'cached';
      return [
        {
          file,
          function: owner,
          range,
          member,
          key: found.cached.key,
          heldBy,
          ...(isRead && { read: { file, call: read } }),
        },
      ];
    });
  });
}

/** The call at the root of `rows.items`, or the one that the variable there is declared with. */
function readOf(facts: FileFacts, object: Expression): number | undefined {
  let root = object;
  while (root.kind === 'member' || root.kind === 'element' || root.kind === 'await')
    root = root.kind === 'await' ? root.value : root.object;
  if (root.kind === 'call') return root.call;
  const binding = root.kind === 'name' ? facts.bindings[root.binding] : undefined;
  if (binding?.kind !== 'variable' || binding.path || binding.assigned.length > 0) return undefined;
  const given = binding.initializer?.kind === 'await' ? binding.initializer.value : binding.initializer;
  return given?.kind === 'call' ? given.call : undefined;
}

interface Change {
  /** What is changed. */
  readonly object: Expression;
  readonly member: string;
  readonly range: TextRange;
  readonly function: FunctionIndex;
}

function changesIn(facts: FileFacts): readonly Change[] {
  // What is counted up in memory is meant to be there.
  const changes = facts.changes.flatMap(({ target, kind, range, function: owner }): readonly Change[] => {
    if (kind === 'counted' || (target.kind !== 'member' && target.kind !== 'element')) return [];
    const member = target.kind === 'member' ? target.name : '';
    return [{ object: target.object, member, range, function: owner }];
  });
  const calls = facts.calls.flatMap(({ callee, nameRange, function: owner, arguments: given }) => {
    if (callee.kind !== 'member') return [];
    const [first] = given;
    const isAssign = callee.name === 'assign' && lastName(callee.object) === 'Object' && first;
    const object = isAssign ? first : MUTATORS.test(callee.name) ? callee.object : undefined;
    return object ? [{ object, member: callee.name, range: nameRange, function: owner }] : [];
  });
  return [...changes, ...calls];
}

/** The function, or one around it, puts something into the cache later on: it means to change what is there. */
function isWrittenBack(
  evaluation: Evaluation,
  file: string,
  facts: FileFacts,
  { range: [start], function: owner }: Change,
  heldBy: Site,
): boolean {
  const around = new Set(functionsAround(facts, owner));
  return facts.calls.some((call) => {
    if (!around.has(call.function) || call.range[0] < start) return false;
    const frame = evaluation.symbolicFrame({ file, index: call.function });
    const callee = frame && evaluation.evaluate(frame, call.callee);
    if (!frame || callee?.kind !== 'cacheMethod' || !callee.client.origin) return false;
    if (siteKey(callee.client.origin) !== siteKey(heldBy)) return false;
    // What was loaded is put there by who has found nothing.
    return !call.arguments.some((argument) => isLoadedApart(evaluation.evaluate(frame, argument)));
  });
}

function isLoadedApart(value: Value): boolean {
  return isLoaded(value) && !someValue(value, (part) => part.kind === 'cached');
}
