/**
 * Starts the language server and speaks with it. Enters: the extension's folder. Leaves: a small typed face
 * for the rest of the client. The client goes on without a server: a failed start is logged and shown in the
 * language status item, and the explorer does not notice.
 */
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';
import {
  type InitializationOptions,
  type KeyPatternsResult,
  keyPatternsChanged,
  keyPatternsRequest,
  type LiveEvidence,
  type LiveEvidenceParams,
  liveEvidenceNotification,
  OPEN_RULE_PAGE_COMMAND,
  type ServerStatus,
  statusNotification,
} from '../../shared/src/protocol.js';
import { SERVER_NODE_OPTIONS } from '../../shared/src/serverProcess.js';
import { SETTINGS_FILE } from '../../shared/src/settingsFile.js';
import { createServerStatusItem, REVIEWED_DOCUMENTS } from './serverStatusItem.js';

export interface ReviewServer extends vscode.Disposable {
  /** Starts, or reports why it could not. Never rejects. */
  start(): Promise<void>;
  restart(): Promise<void>;
  /** All key patterns of the workspace; none while the server does not run. */
  keyPatterns(): Promise<KeyPatternsResult>;
  readonly onKeyPatternsChanged: vscode.Event<void>;
  sendEvidence(evidence: readonly LiveEvidence[]): Promise<void>;
}

export function createReviewServer(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): ReviewServer {
  const patternsChanged = new vscode.EventEmitter<void>();
  const statusItem = createServerStatusItem();
  const client = createClient(context, log);
  const subscriptions = [
    patternsChanged,
    statusItem,
    client.onNotification(keyPatternsChanged.method, () => patternsChanged.fire()),
    client.onNotification(statusNotification.method, (status: ServerStatus) => statusItem.show(status)),
  ];

  async function run(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      log.error('The review server did not start.', error instanceof Error ? error : String(error));
      statusItem.showFailure();
    }
  }

  return {
    start: () => run(() => client.start()),
    restart: () => run(() => client.restart()),
    onKeyPatternsChanged: patternsChanged.event,
    async keyPatterns() {
      if (!client.isRunning()) return { folders: [] };
      return client.sendRequest<KeyPatternsResult>(keyPatternsRequest.method);
    },
    async sendEvidence(evidence) {
      if (!client.isRunning()) return;
      const parameters: LiveEvidenceParams = { evidence };
      await client.sendNotification(liveEvidenceNotification.method, parameters);
    },
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
      // Stopping rejects when the server never started; there is nothing left to stop then.
      client
        .dispose()
        .catch((error: unknown) => log.debug('The review server was not running.', String(error)));
    },
  };
}

function createClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const initializationOptions: InitializationOptions = {
    extensionUri: context.extensionUri.toString(),
    checksSettingsFile: true,
  };
  const options: LanguageClientOptions = {
    documentSelector: [...REVIEWED_DOCUMENTS, { scheme: 'file', pattern: `**/${SETTINGS_FILE}` }],
    initializationOptions,
    outputChannel: log,
    diagnosticCollectionName: 'cache-review',
    diagnosticPullOptions: { onChange: true, onTabs: true, onSave: true },
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => next(uri, diagnostics.map(linkToRulePage)),
      async provideDiagnostics(document, previousResultId, token, next) {
        const report = await next(document, previousResultId, token);
        if (report && 'items' in report) report.items = report.items.map(linkToRulePage);
        return report;
      },
      provideWorkspaceDiagnostics: (resultIds, token, resultReporter, next) =>
        next(resultIds, token, (chunk) => {
          for (const report of chunk?.items ?? []) {
            if ('items' in report) report.items = report.items.map(linkToRulePage);
          }
          resultReporter(chunk);
        }),
    },
  };
  const run = { execArgv: [...SERVER_NODE_OPTIONS] };
  const debug = { execArgv: [...SERVER_NODE_OPTIONS, '--nolazy', '--inspect=6011'] };
  return new LanguageClient(
    'cacheReview',
    'Cache Review',
    {
      run: { module, transport: TransportKind.ipc, options: run },
      debug: { module, transport: TransportKind.ipc, options: debug },
    },
    options,
  );
}

/** The code of a diagnostic opens the rule page inside the editor, not a file in the browser. */
function linkToRulePage(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  const { code } = diagnostic;
  if (typeof code !== 'object') return diagnostic;
  const rule = encodeURIComponent(JSON.stringify([code.value]));
  diagnostic.code = {
    value: code.value,
    target: vscode.Uri.parse(`command:${OPEN_RULE_PAGE_COMMAND}?${rule}`),
  };
  return diagnostic;
}
