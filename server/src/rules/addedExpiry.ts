/**
 * The fix of a write without an expiry. In: the model, the operation and a life. Out: the expiry in the form of the library,
 * or `expire` behind a command that takes none.
 */
import type { FixDescription, FixEdit, FixText, FixTextPart } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { commandName, givesPromise, speaksRedis } from '../model/commands/commands.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { inTransaction } from './inTransaction.js';
import { namedAmount, namedLife } from './namedLife.js';

/** A number of milliseconds, or a variable in the unit that its name says. */
export type AddedLife = number | { readonly name: string };

export function addedExpiry(
  model: WorkspaceModel,
  effect: CacheEffect,
  life: AddedLife,
): readonly FixDescription[] {
  const { site, client, command, script } = effect;
  if (script) return [];
  const form = client.library.ttlForm(command, client.major);
  const title = typeof life === 'number' ? 'Add an expiry' : `Pass \`${life.name}\` on`;
  if (!form) {
    const edits = expiredBehind(model, effect, secondsOf(life));
    return edits ? [{ kind: 'suggestion', title, edits }] : [];
  }
  const call = model.code.callSpan(site);
  const amount = typeof life === 'number' ? { milliseconds: life } : namedLife(life.name, form);
  return [{ kind: 'suggestion', title, edits: [{ kind: 'add-ttl', call, form, ...amount }] }];
}

function secondsOf(life: AddedLife): FixTextPart {
  if (typeof life !== 'number') return namedAmount(life.name, 'seconds');
  return { select: String(Math.max(1, Math.round(life / 1_000))) };
}

/** Commands of modules stand in an object of their own; without a promise nothing can wait for the first. */
function expiredBehind(
  model: WorkspaceModel,
  effect: CacheEffect,
  seconds: FixTextPart,
): readonly FixEdit[] | undefined {
  const { site, client, command } = effect;
  const key = model.code.keyArgument(effect);
  const isOwnMethod = commandName(effect) === command.toLowerCase();
  if (!key || !isOwnMethod || !speaksRedis(client)) return undefined;
  const expire: FixText = ['expire(', { copy: key }, ', ', seconds, ')'];
  const isUnused = model.flow.fateOf(site).use === 'completed';
  const together = isUnused ? inTransaction(model, effect, expire) : undefined;
  if (together) return together;
  if (!client.batch && !givesPromise(effect)) return undefined;
  return [{ kind: 'send-also', call: model.code.callSpan(site), text: expire, batch: client.batch }];
}
