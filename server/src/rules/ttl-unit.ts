/**
 * Seconds where milliseconds are read, or the reverse. Decided by the name of the number, or by the number
 * itself where it is no sensible life in the unit that is read and a round one in the other.
 */
import { formatDuration } from '../../../shared/src/duration.js';
import type { FixDescription } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { isSameSite, outermostSite, type Site, siteKey } from '../model/calls/sites.js';
import { setsOnlyIfAbsent, type TtlAmount, ttlAmounts } from '../model/commands/commands.js';
import type { TtlWording, WordedAmount } from '../model/questions/codePlaces.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { decoratorThatChooses } from './choosingDecorator.js';
import { keyTextOf } from './keyText.js';
import { isMark } from './locks.js';
import type { DraftFinding, Rule } from './rule.js';
import { wrongMoment } from './wrongMoments.js';

export const ttlUnit: Rule = {
  id: 'ttl-unit',
  review(model) {
    const findings = new Map<string, DraftFinding>();
    const decorated = new Set<string>();
    for (const use of model.keyUses) {
      const decorator = decoratorThatChooses(model, use);
      const site = outermostSite(use.effect);
      if (!decorator || isTestFile(decorator.file)) continue;
      decorated.add(siteKey(site));
      const found = foundIn(model, use.effect, site);
      if (found)
        findings.set(`${decorator.file}#${decorator.start}`, { ...found, span: decorator, fixes: [] });
    }
    for (const { effect, ttlSite } of [...model.operations.map(asWritten), ...model.keyUses]) {
      const site = ttlSite;
      if (decorated.has(siteKey(site))) continue;
      const [inner, outer] = [siteKey(effect.site), siteKey(site)];
      if (isTestFile(site.file) || isTestFile(effect.site.file)) continue;
      if (findings.has(inner) || findings.has(outer)) continue;
      const found = foundIn(model, effect, site);
      if (found) findings.set(outer, found);
    }
    const declared = model.code.declaredTtls().flatMap((ttl) => judgeDeclared(ttl) ?? []);
    return [...findings.values(), ...declared];
  },
};

function foundIn(model: WorkspaceModel, effect: CacheEffect, site: Site): DraftFinding | undefined {
  const amounts = ttlAmounts(effect).flatMap((amount) => worded(model, effect, amount));
  const found = amounts.map((each) => judge(model, effect, each, site)).find((candidate) => candidate);
  // A fix changes all that may be chosen.
  return found && amounts.length > 1 ? { ...found, fixes: [] } : found;
}

function worded(model: WorkspaceModel, effect: CacheEffect, amount: TtlAmount): readonly WordedAmount[] {
  // The arguments of a command in a script are not those of the call.
  if (effect.script) return [{ ...amount, wording: { factors: [] }, asIs: true }];
  return model.code.wordedAmounts(effect.site, amount, effect.arguments.length);
}

/** At the library, where the number may stand as well. */
function asWritten({ effect }: { readonly effect: CacheEffect }) {
  return { effect, ttlSite: outermostSite(effect) };
}

function judgeDeclared(
  ttl: ReturnType<WorkspaceModel['code']['declaredTtls']>[number],
): DraftFinding | undefined {
  const unit = unitOf(ttl);
  if (!unit || isTestFile(ttl.file)) return undefined;
  const found = contradiction(ttl.value, unit, ttl, false, true);
  return found && finding(ttl.span, found, ttl.isState);
}

type Unit = 'seconds' | 'milliseconds';

function unitOf({ unit }: Pick<TtlAmount, 'unit'>): Unit | undefined {
  if (unit === 'seconds' || unit === 'memcached-seconds') return 'seconds';
  return unit === 'milliseconds' || unit === 'milliseconds-or-text' ? 'milliseconds' : undefined;
}

function judge(
  model: WorkspaceModel,
  effect: CacheEffect,
  amount: WordedAmount,
  site: Site,
): DraftFinding | undefined {
  const { wording } = amount;
  const moment = wrongMoment(amount, wording.moment);
  if (moment) return findingOfMoment(model, effect, site, moment);
  const unit = wording.moment ? undefined : unitOf(amount);
  if (!unit) return undefined;
  // A lock is held for seconds or parts of them: no number is odd for it.
  const scaled = scaledContradiction(effect, amount, unit);
  if (scaled) return { ...finding(model.code.nameSpan(site), scaled), key: keyTextOf(effect) };
  // Who calls a function does not see in which unit it writes.
  const explicit = amount.explicit && (isSameSite(effect.site, site) || isHeld(effect));
  const found = contradiction(amount.value, unit, wording, explicit, !effect.client.state);
  if (!found) return undefined;
  return {
    ...finding(model.code.nameSpan(site), found),
    key: keyTextOf(effect),
    fixes: fixesFor(model, effect, amount, found, site),
  };
}

/** `Math.floor(ttlMs / 1000)`: the number that was given, as what it is read. */
function scaledContradiction(
  effect: CacheEffect,
  { value }: TtlAmount,
  unit: Unit,
): Contradiction | undefined {
  const given = value.kind === 'constant' && Number(value.value) > 0 ? value.scaledFrom : undefined;
  const read = unit === 'seconds' ? 'milliseconds' : 'seconds';
  if (given === undefined || isHeld(effect) || !isOdd(given, read, { factors: [] }, false)) return undefined;
  return { unit: read, meant: unit, number: given };
}

/** A lock or a mark may be meant for parts of a second. */
function isHeld(effect: CacheEffect): boolean {
  return effect.client.state || setsOnlyIfAbsent(effect) || isMark(effect);
}

function findingOfMoment(
  model: WorkspaceModel,
  effect: CacheEffect,
  site: Site,
  message: string,
): DraftFinding {
  return { confidence: 'certain', span: model.code.nameSpan(site), key: keyTextOf(effect), message };
}

/** Where the amount is written out, or its name says the unit. */
function fixesFor(
  model: WorkspaceModel,
  effect: CacheEffect,
  { argument, option }: TtlAmount,
  { unit, name }: Contradiction,
  site: Site,
): readonly FixDescription[] {
  // A number that is given elsewhere has to change there.
  const isHere = effect.chain.length === 1 && isSameSite(effect.site, site);
  const written = isHere || name !== undefined ? model.code.writtenCall(effect) : undefined;
  if (!written) return [];
  const by = unit === 'seconds' ? 'divide' : 'multiply';
  return [
    {
      title: `${by === 'divide' ? 'Divide' : 'Multiply'} it by 1,000`,
      // A number may be odd and meant; a name is not.
      kind: name === undefined ? 'suggestion' : 'safe',
      edits: [
        { kind: 'scale-ttl', call: written.call, argument, by, ...(option !== undefined && { option }) },
      ],
    },
  ];
}

function contradiction(
  value: TtlAmount['value'],
  unit: Unit,
  wording: TtlWording,
  explicit: boolean,
  judgesNumbers: boolean,
): Contradiction | undefined {
  const number = value.kind === 'constant' ? Number(value.value) : undefined;
  const meant = unit === 'seconds' ? 'milliseconds' : 'seconds';
  const { converted } = wording;
  if (converted && number === undefined) {
    return converted.unit === unit ? undefined : { unit, meant, number, name: converted.name };
  }
  const { counted } = wording;
  if (counted && counted.unit !== unit && isPlausible(number, meant))
    return { unit, meant, number, name: counted.name };
  // `THIRTY_SECONDS = 30_000` says how long it is, and not what it counts.
  if (counted && counted.unit === unit) return undefined;
  const isSaid = (name: string | undefined) => nameSays(name) === meant && isPlausible(number, meant);
  // `const seconds = ms('5m')` in a slot of seconds: the name and the number contradict each other; nothing is sure.
  const said = nameSays(wording.name) === unit ? [] : [wording.name, wording.maker];
  const name = said.find(isSaid);
  if (name === undefined && !(judgesNumbers && isOdd(number, unit, wording, explicit))) return undefined;
  return { unit, meant, number, ...(name !== undefined && { name }) };
}

/** The unit a name ends in: `TTL_MS`, `lifeInSeconds`. */
function nameSays(name: string | undefined): Unit | undefined {
  if (name === undefined) return undefined;
  if (/(_ms|_millis|milli_?seconds)$|(?<=[a-z0-9])(Ms|MS|Millis)$|^(ms|millis)$/i.test(caseBound(name))) {
    return 'milliseconds';
  }
  return /(_secs?|(?<!milli_?)seconds)$|(?<=[a-z0-9])Secs?$/i.test(caseBound(name)) ? 'seconds' : undefined;
}

/** `items` and `params` end in the letters of a unit, but not in a word of one. */
function caseBound(name: string): string {
  return name.replace(/([a-z0-9])([A-Z]+)/g, '$1_$2');
}

/** A number that is a sensible life in the unit its name says; one that is not known may be. */
function isPlausible(number: number | undefined, unit: Unit): boolean {
  if (number === undefined) return true;
  return unit === 'milliseconds' ? number >= 1_000 : number >= 1 && number <= 31_536_000;
}

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 31_536_000;

/** No sensible life as it is read, and a round one in the other unit. */
function isOdd(number: number | undefined, unit: Unit, wording: TtlWording, explicit: boolean): boolean {
  if (number === undefined || !Number.isInteger(number) || number <= 0) return false;
  const { factors } = wording;
  if (unit === 'seconds') {
    if (factors.length > 1) {
      const isScaled = factors.some(
        (factor) => factor === 1_000 || factor === 60_000 || factor === 3_600_000,
      );
      // An hour that is written with a thousand is one of milliseconds, however many days it comes to.
      const isWritten =
        factors.includes(1_000) && factors.some((factor) => factor === 60 || factor === 3_600);
      return (
        isScaled && number >= 60_000 && (isWritten || number > YEAR_SECONDS || number % DAY_SECONDS !== 0)
      );
    }
    return number >= 60_000 && number % 60_000 === 0 && (number % DAY_SECONDS !== 0 || number > YEAR_SECONDS);
  }
  const isProductOfSeconds =
    factors.length > 1 &&
    factors.includes(60) &&
    !factors.some((factor) => factor >= 1_000 && factor % 1_000 === 0);
  if (isProductOfSeconds) return number % 1_000 !== 0 || number < 10_000;
  // Who writes PX knows the unit, but not even then is anything worth keeping for less than a tenth of a second.
  if (explicit) return number >= 5 && number < 100;
  // Nothing is worth keeping for a few milliseconds.
  return (number >= 5 && number < 60) || (number >= 60 && number % 60 === 0 && number % 500 !== 0);
}

interface Contradiction {
  readonly unit: Unit;
  readonly meant: Unit;
  readonly number: number | undefined;
  readonly name?: string | undefined;
}

function finding(span: DraftFinding['span'], found: Contradiction, isState = false): DraftFinding {
  const { unit, meant, number, name } = found;
  const factor = unit === 'seconds' ? 1 : 1_000;
  const outcome = number === undefined ? '' : `: ${life(number, unit)}`;
  return {
    confidence: name === undefined ? 'likely' : 'certain',
    span,
    message: [
      name === undefined
        ? `\`${number}\` looks like ${meant}, but ${unit} are read here${outcome}.`
        : `\`${name}\` says ${meant}, but ${unit} are read here${outcome}.`,
      outcomeOf(unit, isState),
      factor === 1 ? 'Divide it by 1,000.' : 'Multiply it by 1,000.',
    ].join(' '),
  };
}

function outcomeOf(unit: Unit, isState: boolean): string {
  if (isState)
    return unit === 'seconds'
      ? 'It lasts a thousand times too long.'
      : 'It is over a thousand times too soon.';
  return unit === 'seconds'
    ? 'The entry stays a thousand times too long.'
    : 'The entry is gone a thousand times too soon, so the cache hardly helps.';
}

function life(number: number, unit: Unit): string {
  return formatDuration(unit === 'seconds' ? number * 1_000 : number);
}
