/** Copies that are made anew, or taken away, at set times. In: a group of keys. Out: whether a clock does that to all of them. */
import { isHole } from '../../../shared/src/keyPattern.js';
import { inOtherArms } from '../model/calls/effectPlaces.js';
import { type FunctionReference, isSameFunction } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import { deletesListed } from '../model/keys/keyLists.js';
import { sweepsAway } from '../model/keys/sweeps.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

/** A clock writes it anew, whether somebody asks for it or not: it is as fresh as the clock is fast. */
export function isRebuilt(model: WorkspaceModel, { filledOnMiss, writes, pattern }: KeyGroup): boolean {
  if (writes.length === 0) return false;
  // Of many keys a reader may fill one that the clock never comes to.
  return pattern.parts.some(isHole)
    ? !filledOnMiss && writes.every((use) => model.callers.isScheduled(use.function))
    : writes.some((use) => model.callers.isStartedByClock(use.function));
}

/**
 * One entry for each row, written and deleted as rows are, and all that readers have: nobody who finds nothing would load it,
 * so that an expiry would only lose it.
 */
export function isKeptComplete(model: WorkspaceModel, group: KeyGroup): boolean {
  const { filledOnMiss, reads, writes, invalidations, pattern } = group;
  if (filledOnMiss || reads.length === 0 || !pattern.parts.some(isHole)) return false;
  // `if (event.type === 'removed') del(key) else set(key, row)`
  const isApplied = invalidations.some((removal) =>
    writes.some(
      (write) =>
        isSameFunction(removal.function, write.function) &&
        inOtherArms(removal.effect.branches, write.effect.branches),
    ),
  );
  return isApplied && reads.every(({ function: reader }) => !loadsToo(model, reader));
}

const STARTS = /(^|\.)(onModuleInit|onApplicationBootstrap)$/;

/** Put there when the program starts, and all that readers have until it starts again. */
export function isFilledAtStart(model: WorkspaceModel, { filledOnMiss, reads, writes }: KeyGroup): boolean {
  if (filledOnMiss || reads.length === 0) return false;
  const isOfStart = (writer: FunctionReference): boolean => {
    const calls = model.callers.callsOf(writer);
    return (
      STARTS.test(model.code.functionName(writer)) ||
      (calls.length > 0 && calls.every((site) => model.flow.runsOnLoad(site)))
    );
  };
  return (
    writes.every(({ function: writer }) => isOfStart(writer) || model.callers.isScheduled(writer)) &&
    reads.every(({ function: reader }) => !loadsToo(model, reader))
  );
}

function loadsToo(model: WorkspaceModel, reader: FunctionReference): boolean {
  const around = [reader, ...model.callers.callersOf(reader)];
  return around.some((owner) =>
    model.effectsOf(owner).some((effect) => effect.kind === 'database' && effect.call.operation === 'read'),
  );
}

/** A clock deletes all keys of the pattern, and so ends their life: which groups that is true of. */
export function sweptByClock(model: WorkspaceModel): (group: KeyGroup) => boolean {
  const sweeps = model.functions
    .map((owner) => ({ owner, effects: model.effectsOf(owner) }))
    .filter(
      ({ owner, effects }) =>
        effects.some((effect) => effect.kind === 'cache' && effect.operation === 'invalidate') &&
        model.callers.isScheduled(owner),
    );
  return ({ pattern, writes }) =>
    sweeps.some(({ effects }) =>
      effects.some(
        (effect) =>
          effect.kind === 'cache' &&
          (sweepsAway(effect, effects, pattern) ||
            (writes.length > 0 &&
              writes.every((use) =>
                deletesListed(effect, effects, use.effect, model.effectsOf(use.function), pattern),
              ))),
      ),
    );
}
