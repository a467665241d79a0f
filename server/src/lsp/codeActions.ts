/**
 * What can be done about a finding, from the editor's light bulb: its fixes first, then suppressing it with
 * a reason, then its evidence and its rule page; and what "fix all" does to a document. Edits are for the version that is open.
 */
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Range,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../../../shared/src/finding.js';
import { OPEN_RULE_PAGE_COMMAND } from '../../../shared/src/protocol.js';
import { changesByFile, type FileOfFix } from '../fixes/changesOfFix.js';
import { EditedFile } from '../fixes/editedFile.js';
import { safeChanges } from '../fixes/safeChanges.js';
import { suppressNextLine } from '../fixes/suppress.js';
import type { TextChange } from '../fixes/textChange.js';
import type { ClientFeatures } from './clientFeatures.js';
import { evidenceActions } from './evidence.js';
import { type ChangedDocument, DIAGNOSTIC_SOURCE, toRange, toWorkspaceEdit } from './toProtocol.js';

/** Applies every safe fix of a document; may run when a file is saved. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.cacheReview`;

export const CODE_ACTION_KINDS: readonly string[] = [CodeActionKind.QuickFix, FIX_ALL_KIND];

export interface ActionSurroundings {
  readonly features: ClientFeatures;
  uriOf(file: string): string;
  /** The text of a file as it was reviewed; that of an open document is the same. */
  textOf(file: string): string | undefined;
  /** Undefined for a file that is not open. */
  versionOf(uri: string): number | undefined;
}

/** `findings`: those of the document's file, whose path ends in `name`. */
export function codeActions(
  document: TextDocument,
  findings: readonly Finding[],
  parameters: CodeActionParams,
  around: ActionSurroundings,
): readonly CodeAction[] {
  const { only } = parameters.context;
  const [name] = findings.map(({ span }) => span.file);
  if (name === undefined) return [];
  const file = new EditedFile(name, document.getText());
  return [
    ...(isAskedFor(CodeActionKind.QuickFix, only ?? [CodeActionKind.QuickFix])
      ? quickFixes(document, file, findings, parameters, around)
      : []),
    // Light bulbs ask for nothing in particular; what changes the whole file is only for those who name it.
    ...(isAskedFor(FIX_ALL_KIND, only ?? []) ? fixAllAction(document, file, findings, around.features) : []),
  ];
}

/** A kind stands for all kinds below it. */
function isAskedFor(kind: string, only: readonly string[]): boolean {
  return only.some(
    (asked) => asked === CodeActionKind.Empty || asked === kind || kind.startsWith(`${asked}.`),
  );
}

function quickFixes(
  document: TextDocument,
  file: EditedFile,
  findings: readonly Finding[],
  { range, context }: CodeActionParams,
  around: ActionSurroundings,
): readonly CodeAction[] {
  const concerned = findings.filter((finding) => touches(toRange(finding.span), range));
  const suppressed = new Set<string>();
  return [
    ...concerned.flatMap((finding) => fixActions(document, file, finding, context.diagnostics, around)),
    ...concerned.flatMap((finding) => {
      const place = `${finding.rule} ${finding.span.line}`;
      if (suppressed.has(place) || finding.rule === 'unused-suppression') return [];
      suppressed.add(place);
      return suppressActions(document, file, finding, context.diagnostics, around.features);
    }),
    ...concerned.flatMap((finding) => evidenceActions(finding, around.uriOf)),
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

function fixActions(
  document: TextDocument,
  file: EditedFile,
  finding: Finding,
  diagnostics: readonly Diagnostic[],
  around: ActionSurroundings,
): readonly CodeAction[] {
  const fileOf = filesOfReview(file, around);
  return finding.fixes.flatMap((fix): readonly CodeAction[] => {
    const changed = [...changesByFile(fix, fileOf)].map(([edited, changes]) =>
      edited === file ? changedHere(document, changes) : changedElsewhere(edited, changes, around),
    );
    if (changed.every(({ changes }) => changes.length === 0)) return [];
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: shownFor(finding, diagnostics),
        ...(fix.kind === 'safe' ? { isPreferred: true } : {}),
        edit: toWorkspaceEdit(changed, around.features),
      },
    ];
  });
}

/** Each file is read once, the document's own as it is open. */
function filesOfReview(own: EditedFile, { textOf }: ActionSurroundings): FileOfFix {
  const files = new Map<string, EditedFile | undefined>([[own.name, own]]);
  return (name) => {
    const text = files.has(name) ? undefined : textOf(name);
    if (text !== undefined) files.set(name, new EditedFile(name, text));
    return files.get(name);
  };
}

function changedHere(document: TextDocument, changes: readonly TextChange[]): ChangedDocument {
  return { document, version: document.version, changes };
}

function changedElsewhere(
  { name, text }: EditedFile,
  changes: readonly TextChange[],
  { uriOf, versionOf }: ActionSurroundings,
): ChangedDocument {
  const uri = uriOf(name);
  return { document: TextDocument.create(uri, '', 0, text), version: versionOf(uri) ?? null, changes };
}

function fixAllAction(
  document: TextDocument,
  file: EditedFile,
  findings: readonly Finding[],
  features: ClientFeatures,
): readonly CodeAction[] {
  const changes = safeChanges(file, findings);
  if (changes.length === 0) return [];
  return [
    {
      title: 'Apply the safe fixes of Cache Review',
      kind: FIX_ALL_KIND,
      edit: toWorkspaceEdit([changedHere(document, changes)], features),
    },
  ];
}

function suppressActions(
  document: TextDocument,
  file: EditedFile,
  finding: Finding,
  diagnostics: readonly Diagnostic[],
  features: ClientFeatures,
): readonly CodeAction[] {
  const { rule, span } = finding;
  const changes = suppressNextLine(file, rule, span.line);
  if (changes.length === 0) return [];
  return [
    {
      title: `Suppress ${rule} here with a reason`,
      kind: CodeActionKind.QuickFix,
      diagnostics: shownFor(finding, diagnostics),
      edit: toWorkspaceEdit([changedHere(document, changes)], features),
    },
  ];
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
