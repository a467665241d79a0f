/**
 * How a finding came to be, as the editor shows it: the steps as locations to peek at, and in the hover what was
 * looked at and did not count. In: findings. Out: a code action, Markdown or plain text. Pure.
 */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver/node';
import { explanationOf } from '../../../shared/src/explanation.js';
import type { Finding } from '../../../shared/src/finding.js';
import { type FindingEvidence, SHOW_EVIDENCE_COMMAND } from '../../../shared/src/protocol.js';
import { type LinkSurroundings, placeLink } from './placeLink.js';

/** Nothing for a finding that is its own evidence. */
export function evidenceActions(finding: Finding, uriOf: (file: string) => string): readonly CodeAction[] {
  const { steps } = explanationOf(finding);
  if (steps.length < 2) return [];
  const { file, line, column } = finding.span;
  const evidence: FindingEvidence = {
    uri: uriOf(file),
    line: line - 1,
    character: column - 1,
    locations: steps.map(({ span }) => ({ uri: uriOf(span.file), span })),
  };
  const title = `Show the evidence of ${finding.rule}`;
  return [
    {
      title,
      kind: CodeActionKind.QuickFix,
      command: { title, command: SHOW_EVIDENCE_COMMAND, arguments: [evidence] },
    },
  ];
}

/** How far the search went and what did not count; the steps themselves stand in the diagnostic. */
export function searchText(finding: Finding, around: LinkSurroundings): string | undefined {
  const { dismissed, search } = finding.explanation ?? {};
  if (search === undefined) return undefined;
  const lines = (dismissed ?? []).map(({ span, message }) => `- ${message} ${placeLink(span, around)}`);
  return [search, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n');
}
