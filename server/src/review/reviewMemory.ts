/**
 * The last review of a folder, and whether the next one needs to be made at all. A review is made from the files
 * it selects, the facts of those it reads, the names of all files, and the settings. Where all of these stayed as
 * they were, or only the places of things moved, so did the findings.
 */
import type { Finding } from '../../../shared/src/finding.js';
import type { KeyPatternSummary } from '../../../shared/src/protocol.js';
import type { FileFacts } from '../facts/fileFacts.js';
import { movedOffsets } from '../facts/places.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import { type MovedFile, moveSpans } from './movedSpans.js';

export interface ReviewAnswer {
  readonly findings: readonly Finding[];
  readonly keyPatterns: readonly KeyPatternSummary[];
}

export interface ReviewedInputs {
  readonly snapshot: WorkspaceSnapshot;
  /** The settings that count, as text. */
  readonly settings: string;
  /** The files of the first wave. */
  readonly first: readonly string[];
}

interface Review {
  readonly inputs: ReviewedInputs;
  /** The facts of all files that were asked for. */
  readonly facts: ReadonlyMap<string, FileFacts>;
  readonly answer: ReviewAnswer;
}

export class ReviewMemory {
  private last: Review | undefined;

  keep(inputs: ReviewedInputs, facts: ReadonlyMap<string, FileFacts>, answer: ReviewAnswer): void {
    this.last = { inputs, facts, answer };
  }

  forget(): void {
    this.last = undefined;
  }

  /** `selects`: whether a file beyond the first is selected as before, now that its text is another. */
  recall(
    inputs: ReviewedInputs,
    factsOf: (file: string) => FileFacts | undefined,
    selects: (file: string, before: WorkspaceSnapshot) => boolean,
  ): ReviewAnswer | undefined {
    const { last } = this;
    if (!last || !isSameSelection(last.inputs, inputs, selects)) return undefined;
    const moved = new Map<string, MovedFile>();
    for (const [file, before] of last.facts) {
      const after = factsOf(file);
      if (!after) return undefined;
      if (after === before) continue;
      const offsets = movedOffsets(before, after);
      if (!offsets) return undefined;
      moved.set(file, { offsets, lineStarts: after.lineStarts });
    }
    return moved.size > 0 ? moveSpans(last.answer, moved) : last.answer;
  }
}

function isSameSelection(
  before: ReviewedInputs,
  after: ReviewedInputs,
  selects: (file: string, before: WorkspaceSnapshot) => boolean,
): boolean {
  if (before.settings !== after.settings || !isSameList(before.first, after.first)) return false;
  if (!isSameProject(before.snapshot, after.snapshot)) return false;
  const first = new Set(after.first);
  return after.snapshot.files.every(
    (file) =>
      before.snapshot.hash(file) === after.snapshot.hash(file) ||
      first.has(file) ||
      selects(file, before.snapshot),
  );
}

/** Whether module specifiers and version ranges lead where they led. */
export function isSameProject(before: WorkspaceSnapshot, after: WorkspaceSnapshot): boolean {
  return (
    isSameList(before.files, after.files) &&
    isSameData(before.packages, after.packages) &&
    isSameData(before.pathAliases, after.pathAliases) &&
    isSameData(before.schemaFields, after.schemaFields)
  );
}

function isSameData(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}
