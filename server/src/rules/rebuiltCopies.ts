/** Copies that are made anew at set times. In: a group of keys. Out: whether nothing else ever fills it. */
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

/** A clock writes it anew, whether somebody asks for it or not: it is as fresh as the clock is fast. */
export function isRebuilt(model: WorkspaceModel, { filledOnMiss, writes }: KeyGroup): boolean {
  return !filledOnMiss && writes.every((use) => model.callers.isScheduled(use.function));
}
