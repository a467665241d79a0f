/**
 * A read-through cache whose failure fails the request, although the value can be loaded without it. Where others of the
 * workspace go on without the cache, each file that does not is reported; where none does, that is one habit: reported
 * once, at what most of them go through, and only for certain if many do.
 */
import type { RelatedLocation } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite } from '../model/calls/sites.js';
import type { CacheAside } from '../model/loads/cacheAsides.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { type FailingPlace, failingPlaces } from './failingPlaces.js';
import { keyTextOf } from './keyText.js';
import { onePerFile } from './onePerFile.js';
import type { DraftFinding, Rule } from './rule.js';
import { survivingFix } from './survivingFix.js';

/** Where no request is seen, whether one or two values are worth it is a matter of taste; that many are not. */
const MINIMUM_LOADS = 3;
const MAXIMUM_RELATED = 8;

export const cacheFailureBreaksRequest: Rule = {
  id: 'cache-failure-breaks-request',
  comparesFolder: true,
  review(model) {
    const { places, example } = failingPlaces(model);
    return example ? oversights(model, places, example) : habit(model, places);
  },
};

function oversights(
  model: WorkspaceModel,
  places: readonly FailingPlace[],
  example: CacheAside,
): readonly DraftFinding[] {
  const inFiles = onePerFile(places.map((place) => ({ site: place.site, detail: place })));
  return inFiles.map(({ detail, others }): DraftFinding => {
    const draft = finding(
      model,
      detail,
      others.map((other) => other.detail),
      true,
    );
    const contrast = {
      span: model.code.nameSpan(example.readSite),
      message: 'Here a failed read is only a miss.',
    };
    return { ...draft, confidence: 'likely', related: [...draft.related, contrast] };
  });
}

/** Where sessions, queues or limits are kept in Redis, the application cannot do without it anyway. */
const NEEDING_REDIS = [
  'connect-redis',
  'bull',
  'bullmq',
  '@nestjs/bull',
  '@nestjs/bullmq',
  'bee-queue',
  'rate-limit-redis',
];

function habit(model: WorkspaceModel, places: readonly FailingPlace[]): readonly DraftFinding[] {
  const [first, ...rest] = [...places].sort((a, b) => b.keys.size - a.keys.size);
  if (!first) return [];
  const isShared = first.keys.size >= MINIMUM_LOADS;
  const keys = new Set(places.flatMap((place) => [...place.keys]));
  const isNeeded = NEEDING_REDIS.some((name) => model.code.versionRange(first.site.file, name) !== undefined);
  const isShown =
    !isNeeded && (keys.size >= MINIMUM_LOADS || places.some((place) => isInRequest(model, place)));
  const draft = finding(model, first, rest);
  return [
    {
      ...draft,
      confidence: isShown ? 'likely' : 'possible',
      ...(!isShared && { severity: 'info' as const }),
    },
  ];
}

/** A handler, or what one calls, goes through it. */
function isInRequest(model: WorkspaceModel, { loads }: FailingPlace): boolean {
  return loads.some(({ aside }) => model.callers.answersRequests(aside.function));
}

function finding(
  model: WorkspaceModel,
  place: FailingPlace,
  others: readonly FailingPlace[],
  isOversight = false,
): Omit<DraftFinding, 'confidence'> & { readonly related: readonly RelatedLocation[] } {
  const call = place.isRead ? 'read' : 'write';
  const about = place.keys.size > 1 ? '' : ` of \`${keyTextOf(place.effect)}\``;
  const answersNothing = place.loads.every(({ failure }) => failure.answersNothing);
  const end = answersNothing ? 'The answer is empty then' : 'The request fails with it';
  const outcome = place.isRead ? 'can be loaded without the cache' : 'is at hand';
  const comparison = isOversight
    ? place.isRead
      ? ', as is done elsewhere'
      : answersNothing
        ? ', and elsewhere it is not'
        : ', and elsewhere it does not'
    : '';
  return {
    span: model.code.nameSpan(place.site),
    key: keyTextOf(place.effect),
    message: [
      `When the cache cannot be reached, this ${call}${about} throws${alike(place, others)}.`,
      `${end}, although the value ${outcome}${comparison}.`,
      place.isRead ? 'Treat a failed read as a miss, and log a failed write.' : 'Log the failure and go on.',
    ].join(' '),
    related: relatedOf(model, place, others),
    fixes: survivingFix(model, [place, ...others].flatMap(callsThatEscape)),
  };
}

function alike({ keys }: FailingPlace, { length }: readonly FailingPlace[]): string {
  if (keys.size > 1) return `, and ${keys.size} kinds of keys are loaded through it`;
  if (length === 0) return '';
  return length === 1 ? ', like another one' : `, like ${length} others`;
}

function relatedOf(
  model: WorkspaceModel,
  place: FailingPlace,
  others: readonly FailingPlace[],
): readonly RelatedLocation[] {
  const through = place.loads.flatMap(({ aside }) => {
    const own = place.isRead ? aside.readSite : aside.writeSite;
    return isSameSite(own, place.site) ? [] : [own];
  });
  const writes = place.loads.flatMap(({ aside, failure }) =>
    place.isRead && (failure.write === 'escapes' || failure.write === 'lost') ? [aside.writeSite] : [],
  );
  const located = [
    ...through.map((site) => ({ site, message: 'This load goes through it.' })),
    ...writes.map((site) => ({ site, message: 'The failure of this write breaks the request as well.' })),
    ...others.map(({ site }) => ({ site, message: 'So does the failure of this call.' })),
  ];
  return located
    .slice(0, MAXIMUM_RELATED)
    .map(({ site, message }) => ({ span: model.code.nameSpan(site), message }));
}

function callsThatEscape({ loads }: FailingPlace): readonly CacheEffect[] {
  return loads.flatMap(({ aside, failure }) => [
    ...(failure.read === 'escapes' ? [aside.read] : []),
    ...(failure.write === 'escapes' || failure.write === 'lost' ? [aside.write] : []),
  ]);
}
