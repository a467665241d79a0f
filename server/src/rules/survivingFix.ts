/**
 * How a failed call of a cache is survived: a read gives what it gives on a miss, a write is logged. In: calls of the
 * library. Out: one fix for all of them, or none where one of them cannot be changed like that.
 */
import type { FixDescription, FixEdit } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import { commandName } from '../model/commands/commands.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { insertAfter } from './fixEdits.js';

/** What a miss is, by the command. */
const MISSES: Readonly<Record<string, string>> = {
  get: 'null',
  hget: 'null',
  hgetall: '({})',
  smembers: '[]',
  lrange: '[]',
  zrange: '[]',
  zrevrange: '[]',
};

/** Those that give `undefined` for what they do not have. */
const WITHOUT_NULL: ReadonlySet<string> = new Set(['cache-manager', 'keyv', 'cacheable', 'bentocache']);

export function survivingFix(
  model: WorkspaceModel,
  calls: readonly CacheEffect[],
): readonly FixDescription[] {
  const unique = new Map(calls.map((effect) => [siteKey(effect.site), effect]));
  const texts = [...unique.values()].map((effect) => ({ effect, text: textBehind(effect) }));
  const edits = texts.flatMap(({ effect, text }): readonly FixEdit[] =>
    text === undefined ? [] : [insertAfter(model.code.callSpan(effect.site), text)],
  );
  if (edits.length === 0 || edits.length < texts.length) return [];
  return [{ kind: 'suggestion', title: 'Go on when the cache fails', edits }];
}

function textBehind(effect: CacheEffect): string | undefined {
  if (effect.operation !== 'read')
    return ".catch((error) => console.warn('The cache was not written:', error))";
  const { id } = effect.client.library;
  const miss = WITHOUT_NULL.has(id) ? 'undefined' : MISSES[commandName(effect)];
  // GLIDE gives sets and lists of objects.
  if (id === 'valkey-glide' && miss !== 'null') return undefined;
  return miss === undefined ? undefined : `.catch(() => ${miss})`;
}
