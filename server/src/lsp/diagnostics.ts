/**
 * Gives diagnostics to the client: it asks for them (pull) or, when it cannot ask, they are sent (push);
 * never both. Closed files are covered by the workspace request.
 */
import {
  type CancellationToken,
  type Connection,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
  type UnchangedDocumentDiagnosticReport,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { unlessCancelled } from './cancellation.js';
import type { ClientFeatures } from './clientFeatures.js';
import { changedFiles, type FileReport, type FolderReview, type FolderState } from './folderReview.js';
import type { Folders } from './folders.js';
import { canonicalUri } from './uris.js';

/** The id of a file without findings. */
const NO_FINDINGS: FileReport = { resultId: 'none', diagnostics: [], findings: [] };

/** The version of an open document; undefined for a closed one. */
export type VersionOf = (uri: string) => number | undefined;

export async function documentDiagnostics(
  folders: Folders,
  { textDocument, previousResultId }: DocumentDiagnosticParams,
  token: CancellationToken,
): Promise<DocumentDiagnosticReport> {
  const place = folders.placeOf(textDocument.uri);
  const report = place && (await unlessCancelled(place.folder.reportOf(place.file), token));
  return toReport(report ?? NO_FINDINGS, previousResultId);
}

export async function workspaceDiagnostics(
  folders: Folders,
  { previousResultIds }: WorkspaceDiagnosticParams,
  versionOf: VersionOf,
  token: CancellationToken,
): Promise<WorkspaceDiagnosticReport> {
  const previous = new Map(previousResultIds.map(({ uri, value }) => [canonicalUri(uri), { uri, value }]));
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  for (const folder of folders.all()) {
    const state = await unlessCancelled(folder.current(), token);
    for (const [file, report] of state.reports) {
      const uri = folder.uriOf(file);
      if (!reportsAbout(folders, folder, uri)) continue;
      const known = previous.get(canonicalUri(uri));
      previous.delete(canonicalUri(uri));
      items.push({ ...toReport(report, known?.value), uri, version: versionOf(uri) ?? null });
    }
  }
  for (const { uri, value } of previous.values()) {
    items.push({ ...toReport(NO_FINDINGS, value), uri, version: versionOf(uri) ?? null });
  }
  return { items };
}

/** In nested folders the innermost reports, so that nothing is said twice. */
function reportsAbout(folders: Folders, folder: FolderReview, uri: string): boolean {
  return folders.placeOf(uri)?.folder === folder;
}

function toReport(
  { resultId, diagnostics }: FileReport,
  previousResultId: string | undefined,
): FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport {
  if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...diagnostics] };
}

/**
 * Tells the client that findings have changed. With pull, only when files other than the edited ones are
 * concerned, for those it asks about itself; the request makes it ask about everything.
 */
export function announceDiagnostics(
  connection: Connection,
  features: ClientFeatures,
  folders: Folders,
  folder: FolderReview,
  before: FolderState | undefined,
  edited: ReadonlySet<string>,
  versionOf: VersionOf,
): void {
  const changed = changedFiles(before, folder.latest).filter((file) =>
    reportsAbout(folders, folder, folder.uriOf(file)),
  );
  if (!features.pullsDiagnostics) {
    for (const file of changed) publish(connection, folder, file, versionOf);
  } else if (before && changed.some((file) => !edited.has(file))) {
    refreshDiagnostics(connection, features);
  }
}

/** Tells a client that cannot ask what is known of a document it has just changed. */
export async function announceEdited(
  connection: Connection,
  features: ClientFeatures,
  folders: Folders,
  uri: string,
  versionOf: VersionOf,
): Promise<void> {
  const place = folders.placeOf(uri);
  const version = versionOf(uri);
  if (features.pullsDiagnostics || !place?.folder.latest) return;
  const { diagnostics } = (await place.folder.reportOf(place.file)) ?? NO_FINDINGS;
  // A later edit is answered by itself.
  if (versionOf(uri) !== version || version === undefined) return;
  await connection.sendDiagnostics({
    uri: place.folder.uriOf(place.file),
    diagnostics: [...diagnostics],
    version,
  });
}

/** The folder is no longer reviewed: nothing of it may stay on the screen. */
export function withdrawDiagnostics(
  connection: Connection,
  features: ClientFeatures,
  folder: FolderReview,
): void {
  const files = [...(folder.latest?.reports.keys() ?? [])];
  if (files.length === 0) return;
  if (features.pullsDiagnostics) refreshDiagnostics(connection, features);
  else
    for (const file of files) void connection.sendDiagnostics({ uri: folder.uriOf(file), diagnostics: [] });
}

function publish(connection: Connection, folder: FolderReview, file: string, versionOf: VersionOf): void {
  const uri = folder.uriOf(file);
  const version = versionOf(uri);
  const diagnostics = [...(folder.latest?.reports.get(file)?.diagnostics ?? [])];
  void connection.sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
}

function refreshDiagnostics(connection: Connection, features: ClientFeatures): void {
  if (!features.refreshesDiagnostics) return;
  connection.languages.diagnostics.refresh().catch((error: unknown) => {
    connection.console.warn(`The editor did not refresh its diagnostics: ${String(error)}`);
  });
}
