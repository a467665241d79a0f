/** Database writes that leave a copy behind, as the rules about them report them: where, how sure, and in which words. */
import type { Confidence } from '../../../shared/src/finding.js';
import { isHole } from '../../../shared/src/keyPattern.js';
import { wordsOf } from '../../../shared/src/words.js';
import { siteKey } from '../model/calls/sites.js';
import { affectedEntity, goesAlong } from '../model/databases/affectedEntity.js';
import type { WritePlace } from '../model/databases/callerSearch.js';
import type { DatabaseWrite } from '../model/databases/databaseWrites.js';
import { onlyDecides } from '../model/databases/entities.js';
import type { UnmetObligation } from '../model/databases/obligations.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import { ttlOfWrites } from '../model/keys/patternSummaries.js';
import { append } from '../model/lists.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { endsSoon } from './copyLife.js';
import { isOfEndedRows } from './endedRows.js';
import { explainObligation } from './obligationExplanation.js';
import { deletesAfter } from './obligationFixes.js';
import { advice, type FurtherPlaces, storyOf } from './obligationStory.js';
import type { DraftFinding } from './rule.js';
import { beginsUnread } from './vagueKey.js';
import { listed } from './wordLists.js';
import { namedWrite } from './writeWords.js';

/** What a rule asks about writes, and how it speaks of those that leave a copy. */
export interface ObligationQuestion {
  readonly groups: readonly KeyGroup[];
  /** With the columns that are written from the place in question, as far as they can be read. */
  readonly isAsked: (write: DatabaseWrite, group: KeyGroup, columns?: readonly string[]) => boolean;
  /** Whether a write is what has to be changed, and not something that another rule knows of. */
  readonly isOwn: (unmet: UnmetObligation) => boolean;
  /** Whether the rule speaks of the copy; all of them where it is left out. */
  readonly isMeant?: (unmet: UnmetObligation) => boolean;
  readonly sentencesOf: (unmet: UnmetObligation, what: string) => readonly string[];
  /** Places that belong to the story of this rule alone. */
  readonly further?: FurtherPlaces;
  /** What is calculated from a row counts like the row: an answer that is kept is wrong when the row is another. */
  readonly answersCount?: boolean;
  /** Whether a delete is what is missing; else the sentences say what is to be done. */
  readonly isDelete?: boolean;
}

export interface Left {
  readonly unmet: UnmetObligation;
  readonly place: WritePlace;
  readonly confidence: Confidence;
}

interface LeftAtPlace {
  readonly first: Left;
  /** Copies with other keys. */
  readonly others: readonly Left[];
}

/** What is missing after writes: one finding for each place, about all copies that are left there for sure. */
export function obligationFindings(
  model: WorkspaceModel,
  question: ObligationQuestion,
): readonly DraftFinding[] {
  return byPlace(leftBehind(model, question)).map((ones) => findingAt(model, ones, question));
}

/** The copies that are left behind, each at each place. */
export function leftBehind(model: WorkspaceModel, question: ObligationQuestion): readonly Left[] {
  // One call may write rows of several entities that are in one value.
  const found = new Map<string, Left>();
  const asked = new Set(question.groups);
  for (const write of model.databaseWrites) {
    if (isTestFile(write.site.file)) continue;
    for (const group of model.databases.groupsAffectedBy(write)) {
      const unmet = asked.has(group) ? model.databases.unmetObligation(write, group) : undefined;
      if (!unmet || !question.isOwn(unmet) || isOfEndedRows(model, unmet)) continue;
      for (const place of unmet.places) {
        if (!question.isAsked(write, group, place.columns)) continue;
        const key = `${siteKey(place.site)}#${group.text}`;
        const left = { unmet, place, confidence: confidenceOf(model, unmet, place, question) };
        if (isSurer(left, found.get(key))) found.set(key, left);
      }
    }
  }
  const { isMeant } = question;
  return [...found.values()].filter(({ unmet }) => !isMeant || isMeant(unmet));
}

/** What is left at one place is one defect; what is not sure stands for itself. The rows' own copies come first. */
function byPlace(left: readonly Left[]): readonly LeftAtPlace[] {
  const places = new Map<string, Left[]>();
  for (const one of left) {
    const { group } = one.unmet;
    append(places, `${siteKey(one.place.site)}#${one.confidence === 'likely' ? '' : group.text}`, one);
  }
  return [...places.values()].flatMap((ones) => {
    const [first, ...others] = ones.toSorted(inOrderOfTelling);
    return first ? [{ first, others }] : [];
  });
}

function inOrderOfTelling({ unmet: a }: Left, { unmet: b }: Left): number {
  const [isAlong, otherIsAlong] = [placeInTelling(a), placeInTelling(b)];
  const [life, otherLife] = [lifeInTelling(a.group), lifeInTelling(b.group)];
  const [text, other] = [a.group.text, b.group.text];
  if (isAlong !== otherIsAlong) return isAlong - otherIsAlong;
  // What is said of the first is the worst that is true of any.
  if (life !== otherLife) return otherLife > life ? 1 : -1;
  return text.length - other.length || (text < other ? -1 : 1);
}

/** Milliseconds; of a life that cannot be read nothing is told. */
function lifeInTelling({ writes }: KeyGroup): number {
  const ttl = ttlOfWrites(writes);
  return ttl.kind === 'known' ? ttl.milliseconds : ttl.kind === 'none' ? Infinity : 0;
}

/** The rows that are written themselves come first. */
function placeInTelling({ entity, write }: UnmetObligation): number {
  return entity.along || goesAlong(entity, write) ? 1 : 0;
}

/** Of two that are as sure, the one about the rows that the copy is made for. */
function isSurer(one: Left, known: Left | undefined): boolean {
  if (!known) return true;
  if (one.confidence !== known.confidence) return one.confidence === 'likely';
  return known.confidence !== 'likely' || (known.unmet.entity.along && !one.unmet.entity.along);
}

function findingAt(
  model: WorkspaceModel,
  { first: { unmet, place, confidence }, others }: LeftAtPlace,
  { sentencesOf, further, isDelete = true }: ObligationQuestion,
): DraftFinding {
  const left = [unmet, ...others.map((other) => other.unmet)];
  const action = `This ${namedWrite(unmet.write.effect.call)}`;
  const isTaken = goesAlong(unmet.entity, unmet.write);
  const taking = isTaken ? ` takes rows of \`${unmet.entity.entity.name}\` along and` : '';
  const what = `${action}${taking} leaves \`${unmet.group.text}\`${besides(others)} in the cache`;
  return {
    confidence,
    span: model.code.nameSpan(place.site),
    key: unmet.group.text,
    message: [...sentencesOf(unmet, what), ...(isDelete ? [advice(model, left, place)] : [])].join(' '),
    related: storyOf(model, left, place.site, further),
    explanation: explainObligation(model, unmet),
    fixes: isDelete ? deletesAfter(model, left, place) : [],
  };
}

/** ` (and \`user-posts:{id}\`)` */
function besides(others: readonly Left[]): string {
  if (others.length === 0) return '';
  const named = others.slice(0, MAXIMUM_NAMED).map(({ unmet }) => `\`${unmet.group.text}\``);
  const more = others.length - named.length;
  return ` (and ${listed(more > 0 ? [...named, `${more} more`] : named)})`;
}

/** More keys than these are only counted. */
const MAXIMUM_NAMED = 2;

/** A stale copy of them is noticed by nobody: they are taken out before a row is cached. */
const SECRETS =
  /^(hashed_?)?(password|passwd|pass_?hash|salt)|(password|refresh|reset)_?(hash|digest|token)/i;

/**
 * Rows followed from a read say what is cached; a type annotation only names it. What is computed from columns of
 * many rows rarely changes with one of them, but kept for ever it is wrong one day.
 */
function confidenceOf(
  model: WorkspaceModel,
  unmet: UnmetObligation,
  { columns = [] }: WritePlace,
  { answersCount = false }: ObligationQuestion,
): Confidence {
  const { entity, group, unresolved, write } = unmet;
  const { operation, columns: written, library, linkedTo } = write.effect.call;
  // What an address says of what another service keeps is a guess.
  if (library.remote) return 'possible';
  // Of what only comes along, a few columns are mostly all there is.
  const isUpdate = operation === 'update' || operation === 'upsert';
  const isUnread = isUpdate && !linkedTo && (!written || (entity.picked && !entity.columns));
  const isMeant = entity.along && isKeptElsewhere(model, unmet);
  if (beginsUnread(group) || (entity.along && ((isUnread && !isMeant) || isAskedByIdOf(group, unmet))))
    return 'possible';
  // Of a hash or the like each member is one of some.
  const isOfSome =
    group.pattern.parts.some(isHole) || group.writes.some(({ effect }) => effect.operation === 'write-part');
  const isLasting = isOfSome && ttlOfWrites(group.writes).kind === 'none';
  const isList = entity.many && !entity.single && !group.summarises;
  const isCopy =
    entity.site !== undefined &&
    (entity.computed ? isLasting || answersCount : entity.whole || isOfSome || isList);
  // What only comes along, or is summed up beside counts, is meant to be as fresh as a short life makes it.
  const isBeside = entity.along && !onlyDecides(entity) && !isMeant && !othersChangeIt(model, unmet);
  const isMinor = endsSoon(group) && (group.summarises || isBeside);
  const isSecret = columns.length > 0 && columns.every((column) => SECRETS.test(column)) && !entity.columns;
  return isCopy && !isMinor && !isSecret && !unresolved ? 'likely' : 'possible';
}

/** After the delete of a row, nobody gets its id to ask for what it came along with. */
function isAskedByIdOf({ pattern }: KeyGroup, { entity, write }: UnmetObligation): boolean {
  if (write.effect.call.operation !== 'delete') return false;
  const names = wordsOf(entity.entity.name).map((word) => word.toLowerCase().replace(/s$/, ''));
  const id = [...names, 'id'].join(' ');
  return pattern.parts.some((part) => isHole(part) && wordsOf(part.hole).join(' ').toLowerCase() === id);
}

/** Whether another write of the same entity does change the copy: it is meant to be kept up with these rows. */
function othersChangeIt(model: WorkspaceModel, { entity, group, write }: UnmetObligation): boolean {
  return (
    group.invalidations.length > 0 &&
    model.databases
      .writesAffecting(group)
      .some(
        (other) =>
          other !== write &&
          affectedEntity(other, group)?.entity.identity === entity.entity.identity &&
          model.databases.unmetObligation(other, group) === undefined,
      )
  );
}

/** Whether another copy that these rows come along in is kept up by the same code, which knows that they do. */
function isKeptElsewhere(model: WorkspaceModel, { entity, group, write }: UnmetObligation): boolean {
  return model.databases
    .groupsAffectedBy(write)
    .some(
      (other) =>
        other !== group &&
        affectedEntity(write, other)?.along === true &&
        affectedEntity(write, other)?.entity.identity === entity.entity.identity &&
        model.databases.unmetObligation(write, other) === undefined,
    );
}
