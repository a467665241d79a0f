/** What a key lacks of who asks: shared by the rules about keys that are the same for several people or tenants. */
import type { RelatedLocation } from '../../../shared/src/finding.js';
import { isHole } from '../../../shared/src/keyPattern.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { ConditionBeyondKey } from '../model/keys/keyCompleteness.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { namesRight, namesStanding, namesWord } from './lexicon.js';
import { placeOfKey } from './placeOfKey.js';

type Words = ReviewSettings['words'];

/** A user, an account or a tenant that the value was selected by and that the key carries in no way. */
export function missingIdentity(
  model: WorkspaceModel,
  use: KeyUse,
  added: Words,
): ConditionBeyondKey | undefined {
  const found = model.keys
    .conditionsBeyondKey(use)
    .filter((condition) => condition.asks || isAboutWhoAsks(condition, added))
    .filter((condition) => !isSaidOtherwise(use, condition, added));
  return found.find((condition) => condition.asks) ?? found[0];
}

/** A tenant that the value was selected by, where the key only carries what is unique inside one. */
export function missingTenant(
  model: WorkspaceModel,
  use: KeyUse,
  added: Words,
): ConditionBeyondKey | undefined {
  if (missingIdentity(model, use, added)) return undefined;
  const holes = holesOf(use);
  if (holes.some((hole) => IMPLIES_TENANT.test(hole) || namesWord(hole, 'tenant', added))) return undefined;
  return model.keys
    .conditionsBeyondKey(use)
    .filter((condition) => !isImplied(condition))
    .find(({ name, column }) => namesWord(name, 'tenant', added) && namesWord(column, 'tenant', added));
}

/** Where the rows are selected by what the key lacks, and who asks for it. */
export function selectedBy(
  model: WorkspaceModel,
  { site, askedAt, column }: ConditionBeyondKey,
): readonly RelatedLocation[] {
  return [
    ...(site ? [{ span: model.code.nameSpan(site), message: `Selected by \`${column}\` here.` }] : []),
    ...(askedAt ? [{ span: model.code.nameSpan(askedAt), message: 'This call asks for it.' }] : []),
  ];
}

/** Where a wrapper that stands in another file writes what is kept under the key. */
export function writtenBelow(model: WorkspaceModel, use: KeyUse): readonly RelatedLocation[] {
  const { effect } = use;
  const isElsewhere = placeOfKey(model, use).file !== effect.site.file;
  return isElsewhere ? [{ span: model.code.nameSpan(effect.site), message: 'It is written here.' }] : [];
}

export function holesOf({ patterns }: KeyUse): readonly string[] {
  return patterns.flatMap((pattern) => pattern.parts.flatMap((part) => (isHole(part) ? part.hole : [])));
}

/** By the column and by the value: an author that a page is filtered by is nobody who asks. */
function isAboutWhoAsks(condition: ConditionBeyondKey, added: Words): boolean {
  const { entity, column, name } = condition;
  if (isImplied(condition) && !namesWord(name, 'identity', added)) return false;
  const compared = /^_?id$/.test(column) ? `${entity ?? ''} ${column}` : column;
  const isOfSomebody = condition.ofSomebody === true || isSomebody(compared, added);
  return isOfSomebody && isSomebody(name, added) && !/ids$/i.test(name);
}

/** The key has the id of the row, which belongs to one tenant. */
function isImplied({ carried }: ConditionBeyondKey): boolean {
  return carried.some((column) => /^_?(id|uuid)$/.test(column));
}

/** A profile may be one of anything. */
function isSomebody(name: string, added: Words): boolean {
  const text = name.replace(/profiles?/gi, ' ');
  return namesWord(text, 'identity', added) || namesWord(text, 'tenant', added);
}

const OTHER_NAMES = /^(user_?name|e?_?mail|login|handle|phone|(api_?)?key|token|slug|sub)$/i;
/** What is told by an id belongs to one tenant, whatever is loaded besides. */
const ID = /(^|_|[a-z\d])(Id|_id|uuid|identifier)$|^_?id$/;
const IMPLIES_TENANT = /^(e?_?mail|(api_?)?key|token|session(_?id)?|sid|host(name)?|(sub)?domain|value)$/i;

/** `ctx.membership.role`: within one tenant some have it and some do not. */
function isRight(name: string): boolean {
  const last = name.split('.').at(-1) ?? '';
  return namesRight(last) || namesStanding(last);
}

/** The key carries the same person under another name, or a user who belongs to one tenant. */
function isSaidOtherwise(use: KeyUse, { name, asks, askedAt }: ConditionBeyondKey, added: Words): boolean {
  const isPerson = namesWord(name, 'identity', added) || isRight(name);
  const isTenant = !isPerson && namesWord(name, 'tenant', added);
  return holesOf(use).some(
    (hole) =>
      // A call that gives both means two things.
      (!askedAt && OTHER_NAMES.test(hole)) ||
      (isTenant && (IMPLIES_TENANT.test(hole) || (!asks && ID.test(hole)))) ||
      namesWord(hole, 'identity', added) ||
      (!isPerson && namesWord(hole, 'tenant', added)),
  );
}
