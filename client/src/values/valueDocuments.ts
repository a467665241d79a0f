/**
 * The read-only documents that show values. Enters: addresses of keys. Leaves: text in the right language. The
 * server is asked when a document is opened and when the reader asks again; never in between.
 */
import * as vscode from 'vscode';
import { readPreviewBytes } from '../clientSettings.js';
import type { LiveConnections } from '../explorer/liveConnections.js';
import { readValue, type ValueLimits } from '../redis/value.js';
import { afterReading, FIRST_ELEMENTS, larger, type OpenValue } from './openValue.js';
import { type RenderedValue, renderValue } from './renderValue.js';
import { readValueUri, VALUE_SCHEME, type ValueAddress, valueUri } from './valueUri.js';

export class ValueDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly opened = new Map<string, OpenValue>();
  private readonly textChanged = new vscode.EventEmitter<vscode.Uri>();
  private readonly stateChanged = new vscode.EventEmitter<void>();
  private readonly subscriptions: readonly vscode.Disposable[];

  readonly onDidChange = this.textChanged.event;
  readonly onDidChangeState = this.stateChanged.event;

  constructor(private readonly live: LiveConnections) {
    this.subscriptions = [
      this.textChanged,
      this.stateChanged,
      vscode.workspace.registerTextDocumentContentProvider(VALUE_SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.forgetClosed(uri)),
    ];
  }

  /** Opens the value of a key, reading it anew. */
  async open(address: ValueAddress): Promise<vscode.TextEditor> {
    const uri = valueUri(address);
    await this.read(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    const shown = await vscode.window.showTextDocument(document, { preview: true });
    await this.applyLanguage(uri);
    return shown;
  }

  state(uri: vscode.Uri): OpenValue | undefined {
    return this.opened.get(uri.toString());
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (!this.state(uri)) {
      await this.read(uri);
      // A document of the last session is opened by VS Code, not by us: its language follows.
      setTimeout(() => void this.applyLanguage(uri), 0);
    }
    return this.rendered(uri).text;
  }

  /** Reads again; a changed type is shown instead of the last value once the reader has been told. */
  async refresh(uri: vscode.Uri): Promise<void> {
    const state = this.state(uri);
    await this.read(uri, state?.limits, state?.newType === undefined ? state?.value?.value.type : undefined);
  }

  async showMore(uri: vscode.Uri): Promise<void> {
    const state = this.state(uri);
    if (state) await this.read(uri, larger(state.limits), state.value?.value.type);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async read(uri: vscode.Uri, limits?: Required<ValueLimits>, expectedType?: string): Promise<void> {
    const address = readValueUri(uri);
    if (!address) return;
    const wanted = limits ?? { bytes: readPreviewBytes(), elements: FIRST_ELEMENTS };
    const before = this.state(uri);
    const next = await this.ask(address, before, wanted, expectedType);
    this.opened.set(uri.toString(), next);
    this.textChanged.fire(uri);
    this.stateChanged.fire();
    await this.applyLanguage(uri);
  }

  private async ask(
    address: ValueAddress,
    before: OpenValue | undefined,
    limits: Required<ValueLimits>,
    expectedType: string | undefined,
  ): Promise<OpenValue> {
    const { connectionId, database, key } = address;
    const isOpen = this.live.get(connectionId) !== undefined;
    const connection = isOpen ? await this.live.database(connectionId, database) : undefined;
    if (!connection) {
      const notice =
        'This connection is not open. The value cannot be read without it. Connect in the explorer, then refresh this document.';
      return { ...(before ?? { readAt: Date.now() }), limits, notice };
    }
    const result = await readValue(connection.gate, key, {
      limits,
      ...(expectedType === undefined ? {} : { expectedType }),
    });
    return afterReading(before, result, limits, Date.now());
  }

  private rendered(uri: vscode.Uri): RenderedValue {
    const state = this.state(uri);
    if (state?.value) return renderValue(state.value.value);
    return { text: state?.notice ?? '', language: 'plaintext' };
  }

  private async applyLanguage(uri: vscode.Uri): Promise<void> {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
    const { language } = this.rendered(uri);
    if (document && document.languageId !== language) {
      await vscode.languages.setTextDocumentLanguage(document, language);
    }
  }

  /** A change of language closes and opens a document as well; then it is still in the list. */
  private forgetClosed(uri: vscode.Uri): void {
    const isOpen = vscode.workspace.textDocuments.some((open) => open.uri.toString() === uri.toString());
    if (!isOpen) this.opened.delete(uri.toString());
  }
}
