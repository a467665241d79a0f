/**
 * Which way a failed cache call takes: whether the call gives a promise that can be rejected, and whether functions
 * around it hand that promise on to whoever called them.
 */

import type { CacheEffect } from '../model/calls/effect.js';
import type { Site } from '../model/calls/sites.js';
import { givesPromise, speaksRedis } from '../model/commands/commands.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

/** A promise that is rejected when the server cannot be reached; other libraries may swallow that. */
export function mayReject(effect: CacheEffect): boolean {
  return givesPromise(effect) && speaksRedis(effect.client);
}

/** A function that does little but this call; what fails in a longer one may be anything. */
const MAXIMUM_EFFECTS_OF_HELPER = 2;

/** Whether the functions between a call and the library hand its failure on. `inner` are the calls inside them. */
export function isPassedOn(model: WorkspaceModel, inner: readonly Site[]): boolean {
  return inner.every(
    (site) =>
      passesOn(model, site) &&
      model.effectsOf(model.code.functionOf(site)).length <= MAXIMUM_EFFECTS_OF_HELPER,
  );
}

/** A failure inside reaches whoever has the promise. */
function passesOn(model: WorkspaceModel, site: Site): boolean {
  const { use, caught } = model.flow.fateOf(site);
  if (caught && use !== 'returned') return false;
  return use === 'awaited' || use === 'completed' || use === 'returned';
}
