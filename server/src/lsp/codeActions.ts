/**
 * What can be done about a finding, from the editor's light bulb: its fixes first, then suppressing it with
 * a reason, then its rule page. Edits are for the version of the document that is open.
 */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Range,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, FixDescription } from '../../../shared/src/finding.js';
import { OPEN_RULE_PAGE_COMMAND } from '../../../shared/src/protocol.js';
import { addTtl } from '../fixes/addTtl.js';
import { suppressNextLine } from '../fixes/suppress.js';
import type { TextChange } from '../fixes/textChange.js';
import type { ClientFeatures } from './clientFeatures.js';
import { DIAGNOSTIC_SOURCE, toRange, toWorkspaceEdit } from './toProtocol.js';

/** `findings`: those of the document's file. */
export function codeActions(
  document: TextDocument,
  findings: readonly Finding[],
  { range, context }: CodeActionParams,
  features: ClientFeatures,
): readonly CodeAction[] {
  if (context.only && !context.only.some(includesQuickFixes)) return [];
  const concerned = findings.filter((finding) => touches(toRange(finding.span), range));
  const suppressed = new Set<string>();
  return [
    ...concerned.flatMap((finding) => fixActions(document, finding, context.diagnostics, features)),
    ...concerned.flatMap((finding) => {
      const place = `${finding.rule} ${finding.span.line}`;
      if (suppressed.has(place)) return [];
      suppressed.add(place);
      return suppressAction(document, finding, context.diagnostics, features);
    }),
    ...[...new Set(concerned.map(({ rule }) => rule))].map(
      (rule): CodeAction => ({
        title: `Show the rule page of ${rule}`,
        kind: CodeActionKind.QuickFix,
        command: {
          title: `Show the rule page of ${rule}`,
          command: OPEN_RULE_PAGE_COMMAND,
          arguments: [rule],
        },
      }),
    ),
  ];
}

function includesQuickFixes(kind: string): boolean {
  return kind === CodeActionKind.Empty || kind === CodeActionKind.QuickFix;
}

function fixActions(
  document: TextDocument,
  finding: Finding,
  diagnostics: readonly Diagnostic[],
  features: ClientFeatures,
): readonly CodeAction[] {
  return finding.fixes.flatMap((fix): readonly CodeAction[] => {
    // A fix of another file would need its text; none of today's fixes leaves the file of its finding.
    const changes = fix.call.file === finding.span.file ? changesOf(document.getText(), fix) : [];
    if (changes.length === 0) return [];
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: shownFor(finding, diagnostics),
        ...(fix.kind === 'safe' ? { isPreferred: true } : {}),
        edit: toWorkspaceEdit(document, changes, features),
      },
    ];
  });
}

function changesOf(text: string, fix: FixDescription): readonly TextChange[] {
  switch (fix.id) {
    case 'add-ttl':
      return addTtl(text, fix);
  }
}

function suppressAction(
  document: TextDocument,
  finding: Finding,
  diagnostics: readonly Diagnostic[],
  features: ClientFeatures,
): CodeAction {
  const change = suppressNextLine(document.getText(), finding.rule, finding.span.line);
  return {
    title: `Suppress ${finding.rule} here with a reason`,
    kind: CodeActionKind.QuickFix,
    diagnostics: shownFor(finding, diagnostics),
    edit: toWorkspaceEdit(document, [change], features),
  };
}

/** The diagnostics on the client's screen that stand for a finding. */
function shownFor(finding: Finding, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const own = toRange(finding.span);
  return diagnostics.filter(
    ({ source, code, range }) =>
      source === DIAGNOSTIC_SOURCE && code === finding.rule && JSON.stringify(range) === JSON.stringify(own),
  );
}

function touches(a: Range, b: Range): boolean {
  return !isBefore(a, b) && !isBefore(b, a);
}

function isBefore({ end }: Range, { start }: Range): boolean {
  return end.line < start.line || (end.line === start.line && end.character < start.character);
}
