/** Compares a review with the verdicts on an earlier one. In: plain data. Out: the verdicts as they stand now. Pure. */
import type { JudgedFinding } from './verdicts.js';

export type FoundFinding = Pick<JudgedFinding, 'file' | 'line' | 'rule' | 'key'>;

export interface Comparison {
  /** Everything that is found now, with its verdict; what nobody has read is unjudged. */
  readonly now: readonly JudgedFinding[];
  /** Judged, and no longer found. */
  readonly gone: readonly JudgedFinding[];
}

export function compareRulings(judged: readonly JudgedFinding[], found: readonly FoundFinding[]): Comparison {
  const left = new Map(judged.map((finding) => [placeOf(finding), finding]));
  const now = found.map((finding): JudgedFinding => {
    const known = left.get(placeOf(finding));
    left.delete(placeOf(finding));
    return known ?? { ...finding, verdict: 'unjudged', reason: '' };
  });
  return { now: [...now].sort(byPlace), gone: [...left.values()] };
}

export interface Tally {
  readonly right: number;
  readonly debatable: number;
  readonly wrong: number;
  readonly unjudged: number;
}

export function tally(findings: readonly JudgedFinding[]): Tally {
  const count = (verdict: JudgedFinding['verdict']) =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return {
    right: count('right'),
    debatable: count('debatable'),
    wrong: count('wrong'),
    unjudged: count('unjudged'),
  };
}

/** `missing-ttl 3, keys-command 1`: the most frequent first. */
export function findingsPerRule(findings: readonly JudgedFinding[]): string {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts]
    .sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1))
    .map(([rule, amount]) => `${rule} ${amount}`)
    .join(', ');
}

function placeOf({ file, line, rule, key }: FoundFinding): string {
  return [file, line, rule, key ?? ''].join('\n');
}

function byPlace(a: FoundFinding, b: FoundFinding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || (placeOf(a) < placeOf(b) ? -1 : 1);
}
