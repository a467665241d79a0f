/** Copies that are made anew at set times. In: a group of keys. Out: whether a clock makes all of them, whoever else does. */
import { isHole } from '../../../shared/src/keyPattern.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

/** A clock writes it anew, whether somebody asks for it or not: it is as fresh as the clock is fast. */
export function isRebuilt(model: WorkspaceModel, { filledOnMiss, writes, pattern }: KeyGroup): boolean {
  if (writes.length === 0) return false;
  // Of many keys a reader may fill one that the clock never comes to.
  return pattern.parts.some(isHole)
    ? !filledOnMiss && writes.every((use) => model.callers.isScheduled(use.function))
    : writes.every((use) => model.callers.isStartedByClock(use.function));
}
