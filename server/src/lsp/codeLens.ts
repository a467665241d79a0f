/**
 * The lines above cache writes, key builders and cached functions. Above a write: how many live keys its pattern
 * has, or, without a connection, how often the code touches the pattern. Above a function: both, and the life of
 * the keys. In: the patterns of a folder and the evidence. Out: lenses. Pure.
 */
import type { CodeLens } from 'vscode-languageserver/node';
import { formatAbbreviatedDuration } from '../../../shared/src/duration.js';
import type { SourceSpan } from '../../../shared/src/finding.js';
import {
  type KeyPatternSummary,
  type PatternTtl,
  SHOW_LIVE_KEYS_COMMAND,
} from '../../../shared/src/protocol.js';
import { type EvidenceByPattern, evidenceTitle, liveKeys } from './liveEvidence.js';
import { toRange } from './toProtocol.js';

export function codeLenses(
  patterns: readonly KeyPatternSummary[],
  file: string,
  evidence: EvidenceByPattern,
): readonly CodeLens[] {
  return patterns.flatMap((summary) => {
    const live = evidence.get(summary.pattern);
    const uses = usesTitle(summary);
    const functionTitle = [uses, ...lifeOf(summary.ttl), ...(live ? [liveKeys(live)] : [])].join(' · ');
    const lens = (span: SourceSpan, title: string): CodeLens => ({
      range: toRange(span),
      command: live
        ? { title, command: SHOW_LIVE_KEYS_COMMAND, arguments: [summary.pattern] }
        : // Without a command the text is shown but cannot be clicked.
          { title, command: '' },
    });
    return [
      ...firstOnEachLine(summary.writes, file).map((span) => lens(span, live ? evidenceTitle(live) : uses)),
      ...firstOnEachLine(summary.functions, file).map((span) => lens(span, functionTitle)),
    ];
  });
}

function firstOnEachLine(
  places: readonly { readonly span: SourceSpan }[],
  file: string,
): readonly SourceSpan[] {
  const lines = new Set<number>();
  return places.flatMap(({ span }) => {
    if (span.file !== file || lines.has(span.line)) return [];
    lines.add(span.line);
    return [span];
  });
}

function usesTitle({ writes, reads, invalidations }: KeyPatternSummary): string {
  return `read ${reads.length} · written ${writes.length} · invalidated ${invalidations.length}`;
}

function lifeOf(ttl: PatternTtl): readonly string[] {
  if (ttl.kind === 'known') return [formatAbbreviatedDuration(ttl.milliseconds)];
  return ttl.kind === 'none' ? ['no TTL'] : [];
}
