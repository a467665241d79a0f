/**
 * The one list of rules. Settings, the README table, the headers of the rule pages and the links in
 * diagnostics are generated from it or checked against it.
 */
import type { FixKind, Severity } from './finding.js';

export type RuleCategory = 'expiry' | 'invalidation' | 'identity';

export interface RuleDescription {
  readonly id: string;
  readonly category: RuleCategory;
  readonly severity: Severity;
  /** One line: what the rule reports. */
  readonly summary: string;
  readonly fix: FixKind | 'none';
}

export const RULES = [
  {
    id: 'missing-ttl',
    category: 'expiry',
    severity: 'warning',
    summary: 'A cache entry is written without an expiry, so it never leaves the cache.',
    fix: 'suggestion',
  },
  {
    id: 'write-without-invalidation',
    category: 'invalidation',
    severity: 'warning',
    summary: 'A database write leaves a cached copy of the row as it was.',
    fix: 'none',
  },
  {
    id: 'auth-cache-too-long',
    category: 'identity',
    severity: 'warning',
    summary: 'A permission, role, session or token is cached longer than a revocation may take.',
    fix: 'none',
  },
] as const satisfies readonly RuleDescription[];

export type RuleId = (typeof RULES)[number]['id'];

/** The rule page of an installed copy, relative to the extension or package folder. */
export function rulePagePath(rule: RuleId): string {
  return `server/docs/rules/${rule}.md`;
}
