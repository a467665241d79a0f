/**
 * From findings and text changes to the shapes of the Language Server Protocol. Pure; positions of the
 * protocol start at 0 and count UTF-16 code units, as the engine's do from 1.
 */
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range,
  type SnippetTextEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Severity, SourceSpan } from '../../../shared/src/finding.js';
import { rulePagePath } from '../../../shared/src/ruleCatalogue.js';
import type { SettingsProblem } from '../analysis.js';
import type { TextChange } from '../fixes/textChange.js';
import type { ClientFeatures } from './clientFeatures.js';

export const DIAGNOSTIC_SOURCE = 'cache-review';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export interface DiagnosticSurroundings {
  readonly features: ClientFeatures;
  /** The folder of the installed extension, as a URI; without it diagnostics carry no link. */
  readonly extensionUri: string | undefined;
  uriOf(file: string): string;
}

export function toRange(span: SourceSpan): Range {
  return {
    start: { line: span.line - 1, character: span.column - 1 },
    end: { line: span.endLine - 1, character: span.endColumn - 1 },
  };
}

export function toDiagnostic(finding: Finding, around: DiagnosticSurroundings): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(finding.span),
    severity: SEVERITIES[finding.severity],
    source: DIAGNOSTIC_SOURCE,
    code: finding.rule,
    message: finding.message,
  };
  if (finding.rule === 'unused-suppression') diagnostic.tags = [DiagnosticTag.Unnecessary];
  if (around.extensionUri !== undefined) {
    const href = `${around.extensionUri.replace(/\/+$/, '')}/${rulePagePath(finding.rule)}`;
    diagnostic.codeDescription = { href };
  }
  if (around.features.readsRelatedInformation && finding.related.length > 0) {
    diagnostic.relatedInformation = finding.related.map(({ span, message }) => ({
      location: { uri: around.uriOf(span.file), range: toRange(span) },
      message,
    }));
  }
  return diagnostic;
}

export function toSettingsDiagnostic({ severity, message, span }: SettingsProblem): Diagnostic {
  return {
    range: toRange(span),
    severity: SEVERITIES[severity],
    source: DIAGNOSTIC_SOURCE,
    code: 'settings',
    message,
  };
}

/** A document with what is to change in it; `version` is null where the client has not opened it. */
export interface ChangedDocument {
  readonly document: TextDocument;
  readonly version: number | null;
  readonly changes: readonly TextChange[];
}

/** Edits for the versions that are open now; the client refuses them for any other. */
export function toWorkspaceEdit(
  changed: readonly ChangedDocument[],
  features: ClientFeatures,
): WorkspaceEdit {
  if (!features.appliesDocumentChanges) {
    const edits = changed.map(({ document, changes }) => [
      document.uri,
      changes.map((change) => toTextEdit(document, change)),
    ]);
    return { changes: Object.fromEntries(edits) };
  }
  return {
    documentChanges: changed.map(({ document, version, changes }) => ({
      textDocument: { uri: document.uri, version },
      edits: changes.map((change) =>
        features.appliesSnippets ? toSnippetEdit(document, change) : toTextEdit(document, change),
      ),
    })),
  };
}

function toTextEdit(document: TextDocument, { start, end, newText }: TextChange): TextEdit {
  return { range: { start: document.positionAt(start), end: document.positionAt(end) }, newText };
}

function toSnippetEdit(document: TextDocument, change: TextChange): TextEdit | SnippetTextEdit {
  const { newText, selection } = change;
  const edit = toTextEdit(document, change);
  if (!selection) return edit;
  const before = escapeSnippet(newText.slice(0, selection.start));
  const selected = escapeSnippet(newText.slice(selection.start, selection.end));
  const after = escapeSnippet(newText.slice(selection.end));
  return { range: edit.range, snippet: { kind: 'snippet', value: `${before}\${1:${selected}}${after}` } };
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
