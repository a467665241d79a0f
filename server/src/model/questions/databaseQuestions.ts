/** Which copies a database write leaves stale, and what is missing after it. */
import { AffectedGroups } from '../databases/affectedGroups.js';
import { givenColumns } from '../databases/assignedColumns.js';
import type { WritePlace } from '../databases/callerSearch.js';
import type { DatabaseWrite } from '../databases/databaseWrites.js';
import { type Deferral, deferralOf } from '../databases/deferredWrites.js';
import type { EarlyInvalidation, InvalidationOrder } from '../databases/invalidationOrder.js';
import { type LeftByColumn, leftByColumns } from '../databases/keptByColumns.js';
import { KeyDeletions } from '../databases/keyDeletions.js';
import {
  type AskedColumn,
  KnownColumns,
  type StoredColumn,
  storedColumn,
} from '../databases/knownColumns.js';
import { type MissingCall, MissingInvalidations } from '../databases/missingInvalidation.js';
import { isChangedOnTheWay, type UnmetObligation, unmetObligation } from '../databases/obligations.js';
import { mayBeUnread, withoutUnread } from '../databases/unreadColumns.js';
import type { FunctionReference } from '../evaluation/values.js';
import type { KeyGroup } from '../keys/keyGroups.js';
import type { KeyUse } from '../keys/keyUses.js';
import { CopyUses } from '../loads/copyUses.js';
import { type CachedData, cachedGroups, type ModelParts } from './modelParts.js';

export class DatabaseQuestions {
  private readonly affected: AffectedGroups;
  private readonly obligations = new Map<DatabaseWrite, Map<KeyGroup, UnmetObligation | undefined>>();
  private early: readonly EarlyInvalidation[] | undefined;
  private columns: KnownColumns | undefined;
  private readonly uses: CopyUses;

  constructor(
    private readonly parts: ModelParts,
    private readonly cached: CachedData,
    private readonly order: InvalidationOrder,
  ) {
    this.uses = new CopyUses(parts.evaluation, parts.graph);
    this.affected = new AffectedGroups(cached.databaseWrites, cached.copies);
  }

  /** Groups of keys whose copies a write may make stale. */
  groupsAffectedBy(write: DatabaseWrite): readonly KeyGroup[] {
    return this.affected.groupsOf(write);
  }

  /** Writes that may make the copies of a group stale. */
  writesAffecting(group: KeyGroup): readonly DatabaseWrite[] {
    return this.affected.writesOn(group);
  }

  /** What is missing after a write, as far as one group of keys is concerned. */
  unmetObligation(write: DatabaseWrite, group: KeyGroup): UnmetObligation | undefined {
    const known = this.obligations.get(write) ?? new Map<KeyGroup, UnmetObligation | undefined>();
    this.obligations.set(write, known);
    // Several rules and the summaries ask about the same pair.
    if (!known.has(group)) {
      const { evaluation, effects, graph } = this.parts;
      const unmet = unmetObligation(evaluation, effects, graph, write, group);
      known.set(group, unmet && withoutUnread(evaluation, unmet, (copies) => this.uses.of(copies)));
    }
    return known.get(group);
  }

  /** Whether a write that leaves no copy behind has it deleted or overwritten, here or by whoever calls. */
  changesCopy(write: DatabaseWrite, group: KeyGroup): boolean {
    const { evaluation, effects, graph } = this.parts;
    return isChangedOnTheWay(evaluation, effects, graph, write, group);
  }

  /** Functions that give copies to their callers, where what these look at decides whether a write matters. */
  functionsGivingCopies(group: KeyGroup): readonly FunctionReference[] {
    // Which rows they are may not be known before others of their files are read.
    const mayBeRow = group.entities.length === 0 || mayBeUnread(group);
    return (mayBeRow && this.uses.of(group)?.giving) || [];
  }

  /** Files whose code has copies of a group in hand, where what it looks at decides whether a write matters. */
  filesHoldingCopies(group: KeyGroup): readonly string[] {
    return (mayBeUnread(group) && this.uses.of(group)?.files) || [];
  }

  /** The call that would do what is missing after a write, where all of it can be said there. */
  missingCall(unmet: UnmetObligation, place: WritePlace): MissingCall | undefined {
    const deletions = new KeyDeletions(
      this.parts.evaluation,
      this.parts.effects,
      () => this.cached.operations,
    );
    return new MissingInvalidations(this.parts.evaluation, this.parts.effects, deletions).callFor(
      unmet,
      place,
    );
  }

  /** Deletes of cached copies that come too early for the write they belong to; one for each call. */
  earlyInvalidations(): readonly EarlyInvalidation[] {
    this.early ??= this.parts.functions.flatMap((reference) =>
      this.order.faultsOf(reference, cachedGroups(this.cached)),
    );
    return this.early;
  }

  /** A column of the asked kind that is kept as part of a row. */
  storedColumns(use: KeyUse, isAsked: AskedColumn): StoredColumn | undefined {
    this.columns ??= new KnownColumns(this.parts.evaluation, this.cached.databaseWrites);
    return storedColumn(this.parts.evaluation, this.columns, use, isAsked);
  }

  /** Copies of a written row under another column than the one whose copy is deleted. */
  leftByColumns(write: DatabaseWrite, group: KeyGroup): readonly LeftByColumn[] {
    const { evaluation, effects, graph } = this.parts;
    return leftByColumns(evaluation, effects, graph, write, group);
  }

  /** Columns of written rows, with the values that the function gives them. */
  givenColumns(write: DatabaseWrite): ReturnType<typeof givenColumns> {
    return givenColumns(this.parts.evaluation, write);
  }

  /** The function that puts a database write off, and the call by which it does; undefined when it is made at once. */
  deferralOf(write: DatabaseWrite): Deferral | undefined {
    return deferralOf(this.parts.evaluation, write);
  }
}
