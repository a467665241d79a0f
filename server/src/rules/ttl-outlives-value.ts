/**
 * A row that says itself until when it counts, cached for a fixed time: nothing bounds the one by the other, and nobody
 * who reads the copy looks at the moment. Reported where the TTL is decided.
 */
import { formatDuration } from '../../../shared/src/duration.js';
import type { FixDescription } from '../../../shared/src/finding.js';
import type { CacheEffect } from '../model/calls/effect.js';
import { siteKey } from '../model/calls/sites.js';
import { isLoaded } from '../model/databases/entities.js';
import type { StoredColumn } from '../model/databases/knownColumns.js';
import { isSameFunction, type Value, walkValue } from '../model/evaluation/values.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { functionsNear } from './endedRows.js';
import type { DraftFinding, Rule } from './rule.js';
import { type WrittenAmount, writtenAmount } from './writtenAmount.js';

export const ttlOutlivesValue: Rule = {
  id: 'ttl-outlives-value',
  follows: 'life',
  review(model, { acceptedStalenessMs }) {
    const findings = new Map<string, DraftFinding>();
    for (const group of model.groups.filter(({ nature }) => nature === 'cache')) {
      for (const use of group.writes.filter(isServing)) {
        if (use.ttl.kind !== 'known' || use.ttl.milliseconds <= acceptedStalenessMs) continue;
        const signed = signedLife(use);
        if (signed !== undefined && use.ttl.milliseconds > signed) {
          findings.set(
            siteKey(use.ttlSite),
            findingOfSigned(model, group, use, use.ttl.milliseconds, signed),
          );
          continue;
        }
        const end = model.databases.storedColumns(use, isEnd) ?? ownEnd(use) ?? saidEnd(model, use);
        const key = siteKey(use.ttlSite);
        if (!end || findings.has(key) || looksAtEnd(model, group, use, end)) continue;
        findings.set(key, finding(model, group, use, use.ttl.milliseconds, end));
      }
    }
    return [...findings.values()];
  },
};

const END = /^(exp|expires?|expiry|expiration)(_?(at|on|date|time))?$|^valid_?(until|till|to|thru|through)$/i;

/** An event that ended is still one; what is only read until then counts no longer. */
const END_OF_TIME = /^(ends?(_?(at|on|date|time))?|(until|runs_?until|active_?(until|till|to)))$/i;

function isEnd(column: string, isAhead: () => boolean): boolean {
  return namesEnd(column) || (END_OF_TIME.test(column) && isAhead());
}

function namesEnd(column: string): boolean {
  return END.test(column);
}

/** An end that belongs to a row, or that is put together with what another service gave. */
type End = Pick<StoredColumn, 'column'> &
  Partial<StoredColumn> & {
    /** Who fills the cache takes it out in order to put it in. */
    readonly isPutBack?: true;
  };

/** `{ token, expiresAt }`, where the end was loaded; one that is counted from now on ends with the TTL. */
function ownEnd({ effect: { value } }: KeyUse): End | undefined {
  if (value && isClaims(value)) return { column: 'exp' };
  if (value?.kind !== 'record') return undefined;
  const column = [...value.fields].find(([name, field]) => namesEnd(name) && isLoaded(field))?.[0];
  return column === undefined ? undefined : { column, isPutBack: true };
}

/** `expires_in`: how long it counts from when it was given. */
const LENGTH = /^(expires|valid)_?in(_?(seconds|ms|millis))?$|^(ttl|lifetime)$/i;

/** The end that an answer of another service has by its type, where all of it is kept. */
function saidEnd(model: WorkspaceModel, use: KeyUse): End | undefined {
  const column = model.loads.answeredMembers(use).find((name) => namesEnd(name) || LENGTH.test(name));
  return column === undefined ? undefined : { column };
}

const READING_TOKEN = /^(verify|verifyAsync|decode|jwtVerify|verifyJwt|verifyAccessToken)\(\)$/;

/** All that a token says, its end among it. */
function isClaims(value: Value): boolean {
  return value.kind === 'ambient' && READING_TOKEN.test(value.name) && value.path.length === 0;
}

/** Who fills the cache, who reads it, and those they hand it to. */
function looksAtEnd(model: WorkspaceModel, group: KeyGroup, use: KeyUse, end: End): boolean {
  const { column, isPutBack } = end;
  return functionsNear(model, [use, ...group.reads]).some((reference) =>
    isPutBack && isSameFunction(reference, use.function)
      ? model.code.usesMember(reference, column)
      : model.code.readsMember(reference, column),
  );
}

function finding(
  model: WorkspaceModel,
  group: KeyGroup,
  use: KeyUse,
  ttl: number,
  { entity, column, site }: End,
): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(use.ttlSite),
    key: group.text,
    message: [
      `\`${group.text}\` is kept for ${formatDuration(ttl)}, whatever \`${column}\` ${entity === undefined ? 'in it' : `of \`${entity}\``} says.`,
      LENGTH.test(column)
        ? 'A copy that is older than that is given out as if it still counted.'
        : 'A copy that is past that moment is given out as if it still counted.',
      LENGTH.test(column)
        ? `Bound the TTL by \`${column}\`.`
        : `Bound the TTL by what is left until \`${column}\`, or compare it after the read.`,
    ].join(' '),
    related: site ? [{ span: model.code.nameSpan(site), message: `\`${entity}\` is read here.` }] : [],
    fixes: fixesFor(model, use.effect, column),
  };
}

/** For how long an address or a token counts that is kept. */
function signedLife({ effect: { value } }: KeyUse): number | undefined {
  let life: number | undefined;
  if (value)
    walkValue(value, (part) => {
      if (part.kind === 'derived') life ??= part.signedFor;
      return part.kind !== 'rows';
    });
  return life;
}

/** An address or a token that was signed for less than it is kept. */
function findingOfSigned(
  model: WorkspaceModel,
  group: KeyGroup,
  use: KeyUse,
  ttl: number,
  signed: number,
): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(use.ttlSite),
    key: group.text,
    message: [
      `\`${group.text}\` is kept for ${formatDuration(ttl)}, and what is in it was signed for ${formatDuration(signed)}.`,
      'A copy that is older than that is given out, and whoever uses it is turned away.',
      'Keep it for less than it was signed for.',
    ].join(' '),
    related: [],
  };
}

/** Where the row itself is kept, by a variable that stands in the call. */
function fixesFor(model: WorkspaceModel, effect: CacheEffect, column: string): readonly FixDescription[] {
  const amount = writtenAmount(model, effect);
  if (amount && column === 'expires_in') return withinLength(model, effect, amount);
  const row = effect.value?.kind === 'rows' ? model.code.variableKept(effect) : undefined;
  // A number called so counts seconds as often as milliseconds.
  if (!amount || !row || /^exp$/i.test(column)) return [];
  const name = amount.unit === 'seconds' ? 'secondsUntil' : 'millisecondsUntil';
  const typed =
    amount.unit === 'seconds'
      ? SECONDS
      : SECONDS.replace('seconds', 'milliseconds').replace(') / 1_000)', '))');
  return [
    {
      kind: 'suggestion',
      title: `Let it end with \`${column}\``,
      edits: [
        amount.around(['Math.min('], [`, ${name}(`, { copy: row }, `?.${column}))`]),
        { kind: 'declare', name, typed, untyped: typed.replace(MOMENT, '(moment)') },
      ],
    },
  ];
}

/** By the standard for it the answer to who asks for a token says seconds. */
function withinLength(
  model: WorkspaceModel,
  effect: CacheEffect,
  amount: WrittenAmount,
): readonly FixDescription[] {
  const kept = model.code.variableKept(effect);
  if (!kept) return [];
  const factor = amount.unit === 'seconds' ? '' : ' * 1000';
  const edit = amount.around(['Math.min('], [', ', { copy: kept }, `.expires_in${factor})`]);
  return [{ kind: 'suggestion', title: 'Let it live no longer than `expires_in` says', edits: [edit] }];
}

const MOMENT = '(moment: Date | string | number | null | undefined): number';

const SECONDS = `function secondsUntil${MOMENT} {
  if (moment === null || moment === undefined) return Number.MAX_SAFE_INTEGER;
  return Math.max(1, Math.floor((new Date(moment).getTime() - Date.now()) / 1_000));
}`;
