/**
 * Changes of a cached copy that another function makes for the sake of a write: one that handles the same request, one
 * that a timer starts, one that a decorator or a wrapper puts around the function that writes. In: that function, and the keys.
 */
import type { Caller, CallGraph } from '../calls/callGraph.js';
import { decoratorAround } from '../calls/decoratedMethods.js';
import type { CacheEffect, Effect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { enclosingFunction } from '../calls/enclosingFunctions.js';
import { isSameSite, outermostSite } from '../calls/sites.js';
import { templatesOf } from '../calls/templateMethods.js';
import { overriddenBy, wrappingObjectOf } from '../calls/wrappedObjects.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { isUnread } from '../evaluation/patterns.js';
import { type FunctionReference, functionsIn, type Value } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import { looksUp } from '../keys/readThroughKeys.js';
import { waitsForNote } from '../requests/methodMetadata.js';
import { waitsForConfig } from '../requests/routeConfig.js';
import { bumpsVersion, CHANGES, deletesByTag, touchesGroup } from './copyChanges.js';
import { isGathered } from './gatheredKeys.js';
import { isToldByTable } from './outboxes.js';

export function isChangedBeside(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  reference: FunctionReference,
  group: KeyGroup,
): boolean {
  const changes = (all: readonly Effect[]): boolean => all.some((effect) => isChange(effect, all, group));
  return (
    graph.handlersBeside(reference).some((handler) => {
      const all = effects.ofHandler(handler);
      return all.some(
        (effect) =>
          isChange(effect, all, group) &&
          !(
            effect.kind === 'cache' &&
            (waitsForNote(evaluation, handler.function, effect, reference) ||
              waitsForConfig(evaluation, effect, reference))
          ),
      );
    }) ||
    isChangedLater(evaluation, effects, reference, group) ||
    wrappersOf(evaluation, reference).some((wrapper) => changes(effects.ofHandler(wrapper))) ||
    wrappingObjectOf(evaluation, reference).some((wrapper) => changes(effects.ofHandler(wrapper))) ||
    evictsAround(evaluation, effects, reference, group) ||
    isHandedToChange(evaluation, effects, graph.handedAt(reference), group) ||
    isStepOfChange(evaluation, effects, reference, group) ||
    isWrappedByClass(evaluation, effects, graph, reference, group) ||
    isToldByTable(effects, graph, reference, group) ||
    isGathered(evaluation, effects, reference, group) ||
    evaluation.ownRoutes.asked.of(reference).some((route) => changes(effects.of(route)))
  );
}

/** Whether a timer changes the copy that the function sets, or what it does at the end of the response. */
export function isChangedLater(
  evaluation: Evaluation,
  effects: Effects,
  reference: FunctionReference,
  group: KeyGroup,
): boolean {
  return evaluation.putOffWork.of(reference).some((later) => {
    const all = effects.ofHandler(later);
    return all.some((effect) => isChange(effect, all, group));
  });
}

/** `await withFresh(key, save)`: who is handed the function that writes changes the copy, wherever it is handed over. */
function isHandedToChange(
  evaluation: Evaluation,
  effects: Effects,
  handed: readonly Caller[],
  group: KeyGroup,
): boolean {
  // Of a table of functions one is called, and need not be the one that deletes.
  const isChosen = ({ chain: [, inner] }: Effect): boolean =>
    inner !== undefined && evaluation.factsOf(inner.file)?.calls[inner.call]?.callee.kind === 'element';
  return (
    handed.length > 0 &&
    handed.every(({ frame, call }) => {
      const all = effects.of(enclosingFunction(frame));
      return all.some((effect) => effect.order === call && !isChosen(effect) && isChange(effect, all, group));
    })
  );
}

/** Whether every method of a base class that the function is a step of changes the copy for it. */
function isStepOfChange(
  evaluation: Evaluation,
  effects: Effects,
  reference: FunctionReference,
  group: KeyGroup,
): boolean {
  const templates = templatesOf(evaluation, reference);
  return (
    templates.length > 0 &&
    templates.every((template) => {
      const all = effects.ofMethodFor(template.function, template.self);
      return all.some((effect) => isChange(effect, all, group));
    })
  );
}

/** Whether a function of the project puts another class, or a proxy, before the class of the method, and that changes the copy. */
function isWrappedByClass(
  evaluation: Evaluation,
  effects: Effects,
  graph: CallGraph,
  { file, index }: FunctionReference,
  group: KeyGroup,
): boolean {
  const facts = evaluation.factsOf(file);
  const owner = facts?.functions[index]?.class;
  const method = facts?.classes[owner ?? -1]?.methods.find((one) => one.function === index);
  if (owner === undefined || !method) return false;
  return graph.wrappersOfClass({ file, index: owner }).some((wrapper) => {
    const over = overriddenBy(evaluation, wrapper.function, method.name);
    const all = over ? effects.of(over) : effects.ofHandler(wrapper);
    return all.some((effect) => isChange(effect, all, group));
  });
}

function isChange(effect: Effect, all: readonly Effect[], group: KeyGroup): boolean {
  return (
    effect.kind === 'cache' &&
    (bumpsVersion(effect, group) ||
      deletesByTag(effect, group) ||
      effect.operation === 'invalidate-all' ||
      (CHANGES.has(effect.operation) &&
        !effect.fills &&
        !isFill(effect, all, group) &&
        !isExpiryOfFill(effect, all, group) &&
        touchesGroup(effect, all, group)))
  );
}

function isFill(effect: CacheEffect, all: readonly Effect[], group: KeyGroup): boolean {
  const isWrite = effect.operation === 'write' || effect.operation === 'write-part';
  return isFillOf(effect, group) || (isWrite && isBehindRead(effect, all, group));
}

/** Whether what writes the copy has looked it up before, itself or through another call: `const kept = await get(key)`. */
function isBehindRead(effect: CacheEffect, all: readonly Effect[], group: KeyGroup): boolean {
  return all.some(
    (other) =>
      other.kind === 'cache' &&
      looksUp(other) &&
      isCalledBefore(other, effect) &&
      touchesGroup(other, all, group),
  );
}

/** Whether two calls lead apart in one function, to one effect before they lead to the other. */
function isCalledBefore({ chain: first }: CacheEffect, { chain: second }: CacheEffect): boolean {
  const fork = second.findIndex((site, depth) => !first[depth] || !isSameSite(site, first[depth]));
  const [earlier, later] = [first[fork], second[fork]];
  return (
    earlier !== undefined && later !== undefined && earlier.file === later.file && earlier.call < later.call
  );
}

/** Whether middleware fills the copy there with what is answered, to any request. */
function isFillOf(effect: CacheEffect, group: KeyGroup): boolean {
  return group.writes.some((use) => isSameSite(outermostSite(use.effect), outermostSite(effect)));
}

/** What is filled and given its expiry in a second command, or kept for longer by its reader, is as old as it was. */
function isExpiryOfFill(effect: CacheEffect, all: readonly Effect[], group: KeyGroup): boolean {
  if (effect.operation !== 'expire') return false;
  return (
    looksUp(effect) ||
    all.some((other) => other.kind === 'cache' && other.operation !== 'expire' && isFill(other, all, group))
  );
}

/** `const remove = evicting((id) => prisma.user.delete(…), keyOf)`: what is called in the place of the function that writes. */
function wrappersOf(
  evaluation: Evaluation,
  { file, index }: FunctionReference,
): readonly Extract<Value, { kind: 'function' }>[] {
  const facts = evaluation.factsOf(file);
  const call = facts?.functions[index]?.argumentOf?.call;
  const around = call === undefined ? undefined : facts?.calls[call]?.function;
  const frame = around === undefined ? undefined : evaluation.symbolicFrame({ file, index: around });
  return frame && call !== undefined ? functionsIn(evaluation.evaluateCall(frame, call)) : [];
}

const EVICTS = /evict|clear|invalidat|bust|purge|forget/i;

/** `@CacheEvict(…)`: a decorator of the project whose own code deletes, or one of a package that is named so. */
function evictsAround(
  evaluation: Evaluation,
  effects: Effects,
  reference: FunctionReference,
  group: KeyGroup,
): boolean {
  const { file, index } = reference;
  const module = evaluation.moduleFrame(file);
  const decorators = module?.facts.functions[index]?.decorators ?? [];
  return decorators.some(({ name, binding }) => {
    const value = module && evaluation.evaluate(module, { kind: 'name', name, binding });
    if (value?.kind === 'external') return EVICTS.test(name);
    return (value ? functionsIn(value) : []).some((decorator) => {
      const all = effects.ofHandler(decorator);
      // What it only says about the method is read by an interceptor.
      if (all.length === 0) return EVICTS.test(name);
      return all.some(
        (effect) =>
          (isChange(effect, all, group) || deletesUnread(effect)) &&
          !isReadAround(evaluation, effects, reference, effect),
      );
    });
  });
}

/** The key is made by what the decorator is given. */
function deletesUnread(effect: Effect): boolean {
  return effect.kind === 'cache' && effect.operation.startsWith('invalidate') && isUnread(effect.key);
}

/** Whether it is among the method's own effects as well, with the key that the decorator makes for this method. */
function isReadAround(
  evaluation: Evaluation,
  effects: Effects,
  reference: FunctionReference,
  { site }: Effect,
): boolean {
  return effects
    .through(reference, site)
    .some(({ key, ...own }) => !isUnread(key) && decoratorAround(evaluation, reference, own.site));
}
