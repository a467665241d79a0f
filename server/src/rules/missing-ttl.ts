/**
 * A cache write that never expires. Judged once for each place that decides the TTL: at the wrapper when no
 * caller can pass one, else at the call that passes none. State with a bounded number of keys is left alone.
 */

import type { FixDescription, RelatedLocation, SourceSpan } from '../../../shared/src/finding.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { isSameSite, outermostSite, siteKey } from '../model/calls/sites.js';
import { EXPIRY_FORMS, speaksRedis } from '../model/commands/commands.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { addedExpiry } from './addedExpiry.js';
import { decoratorThatChooses } from './choosingDecorator.js';
import { type EarlyExpiry, earlyExpiries } from './earlyExpiries.js';
import { lifeGivenAt, lifePlaceOf } from './givenLife.js';
import { keyTextOf } from './keyText.js';
import { type LifelessMethod, lifelessMethods } from './lifelessMethods.js';
import { isEndlessLock } from './lock-without-expiry.js';
import { countOf } from './read-modify-write.js';
import { isFilledAtStart, isKeptComplete, isRebuilt, sweptByClock } from './rebuiltCopies.js';
import type { DraftFinding, Rule } from './rule.js';
import { staysForEver } from './stateForEver.js';
import { clearedTtl } from './ttl-cleared-by-set.js';
import { ignoredTtl } from './ttl-ignored.js';
import { lostLife } from './ttl-lost-in-wrapper.js';
import { refusedTtl } from './ttl-not-positive.js';
import { waitsForUnusedTags } from './unusedTags.js';
import { beginsUnread } from './vagueKey.js';

/** Proposed where the code has no TTL for the pattern yet. */
const PROPOSED_MS = 300_000;

export const missingTtl: Rule = {
  id: 'missing-ttl',
  review(model, settings) {
    const places = new Map<string, Place>();
    const isSwept = sweptByClock(model);
    for (const group of [...model.groups, ...model.keys.plainKeyFills()]) {
      if (isSwept(group)) continue;
      for (const use of group.writes) {
        if (!isMissing(model, use, group, settings) || isSaidElsewhere(model, use, group)) continue;
        const key = placeOf(model, use, group);
        const known = places.get(key);
        if (!known) places.set(key, { group, use, keys: new Set([group.text]), others: [] });
        known?.keys.add(group.text);
        known?.others.push(use);
      }
    }
    const findings = new Map([...places].map(([key, place]) => [key, findingAt(model, place)]));
    for (const gap of lifelessMethods(model)) {
      const { site } = gap.effect;
      const key = siteKey(site);
      if (!findings.has(key)) findings.set(key, gapFinding(model, gap));
    }
    for (const early of earlyExpiries(model)) {
      const key = siteKey(early.effect.site);
      if (!findings.has(key)) findings.set(key, earlyFinding(model, early));
    }
    return [...findings.values()];
  },
};

/** Where the TTL of some writes is decided, by the first of them. */
interface Place {
  readonly group: KeyGroup;
  readonly use: KeyUse;
  readonly keys: Set<string>;
  readonly others: KeyUse[];
}

/** The parts that one function puts into a collection need one `expire` together. */
function placeOf(model: WorkspaceModel, use: KeyUse, group: KeyGroup): string {
  const { effect, function: owner, ttlSite } = use;
  if (decoratorThatChooses(model, use)) return `${owner.file}#${owner.index}`;
  return effect.operation === 'write-part' ? `${owner.file}#${owner.index}#${group.text}` : siteKey(ttlSite);
}

function isMissing(model: WorkspaceModel, use: KeyUse, group: KeyGroup, settings: ReviewSettings): boolean {
  const { operation, temporary, client } = use.effect;
  if (client.bounded || client.state) return false;
  if (temporary || operation === 'counter' || !isServing(use)) return false;
  if (use.ttl.kind !== 'none' && !waitsForUnusedTags(model, use, group)) return false;
  if (isRebuilt(model, group) || isKeptComplete(model, group) || isFilledAtStart(model, group)) return false;
  if (group.nature === 'state') return !client.library.durable && staysForEver(use, group, settings);
  // A collection is filled in one place and given its life in another: one `expire` on the pattern is enough.
  return operation !== 'write-part' || !group.writes.some((other) => other.ttl.kind !== 'none');
}

/** A rule that knows more reports the same call. */
function isSaidElsewhere(model: WorkspaceModel, use: KeyUse, group: KeyGroup): boolean {
  return (
    use.effect.client.unreadTtl !== undefined ||
    ignoredTtl(model, use.effect) !== undefined ||
    refusedTtl(use.effect) !== undefined ||
    isEndlessLock(model, use) ||
    lostLife(model, use) !== undefined ||
    clearedTtl(model, group, use) !== undefined ||
    (group.nature === 'state' && isOnlyCounted(model, group))
  );
}

/** What counts is no copy, and what it has counted is nowhere else; a number that somebody sets is one more entry. */
function isOnlyCounted(model: WorkspaceModel, group: KeyGroup): boolean {
  return group.writes.every((use) => isCounted(model, use));
}

function isCounted(model: WorkspaceModel, use: KeyUse): boolean {
  return countOf(model, use.function, use.effect) !== undefined;
}

function findingAt(model: WorkspaceModel, { group, use, keys, others }: Place): DraftFinding {
  const draft = finding(model, group, use, keys.size - 1);
  return others.reduce((known, other) => withCaller(model, known, other), draft);
}

function finding(model: WorkspaceModel, group: KeyGroup, use: KeyUse, others: number): DraftFinding {
  const decorator = decoratorThatChooses(model, use);
  const span = decorator ?? model.code.nameSpan(use.ttlSite);
  const isTagged = use.ttl.kind === 'keep';
  const advice = decorator
    ? { text: 'Give the decorator an expiry.', fixes: [] }
    : isTagged
      ? {
          text: 'Call `revalidateTag` where what it holds changes, or give it `revalidate` as well.',
          fixes: [],
        }
      : adviceFor(model, group, use, others > 0);
  const isState = group.nature === 'state';
  return {
    confidence:
      use.conditional || beginsUnread(group)
        ? 'possible'
        : use.effect.chain.length === 1 && !isState
          ? 'certain'
          : 'likely',
    span,
    key: group.text,
    message: [
      isTagged
        ? `\`${group.text}\` has no expiry, and nobody revalidates its tags.`
        : `${subjectOf(group, others)} written without an expiry.`,
      consequence(group, others > 0),
      advice.text,
    ].join(' '),
    related: [...callSites(model, use, span), ...tooEarly(model, use)],
    // An expiry at one of them alone is taken away by the other.
    fixes: isState && group.writes.some((other) => isCounted(model, other)) ? [] : advice.fixes,
    ...(isState && { severity: 'info' as const }),
  };
}

function gapFinding(model: WorkspaceModel, { effect, sibling, others }: LifelessMethod): DraftFinding {
  const text = keyTextOf(effect);
  return {
    confidence: 'likely',
    severity: 'info',
    span: model.code.nameSpan(effect.site),
    key: text,
    message: [
      `What this writes to \`${text}\` has no expiry, although \`${model.code.functionName(sibling.function)}\` gives one.`,
      'Nothing else here sets one, so the key stays for ever.',
      effect.operation === 'write'
        ? 'Set the expiry again when the entry is changed.'
        : 'Set an expiry on the key as well, for example with `expire`.',
    ].join(' '),
    related: [
      { span: model.code.nameSpan(sibling.effect.site), message: 'An expiry is given here.' },
      ...others.map(({ site }) => ({ span: model.code.nameSpan(site), message: 'The same here.' })),
    ],
    fixes: others.length === 0 ? addedExpiry(model, effect, PROPOSED_MS) : [],
  };
}

function earlyFinding(model: WorkspaceModel, { effect, expiry }: EarlyExpiry): DraftFinding {
  const text = keyTextOf(effect);
  return {
    confidence: 'likely',
    severity: 'info',
    span: model.code.nameSpan(outermostSite(expiry)),
    key: text,
    message: [
      `The expiry of \`${text}\` is set before the key is written, where it does nothing.`,
      effect.operation === 'write'
        ? 'The write makes the key anew, without an end, so it stays for ever.'
        : 'A key that is not there cannot expire, so one that is written once stays for ever.',
      'Set the expiry behind the write.',
    ].join(' '),
    related: [{ span: model.code.nameSpan(outermostSite(effect)), message: 'The key is written here.' }],
  };
}

/** `\`user:{id}\` and 2 other keys are` */
function subjectOf({ text }: KeyGroup, others: number): string {
  if (others === 0) return `\`${text}\` is`;
  return `\`${text}\` and ${others === 1 ? 'another key' : `${others} other keys`} are`;
}

function consequence({ nature, invalidations, writes }: KeyGroup, isPlural: boolean): string {
  const rest = invalidations.length > 0 ? 'what nobody deletes stays' : 'none ever leaves';
  if (nature === 'state') return `One key for each id is added and ${rest}, so memory only grows.`;
  const isOnDisk = writes.every(({ effect }) => effect.client.library.durable);
  const end = isOnDisk ? '' : ' or memory runs out';
  return isPlural
    ? `They stay until somebody deletes them${end}, however old they get.`
    : `It stays until somebody deletes it${end}, however old it gets.`;
}

function adviceFor(
  model: WorkspaceModel,
  group: KeyGroup,
  use: KeyUse,
  isPlural: boolean,
): { readonly text: string; readonly fixes: readonly FixDescription[] } {
  const { site, client, command, script } = use.effect;
  const isDecidedHere = isSameSite(use.ttlSite, site);
  const known = group.writes.flatMap((other) => (other.ttl.kind === 'known' ? [other.ttl.milliseconds] : []));
  const milliseconds = known[0] ?? PROPOSED_MS;
  const form = isDecidedHere && !script ? client.library.ttlForm(command, client.major) : undefined;
  const fixes = isDecidedHere
    ? addedExpiry(model, use.effect, milliseconds)
    : passed(model, use, milliseconds);
  if (form) {
    const what = isPlural ? 'them an expiry that fits how stale they' : 'it an expiry that fits how stale it';
    return { text: `Give ${what} may be: ${EXPIRY_FORMS[form]}.`, fixes };
  }
  const text = isDecidedHere
    ? speaksRedis(client)
      ? 'Set an expiry on the key as well, for example with `expire`.'
      : 'Give it an expiry that fits how stale it may be.'
    : `Pass an expiry to ${calledAt(model, use)}.`;
  return { text, fixes };
}

/** The wrapper takes an expiry, and this call leaves it out. */
function passed(
  model: WorkspaceModel,
  { effect, ttlSite }: KeyUse,
  milliseconds: number,
): readonly FixDescription[] {
  const inner = effect.chain[effect.chain.findIndex((site) => isSameSite(site, ttlSite)) + 1];
  const wrapper = inner && model.code.functionOf(inner);
  const place = wrapper && lifePlaceOf(model, wrapper);
  const edit = place && lifeGivenAt(model, wrapper, ttlSite, place, milliseconds);
  return edit ? [{ kind: 'suggestion', title: 'Pass an expiry', edits: [edit] }] : [];
}

function calledAt(model: WorkspaceModel, { ttlSite }: KeyUse): string {
  const name = model.code.calledName(ttlSite);
  return name ? `\`${name}\`` : 'this call';
}

/** The calls that supply the key, when the finding stands at the wrapper. */
function callSites(model: WorkspaceModel, use: KeyUse, reported: SourceSpan) {
  const [outermost] = use.effect.chain;
  const span = outermost && model.code.nameSpan(outermost);
  if (!span || (span.file === reported.file && span.start === reported.start)) return [];
  return [{ span, message: `Written from here by \`${model.code.functionName(use.function)}\`.` }];
}

function tooEarly(model: WorkspaceModel, { effect: { earlyExpiry } }: KeyUse): readonly RelatedLocation[] {
  if (!earlyExpiry) return [];
  return [
    {
      span: model.code.nameSpan(outermostSite(earlyExpiry)),
      message: 'This expiry does nothing: it is set before there is a key, or the write takes it away.',
    },
  ];
}

const MAXIMUM_RELATED = 6;

function withCaller(model: WorkspaceModel, known: DraftFinding, use: KeyUse): DraftFinding {
  const related = known.related ?? [];
  const more = callSites(model, use, known.span).filter(
    (location) =>
      !related.some(
        (other) => other.span.file === location.span.file && other.span.start === location.span.start,
      ),
  );
  return related.length >= MAXIMUM_RELATED ? known : { ...known, related: [...related, ...more] };
}
