/**
 * Sends a command together with another one. In: a call of a client, and the method that is to follow. Out: the edits that
 * make a transaction of both, in the form of the library; undefined where it has none that gives a promise.
 */
import type { FixEdit, FixText } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { insertAfter, insertBefore, replaceWith } from './fixEdits.js';

/** What the call answers is lost. */
export function inTransaction(
  model: WorkspaceModel,
  { client: { library, major, cluster, batch }, site }: CacheEffect,
  next: FixText,
): readonly FixEdit[] | undefined {
  if (batch) return undefined;
  const [call, name, receiver] = [
    model.code.callSpan(site),
    model.code.nameSpan(site),
    model.code.receiverSpan(site),
  ];
  const isChained = /^(ioredis|iovalkey|upstash)$/.test(library.id) || (library.id === 'redis' && major >= 4);
  if (isChained) return [insertBefore(name, 'multi().'), insertAfter(call, '.', ...next, '.exec()')];
  if (library.id !== 'valkey-glide') return undefined;
  const kind = (cluster ? 'Cluster' : '') + (major >= 2 ? 'Batch' : 'Transaction');
  const [made, end] = major >= 2 ? [`${kind}(true)`, ', true)'] : [`${kind}()`, ')'];
  return [
    replaceWith(receiver, { copy: receiver }, `exec(new ${made}.`),
    insertAfter(call, '.', ...next, end),
    { kind: 'import', file: site.file, specifier: '@valkey/valkey-glide', name: kind, isDefault: false },
  ];
}
