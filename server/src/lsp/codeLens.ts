/**
 * The line above a cache write: how many live keys its pattern has, or, without a connection, how often the
 * code touches the pattern. In: the patterns of a folder and the evidence. Out: lenses. Pure.
 */
import type { CodeLens } from 'vscode-languageserver/node';
import { type KeyPatternSummary, SHOW_LIVE_KEYS_COMMAND } from '../../../shared/src/protocol.js';
import { type EvidenceByPattern, evidenceTitle } from './liveEvidence.js';
import { toRange } from './toProtocol.js';

export function codeLenses(
  patterns: readonly KeyPatternSummary[],
  file: string,
  evidence: EvidenceByPattern,
): readonly CodeLens[] {
  return patterns.flatMap((summary) => {
    const lines = new Set<number>();
    const writes = summary.writes.filter(({ span }) => {
      const isNew = span.file === file && !lines.has(span.line);
      lines.add(span.line);
      return isNew;
    });
    const live = evidence.get(summary.pattern);
    const command = live
      ? { title: evidenceTitle(live), command: SHOW_LIVE_KEYS_COMMAND, arguments: [summary.pattern] }
      : // Without a command the text is shown but cannot be clicked.
        { title: codeTitle(summary), command: '' };
    return writes.map(({ span }): CodeLens => ({ range: toRange(span), command }));
  });
}

function codeTitle({ writes, reads, invalidations }: KeyPatternSummary): string {
  return `written ${writes.length} · read ${reads.length} · invalidated ${invalidations.length}`;
}
