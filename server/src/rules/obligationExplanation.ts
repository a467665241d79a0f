/**
 * How "this write leaves a cached copy" came to be: where the rows are read, how they reach the cache, the write,
 * and everything that was looked at and does not change the copy. In: an unmet obligation. Out: its explanation.
 */
import type { Explanation, RelatedLocation } from '../../../shared/src/finding.js';
import { formatKeyPattern, hasText, unify } from '../../../shared/src/keyPattern.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite, outermostSite, type Site } from '../model/calls/sites.js';
import { CHANGES } from '../model/databases/copyChanges.js';
import { onlyDecides } from '../model/databases/entities.js';
import type { UnmetObligation } from '../model/databases/obligations.js';
import { patternsOf } from '../model/evaluation/patterns.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import { ttlOfWrites } from '../model/keys/patternSummaries.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { lifeOf } from './copyLife.js';
import { listed } from './wordLists.js';

const MAXIMUM_DISMISSED = 12;

export function explainObligation(model: WorkspaceModel, unmet: UnmetObligation): Explanation {
  return {
    steps: [...readSteps(model, unmet), ...cacheSteps(model, unmet), ...writeSteps(model, unmet)],
    dismissed: byPlace([...ownChanges(model, unmet), ...invalidators(model, unmet)]).slice(
      0,
      MAXIMUM_DISMISSED,
    ),
    search: searchOf(model, unmet),
  };
}

function readSteps(model: WorkspaceModel, { entity }: UnmetObligation): readonly RelatedLocation[] {
  if (!entity.site) return [];
  const what = `\`${entity.entity.name}\`${columnList(entity.columns)}`;
  if (entity.inserted) return [step(model, entity.site, `${what} is inserted here.`)];
  if (onlyDecides(entity)) return [step(model, entity.site, `${what} decides here which rows are read.`)];
  return [step(model, entity.site, entity.along ? `${what} comes along here.` : `${what} is read here.`)];
}

/** ` (email, name)`; the length of a list is no column. */
function columnList(columns: Iterable<string> = []): string {
  const names = [...columns].filter((name) => name !== 'length').sort();
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
}

/** How the rows get into the cache. */
export function cacheSteps(
  model: WorkspaceModel,
  { group }: Pick<UnmetObligation, 'group'>,
): readonly RelatedLocation[] {
  const [filled] = group.writes;
  if (!filled) return [];
  const { chain, command } = filled.effect;
  const isKnown = ttlOfWrites(group.writes).kind !== 'unknown';
  const until = isKnown ? ` ${lifeOf(group)}` : ' with a TTL that is not known';
  return chain.map((site, index) =>
    step(
      model,
      site,
      index === chain.length - 1
        ? `\`${command}\` puts it into the cache under \`${group.text}\`${until}.`
        : `\`${model.code.functionName(model.code.functionOf(site))}\` hands it on to the cache.`,
    ),
  );
}

function writeSteps(model: WorkspaceModel, unmet: UnmetObligation): readonly RelatedLocation[] {
  const {
    site,
    effect: { call },
  } = unmet.write;
  const what = `This ${call.operation} of \`${call.entity.name}\`${columnList(call.columns)}`;
  return [
    step(model, site, `${what} changes what was ${unmet.entity.inserted ? 'inserted' : 'read'}.`),
    ...unmet.callersWithout.map(({ frame, call: index }) =>
      step(model, { file: frame.file, call: index }, 'It is called here, and the copy stays as it was.'),
    ),
  ];
}

/** What the writing function does to caches, and why that does not help. */
function ownChanges(
  model: WorkspaceModel,
  { write, group, givenList }: UnmetObligation,
): readonly RelatedLocation[] {
  return model
    .effectsOf(write.function)
    .filter((effect): effect is CacheEffect => effect.kind === 'cache' && CHANGES.has(effect.operation))
    .map((effect) => {
      const site = outermostSite(effect);
      const isOfList = givenList !== undefined && isSameSite(site, givenList);
      return step(
        model,
        site,
        isOfList ? 'This delete is given a list, not a row.' : reasonOf(effect, group),
      );
    });
}

function reasonOf(effect: CacheEffect, { pattern, text }: KeyGroup): string {
  const same = patternsOf(effect.key).some((other) => unify(other, pattern));
  if (same) return `\`${effect.command}\` touches \`${text}\`, but not on every way that this write is made.`;
  const others = patternsOf(effect.key).filter(hasText).map(formatKeyPattern);
  return others.length === 1
    ? `\`${effect.command}\` is about another key, \`${others[0]}\`.`
    : `\`${effect.command}\` is about another key than \`${text}\`.`;
}

/** Who does delete the copy, elsewhere. */
function invalidators(model: WorkspaceModel, { group, write }: UnmetObligation): readonly RelatedLocation[] {
  return group.invalidations
    .filter((use) => model.code.functionName(use.function) !== model.code.functionName(write.function))
    .map((use) =>
      step(
        model,
        outermostSite(use.effect),
        `\`${model.code.functionName(use.function)}\` deletes it, but this write does not lead there.`,
      ),
    );
}

/** `Looked at `ban`, its 3 callers and 2 subscribers of the events it emits.` */
function searchOf(model: WorkspaceModel, { write, callersWith, callersWithout }: UnmetObligation): string {
  const callers = callersWith + callersWithout.length;
  const subscribers = model.callers.subscribersOf(write.function);
  const name = model.code.functionName(write.function);
  const where = name === '(module)' ? 'the code around the write' : `\`${name}\``;
  const heard = subscribers > 0 ? [`${count(subscribers, 'subscriber')} of the events it emits`] : [];
  const called = callers === 0 ? [] : [callers === 1 ? 'its only caller' : `its ${callers} callers`];
  const lone = called.length + heard.length === 0 ? '; nothing in the reviewed code calls it' : '';
  const kept =
    callersWith > 0
      ? `; ${callersWith} of the callers ${callersWith === 1 ? 'changes' : 'change'} the copy`
      : '';
  return `Looked at ${listed([where, ...called, ...heard])}${lone}${kept}.`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

function step(model: WorkspaceModel, site: Site, message: string): RelatedLocation {
  return { span: model.code.nameSpan(site), message };
}

/** One for each place: the last that was said of it, where the first stood. */
export function byPlace(locations: readonly RelatedLocation[]): readonly RelatedLocation[] {
  return [...new Map(locations.map((location) => [placeOf(location), location])).values()];
}

export function placeOf({ span }: Pick<RelatedLocation, 'span'>): string {
  return `${span.file}#${span.start}`;
}
