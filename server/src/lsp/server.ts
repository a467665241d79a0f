/**
 * The language server: wires the features to a connection. In: a connection and the engine. Everything the
 * protocol asks is answered from the folders' reviews; no request can end the server.
 */
import {
  CodeLensRefreshRequest,
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type InitializationOptions,
  type KeyPatternsResult,
  keyPatternsChanged,
  keyPatternsRequest,
  type LiveEvidenceParams,
  liveEvidenceNotification,
  statusNotification,
} from '../../../shared/src/protocol.js';
import type { AnalysisOptions, CreateAnalysis } from '../analysis.js';
import { KeptReviews } from '../review/keptReview.js';
import { createDiskWorkspace } from '../workspace/diskWorkspace.js';
import { createFactsCacheFile } from '../workspace/factsCacheFile.js';
import { createMemoryWorkspace } from '../workspace/memoryWorkspace.js';
import { createReviewFile } from '../workspace/reviewFile.js';
import { unlessCancelled } from './cancellation.js';
import { type ClientFeatures, readClientFeatures } from './clientFeatures.js';
import { CODE_ACTION_KINDS, codeActions } from './codeActions.js';
import { codeLenses } from './codeLens.js';
import {
  announceDiagnostics,
  announceEdited,
  documentDiagnostics,
  withdrawDiagnostics,
  workspaceDiagnostics,
} from './diagnostics.js';
import { createFolderReview, type FolderHooks, type FolderReview, type FolderState } from './folderReview.js';
import { createFolders, type DocumentPlace, type Folders } from './folders.js';
import { hoverOf } from './hover.js';
import { patternsAt } from './keyPatternSites.js';
import { type EvidenceByPattern, evidenceByPattern } from './liveEvidence.js';
import { createIndexProgress, SILENT_PROGRESS } from './progress.js';
import { DEFAULT_FOLDER_SETTINGS, pullSettings, readPushedSettings } from './settings.js';
import { statusOf } from './status.js';
import { DIAGNOSTIC_SOURCE, toDiagnostic, toSettingsDiagnostic } from './toProtocol.js';
import { pathOfUri } from './uris.js';
import { passOnChanges, registerWatchers } from './watchedFiles.js';

/** Everything that lives as long as the connection. */
interface Session {
  readonly connection: Connection;
  readonly createAnalysis: CreateAnalysis;
  /** Of the engine. */
  readonly build: string | undefined;
  readonly documents: TextDocuments<TextDocument>;
  readonly folders: Folders;
  features: ClientFeatures;
  extensionUri: string | undefined;
  /** The client compares the settings file with its schema itself. */
  clientChecksSettings: boolean;
  /** Settings are known; folders that come later are configured at once. */
  isStarted: boolean;
  isWatching: boolean;
  evidence: EvidenceByPattern;
}

/** Starts listening. The connection decides when the process ends. Without a `build` no review is kept between sessions. */
export function startServer(connection: Connection, createAnalysis: CreateAnalysis, build?: string): void {
  const session: Session = {
    connection,
    createAnalysis,
    build,
    documents: new TextDocuments(TextDocument),
    folders: createFolders((uri, onlyFile) => openFolder(session, uri, onlyFile)),
    features: readClientFeatures({ processId: null, rootUri: null, capabilities: {} }),
    extensionUri: undefined,
    clientChecksSettings: false,
    isStarted: false,
    isWatching: false,
    evidence: new Map(),
  };
  connection.onInitialize((parameters) => initialize(session, parameters));
  connection.onInitialized(() => {
    start(session).catch((error: unknown) => connection.console.error(`Starting failed: ${describe(error)}`));
  });
  connection.onShutdown(() => session.folders.dispose());
  listenToDocuments(session);
  listenToWorkspace(session);
  answerDiagnostics(session);
  answerEditorFeatures(session);
  answerOwnMessages(session);
  session.documents.listen(connection);
  connection.listen();
}

function initialize(session: Session, parameters: InitializeParams): InitializeResult {
  session.features = readClientFeatures(parameters);
  const options = parameters.initializationOptions as Partial<InitializationOptions> | undefined;
  session.extensionUri = typeof options?.extensionUri === 'string' ? options.extensionUri : undefined;
  session.clientChecksSettings = options?.checksSettingsFile === true;
  const { rootUri } = parameters;
  const roots = parameters.workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  for (const uri of roots) session.folders.add(uri);
  return {
    serverInfo: { name: 'Cache Review' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      ...(session.features.pullsDiagnostics
        ? {
            diagnosticProvider: {
              identifier: DIAGNOSTIC_SOURCE,
              interFileDependencies: true,
              workspaceDiagnostics: true,
            },
          }
        : {}),
      codeActionProvider: { codeActionKinds: [...CODE_ACTION_KINDS] },
      codeLensProvider: {},
      hoverProvider: true,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

/** Registrations and settings first, so that the first review misses no change and needs no repeat. */
async function start(session: Session): Promise<void> {
  const { connection, features } = session;
  if (features.reportsFolders) {
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      for (const { uri } of removed) closeFolder(session, uri);
      for (const { uri } of added) session.folders.add(uri);
    });
  }
  const registrations: Promise<unknown>[] = [];
  if (features.registersConfiguration) {
    registrations.push(connection.client.register(DidChangeConfigurationNotification.type, undefined));
  }
  if (features.registersWatchers) {
    registrations.push(
      registerWatchers(connection).then(() => {
        session.isWatching = true;
      }),
    );
  }
  for (const outcome of await Promise.allSettled(registrations)) {
    if (outcome.status === 'rejected')
      connection.console.warn(`The editor refused: ${describe(outcome.reason)}`);
  }
  session.isStarted = true;
  await Promise.all(session.folders.all().map((folder) => configureFolder(session, folder)));
}

function openFolder(session: Session, uri: string, onlyFile: string | undefined): FolderReview {
  const root = pathOfUri(uri);
  const isWholeOnDisk = root !== undefined && onlyFile === undefined;
  const source =
    root === undefined
      ? createMemoryWorkspace({})
      : createDiskWorkspace(root, {
          ...(onlyFile === undefined ? {} : { only: [onlyFile] }),
          isWatched: () => isWholeOnDisk && session.isWatching,
        });
  const analysis = session.createAnalysis(
    source,
    DEFAULT_FOLDER_SETTINGS.review,
    isWholeOnDisk ? storesOf(root, session.build) : {},
  );
  const isWhole = onlyFile === undefined;
  const folder = createFolderReview(uri, isWhole, analysis, DEFAULT_FOLDER_SETTINGS, hooksOf(session));
  if (session.isStarted) void configureFolder(session, folder);
  return folder;
}

function storesOf(root: string, build: string | undefined): AnalysisOptions {
  return {
    factsCache: createFactsCacheFile(root),
    ...(build !== undefined && { keptReviews: new KeptReviews(createReviewFile(root), build) }),
  };
}

function closeFolder(session: Session, uri: string): void {
  const folder = session.folders.remove(uri);
  if (folder) forgetFolder(session, folder);
}

function forgetFolder(session: Session, folder: FolderReview): void {
  withdrawDiagnostics(session.connection, session.features, folder);
  if (folder.latest && folder.latest.result.keyPatterns.length > 0) sendKeyPatternsChanged(session);
  sendStatus(session);
}

async function configureFolder(session: Session, folder: FolderReview): Promise<void> {
  const { connection, features } = session;
  folder.configure(
    features.answersConfiguration ? await pullSettings(connection, folder.uri) : folder.settings,
  );
}

function hooksOf(session: Session): FolderHooks {
  const { connection } = session;
  return {
    onStart(folder) {
      sendStatus(session);
      const isFirst = folder.isWhole && folder.latest === undefined;
      return isFirst ? createIndexProgress(connection, session.features) : SILENT_PROGRESS;
    },
    onFinish(folder, before, edited) {
      announceDiagnostics(connection, session.features, session.folders, folder, before, edited, (uri) =>
        versionOf(session, uri),
      );
      for (const problem of newProblems(before, folder.latest)) connection.console.warn(problem);
      if (patternsText(before) === patternsText(folder.latest)) return;
      sendKeyPatternsChanged(session);
      refreshLenses(session);
    },
    onFailure(_folder, error) {
      connection.console.error(
        `The review failed: ${error instanceof Error ? error.stack : describe(error)}`,
      );
    },
    onSettled: () => sendStatus(session),
    settingsDiagnostics: (problems) =>
      session.clientChecksSettings ? [] : problems.map(toSettingsDiagnostic),
    toDiagnostic: (folder, finding) =>
      toDiagnostic(finding, {
        features: session.features,
        extensionUri: session.extensionUri,
        uriOf: folder.uriOf,
      }),
  };
}

function newProblems(before: FolderState | undefined, after: FolderState | undefined): readonly string[] {
  const known = new Set(before?.result.problems);
  return after?.result.problems.filter((problem) => !known.has(problem)) ?? [];
}

function patternsText(state: FolderState | undefined): string {
  return JSON.stringify(state?.result.keyPatterns ?? []);
}

function listenToDocuments(session: Session): void {
  const { documents, folders } = session;
  documents.onDidChangeContent(({ document }) => {
    const { uri, languageId } = document;
    folders.openDocument({ uri, languageId, text: document.getText() });
    const versions = (one: string) => versionOf(session, one);
    void announceEdited(session.connection, session.features, folders, uri, versions);
  });
  documents.onDidClose(({ document }) => {
    const ended = folders.closeDocument(document.uri);
    if (ended) forgetFolder(session, ended);
  });
}

function listenToWorkspace(session: Session): void {
  const { connection, folders } = session;
  connection.onDidChangeWatchedFiles(({ changes }) => passOnChanges(folders, changes));
  connection.onDidChangeConfiguration(({ settings }) => {
    if (!session.isStarted) return;
    for (const folder of folders.all()) {
      if (session.features.answersConfiguration) void configureFolder(session, folder);
      else folder.configure(readPushedSettings(settings));
    }
    refreshLenses(session);
  });
}

function answerDiagnostics(session: Session): void {
  const { connection, folders } = session;
  connection.languages.diagnostics.on((parameters, token) => documentDiagnostics(folders, parameters, token));
  connection.languages.diagnostics.onWorkspace((parameters, token) =>
    workspaceDiagnostics(folders, parameters, (uri) => versionOf(session, uri), token),
  );
}

function answerEditorFeatures(session: Session): void {
  const { connection } = session;
  connection.onCodeAction(async (parameters, token) => {
    const { uri } = parameters.textDocument;
    const place = session.folders.placeOf(uri);
    const report = place && (await unlessCancelled(place.folder.reportOf(place.file), token));
    const document = session.documents.get(uri);
    if (!place || !report || !document) return [];
    const { uriOf, textOf } = place.folder;
    return [
      ...codeActions(document, report.findings, parameters, {
        features: session.features,
        uriOf,
        // What is open may have been typed in since the folder was reviewed.
        textOf: (file) => session.documents.get(uriOf(file))?.getText() ?? textOf(file),
        versionOf: (one) => versionOf(session, one),
      }),
    ];
  });
  connection.onCodeLens(async ({ textDocument }, token) => {
    const opened = await reviewed(session, textDocument.uri, token);
    if (!opened?.place.folder.settings.showsLenses) return [];
    return [...codeLenses(opened.state.result.keyPatterns, opened.place.file, session.evidence)];
  });
  connection.onHover(async ({ textDocument, position }, token) => {
    const opened = await reviewed(session, textDocument.uri, token);
    if (!opened) return undefined;
    const { document, place, state } = opened;
    const offset = document.offsetAt(position);
    const patterns = patternsAt(state.result.keyPatterns, place.file, offset);
    const findings = (state.reports.get(place.file)?.findings ?? []).filter(
      ({ span }) => span.start <= offset && offset <= span.end,
    );
    const { readsMarkdown } = session.features;
    return hoverOf(patterns, findings, {
      evidence: session.evidence,
      readsMarkdown,
      uriOf: place.folder.uriOf,
    });
  });
}

interface ReviewedDocument {
  readonly document: TextDocument;
  readonly place: DocumentPlace;
  readonly state: FolderState;
}

/** An open document and the review of exactly its present text. */
async function reviewed(
  session: Session,
  uri: string,
  token: Parameters<typeof unlessCancelled>[1],
): Promise<ReviewedDocument | undefined> {
  const place = session.folders.placeOf(uri);
  if (!place) return undefined;
  const state = await unlessCancelled(place.folder.current(), token);
  const document = session.documents.get(uri);
  return document && place.folder.isQuiescent ? { document, place, state } : undefined;
}

function answerOwnMessages(session: Session): void {
  const { connection, folders } = session;
  connection.onRequest(keyPatternsRequest.method, async (): Promise<KeyPatternsResult> => {
    const states = folders.all().map(async (folder) => ({
      folderUri: folder.uri,
      patterns: (await folder.current()).result.keyPatterns,
    }));
    return { folders: await Promise.all(states) };
  });
  connection.onNotification(liveEvidenceNotification.method, ({ evidence }: LiveEvidenceParams) => {
    session.evidence = evidenceByPattern(evidence);
    refreshLenses(session);
  });
}

function versionOf(session: Session, uri: string): number | undefined {
  return session.documents.get(uri)?.version;
}

function sendStatus({ connection, folders }: Session): void {
  void connection.sendNotification(statusNotification.method, statusOf(folders.all()));
}

function sendKeyPatternsChanged({ connection }: Session): void {
  void connection.sendNotification(keyPatternsChanged.method);
}

function refreshLenses({ connection, features }: Session): void {
  if (!features.refreshesLenses) return;
  connection.sendRequest(CodeLensRefreshRequest.type).catch((error: unknown) => {
    connection.console.warn(`The editor did not refresh its lenses: ${describe(error)}`);
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
