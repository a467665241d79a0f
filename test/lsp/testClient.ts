/**
 * A language client for tests. It talks to a server over a pair of pipes, or to a process over its standard
 * streams, answers what servers ask, and remembers what it was told. It waits for events, never for time.
 */
import type { ChildProcess } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  type CodeLens,
  createConnection,
  createMessageConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  FileChangeType,
  type Hover,
  type InitializeResult,
  type MessageConnection,
  type Position,
  ProposedFeatures,
  type Range,
  type RegistrationParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import type { CreateAnalysis } from '../../server/src/analysis.js';
import { startServer } from '../../server/src/lsp/server.js';
import { type ServerStatus, statusNotification } from '../../shared/src/protocol.js';

export const FULL_CAPABILITIES: ClientCapabilities = {
  textDocument: {
    diagnostic: { dynamicRegistration: true },
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
    hover: { contentFormat: ['markdown'] },
  },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    workspaceEdit: { documentChanges: true, snippetEditSupport: true },
  },
  window: { workDoneProgress: true },
};

export interface ClientOptions {
  /** Absolute paths. */
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: Readonly<Record<string, unknown>>;
  /** What `workspace/configuration` answers for a folder's URI. */
  readonly settings?: (scopeUri: string) => unknown;
}

export interface TestClient {
  readonly connection: MessageConnection;
  readonly initialized: InitializeResult;
  /** Every notification and request of the server by method, in order. */
  readonly received: { readonly method: string; readonly params: unknown }[];
  receivedOf(method: string): readonly unknown[];
  /** Resolves with the first message of a method, past or future, that satisfies `isIt`. */
  message<T>(method: string, isIt?: (params: T) => boolean): Promise<T>;
  quiet(): Promise<ServerStatus>;
  open(uri: string, text: string, languageId?: string): void;
  change(uri: string, changes: readonly TextDocumentContentChangeEvent[]): void;
  close(uri: string): void;
  diskChanged(uri: string, type?: FileChangeType): void;
  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport>;
  diagnostics(uri: string): Promise<readonly Diagnostic[]>;
  pullWorkspace(
    previousResultIds?: readonly { uri: string; value: string }[],
  ): Promise<WorkspaceDiagnosticReport>;
  codeActions(uri: string, range: Range, diagnostics?: readonly Diagnostic[]): Promise<readonly CodeAction[]>;
  lenses(uri: string): Promise<readonly CodeLens[]>;
  hover(uri: string, position: Position): Promise<Hover | null>;
  stop(): Promise<void>;
}

/** Starts a server in this process. */
export function connectInProcess(
  createAnalysis: CreateAnalysis,
  options: ClientOptions,
): Promise<TestClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  startServer(server, createAnalysis);
  return connect(toClient, toServer, options, async () => server.dispose());
}

/** Talks to a server that was started with `--stdio`. */
export function connectToProcess(server: ChildProcess, options: ClientOptions): Promise<TestClient> {
  if (!server.stdout || !server.stdin) throw new Error('The server has no pipes.');
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  return connect(server.stdout, server.stdin, options, async (connection) => {
    await connection.sendNotification('exit');
    await exited;
  });
}

async function connect(
  input: Readable,
  output: Writable,
  options: ClientOptions,
  end: (connection: MessageConnection) => Promise<void>,
): Promise<TestClient> {
  const connection = createMessageConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  const received: { method: string; params: unknown }[] = [];
  const listeners = new Set<() => void>();
  const remember = (method: string, params: unknown) => {
    received.push({ method, params });
    for (const listener of [...listeners]) listener();
  };
  connection.onNotification((method, params) => remember(method, params));
  connection.onRequest((method, params) => {
    remember(method, params);
    return method === 'workspace/configuration' ? configurationOf(params, options) : null;
  });
  connection.onUnhandledProgress((params) => remember('$/progress', params));
  connection.listen();
  const folders = (options.folders ?? []).map((path) => ({ uri: pathToFileURL(path).href, name: path }));
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: options.capabilities ?? FULL_CAPABILITIES,
    workspaceFolders: folders,
    initializationOptions: { extensionUri: 'file:///extension', ...options.initializationOptions },
  });
  await connection.sendNotification('initialized', {});
  const versions = new Map<string, number>();

  const message = <T>(method: string, isIt: (params: T) => boolean = () => true): Promise<T> =>
    new Promise((resolve) => {
      const look = () => {
        const found = received.find((entry) => entry.method === method && isIt(entry.params as T));
        if (!found) return false;
        listeners.delete(look);
        resolve(found.params as T);
        return true;
      };
      if (!look()) listeners.add(look);
    });
  const notify = (method: string, params: object) => void connection.sendNotification(method, params);
  const pull = (uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
    connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });

  return {
    connection,
    initialized,
    received,
    receivedOf: (method) => received.filter((entry) => entry.method === method).map(({ params }) => params),
    message,
    quiet: () => message<ServerStatus>(statusNotification.method, ({ quiescent }) => quiescent),
    open(uri, text, languageId = 'typescript') {
      versions.set(uri, 1);
      notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    },
    change(uri, contentChanges) {
      const version = (versions.get(uri) ?? 1) + 1;
      versions.set(uri, version);
      notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    },
    close: (uri) => notify('textDocument/didClose', { textDocument: { uri } }),
    diskChanged: (uri, type = FileChangeType.Changed) =>
      notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] }),
    pull,
    async diagnostics(uri) {
      const report = await pull(uri);
      return report.kind === 'full' ? report.items : [];
    },
    pullWorkspace: (previousResultIds = []) =>
      connection.sendRequest('workspace/diagnostic', { previousResultIds }),
    codeActions: (uri, range, diagnostics = []) =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics },
      }),
    lenses: (uri) => connection.sendRequest('textDocument/codeLens', { textDocument: { uri } }),
    hover: (uri, position) =>
      connection.sendRequest('textDocument/hover', { textDocument: { uri }, position }),
    async stop() {
      await connection.sendRequest('shutdown');
      await end(connection);
      connection.dispose();
    },
  };
}

function configurationOf(params: unknown, { settings }: ClientOptions): readonly unknown[] {
  const items = (params as { items: { scopeUri?: string }[] }).items;
  return items.map(({ scopeUri }) => settings?.(scopeUri ?? '') ?? {});
}

/** For the few who want to see what a server registered. */
export function registeredMethods(client: TestClient): readonly string[] {
  return client
    .receivedOf('client/registerCapability')
    .flatMap((params) => (params as RegistrationParams).registrations.map(({ method }) => method));
}
