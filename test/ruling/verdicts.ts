/**
 * The ruling set: what the review finds in public repositories at a fixed commit, and what a reader of that code
 * thinks of each finding. One JSON file per repository in `verdicts/`; places and opinions, no code.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** unjudged: found, and nobody has read it yet. */
export const VERDICTS = ['right', 'debatable', 'wrong', 'unjudged'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface JudgedFinding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  readonly key?: string;
  readonly verdict: Verdict;
  /** Why it is right, wrong or debatable, in one sentence. */
  readonly reason: string;
}

export interface Ruling {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** Lines of the source files that are reviewed. */
  readonly lines: number;
  /** In order of file, line and rule. */
  readonly findings: readonly JudgedFinding[];
}

const folder = join(import.meta.dirname, 'verdicts');

export function readRulings(): readonly Ruling[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Ruling);
}

export function writeRuling(ruling: Ruling): void {
  const file = join(folder, `${checkoutName(ruling.repository)}.json`);
  writeFileSync(file, `${JSON.stringify(ruling, undefined, 2)}\n`);
}

/** The folder a checkout is expected in: `owner+name`. */
export function checkoutName(repository: string): string {
  return repository.replace('/', '+');
}

/** `owner/name` */
export function repositoryOf(checkout: string): string {
  return checkout.replace('+', '/');
}
