/**
 * The hit-rate panel. Enters: what the reader chooses on the page, states of connections, samples. Leaves: one
 * whole state a message. Guarantees: one panel a window; samples are taken only while it is visible; the page
 * keeps nothing, so a hidden or reloaded page is complete with its next message.
 */
import * as vscode from 'vscode';
import { readSampleIntervalMs } from '../clientSettings.js';
import { runCommand } from '../commands.js';
import type { CommandId } from '../commandTable.js';
import type { ConnectionStore } from '../explorer/connectionStore.js';
import { EXPLORER_VIEW } from '../explorer/explorerView.js';
import type { LiveConnections } from '../explorer/liveConnections.js';
import { hitRateView } from '../redis/hitRate.js';
import { HitRateSampler } from './hitRateSampler.js';
import { panelPage } from './panelPage.js';
import { connectionNotice, liveState, NO_CONNECTION, NOT_TRUSTED, samplingNotice } from './panelState.js';
import {
  type FromPanel,
  type HitRateWindowId,
  type PanelActionId,
  type PanelLive,
  type PanelNotice,
  type PanelState,
  readFromPanel,
  type ToPanel,
} from './protocol.js';

const VIEW_TYPE = 'cacheReview.hitRate';

export class HitRatePanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly sampler: HitRateSampler;
  private readonly subscriptions: readonly vscode.Disposable[];
  private panel: vscode.WebviewPanel | undefined;
  private chosen: string | undefined;
  private window: HitRateWindowId = '1m';

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly store: ConnectionStore,
    private readonly live: LiveConnections,
  ) {
    this.sampler = new HitRateSampler(live, () => this.send());
    this.subscriptions = [
      this.sampler,
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
      store.onDidChange(() => this.update()),
      live.onDidChangeState(() => this.update()),
    ];
  }

  /** Opens the panel, or brings it to the front; `connectionId` chooses what it shows. */
  open(connectionId: string | undefined): void {
    if (connectionId !== undefined) this.chosen = connectionId;
    if (this.panel) this.panel.reveal();
    else {
      const options = { enableScripts: true, localResourceRoots: [this.resources] };
      this.adopt(vscode.window.createWebviewPanel(VIEW_TYPE, 'Hit Rate', vscode.ViewColumn.Active, options));
    }
    this.update();
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.resources] };
    this.adopt(panel);
    this.update();
  }

  /** What the page shows now. */
  state(): PanelState {
    const known = this.store.list().map(({ settings }) => ({ id: settings.id, name: settings.name }));
    const connectionId = this.connectionId ?? null;
    return { connections: known, connectionId, window: this.window, content: this.content() };
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel?.dispose();
  }

  private get resources(): vscode.Uri {
    return vscode.Uri.joinPath(this.extensionUri, 'dist');
  }

  /** The chosen connection, else one that answers, else the first. */
  private get connectionId(): string | undefined {
    const known = this.store.list();
    if (known.some(({ settings }) => settings.id === this.chosen)) return this.chosen;
    return this.live.ready()[0]?.settings.id ?? known[0]?.settings.id;
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extensionUri, 'client', 'media', 'hit-rate-light.svg'),
      dark: vscode.Uri.joinPath(this.extensionUri, 'client', 'media', 'hit-rate-dark.svg'),
    };
    panel.webview.onDidReceiveMessage((message: unknown) => this.receive(readFromPanel(message)));
    panel.onDidChangeViewState(() => this.update());
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.sampler.watch(undefined);
    });
    panel.webview.html = panelPage(panel.webview, this.extensionUri);
  }

  private update(): void {
    const { connectionId } = this;
    const isAnswering = connectionId !== undefined && this.live.state(connectionId).kind === 'ready';
    this.sampler.watch(this.panel?.visible && isAnswering ? connectionId : undefined);
    this.send();
  }

  private send(): void {
    if (!this.panel?.visible) return;
    const message: ToPanel = { type: 'state', state: this.state() };
    void this.panel.webview.postMessage(message);
  }

  private content(): PanelLive | PanelNotice {
    if (!vscode.workspace.isTrusted) return NOT_TRUSTED;
    const { connectionId } = this;
    const known = connectionId === undefined ? undefined : this.store.find(connectionId);
    if (!known || connectionId === undefined) return NO_CONNECTION;
    const { name, username } = known.settings;
    const problem = this.live.problem(connectionId);
    const notice = connectionNotice(name, this.live.state(connectionId), problem);
    if (notice) return notice;
    const now = Date.now();
    const view = hitRateView(this.sampler.history(connectionId), now);
    return (
      samplingNotice(view, username ?? 'default') ?? liveState(view, this.window, readSampleIntervalMs(), now)
    );
  }

  private receive(message: FromPanel | undefined): void {
    switch (message?.type) {
      case 'ready':
        this.send();
        break;
      case 'select-window':
        this.window = message.window;
        this.send();
        break;
      case 'select-connection':
        this.chosen = message.connectionId;
        this.update();
        break;
      case 'run':
        this.run(message.action);
        break;
    }
  }

  private run(action: PanelActionId): void {
    const { connectionId } = this;
    if (action === 'connect') {
      // Anew: a command that was refused is not asked for again on the same connection.
      if (connectionId !== undefined) void this.live.reconnect(connectionId);
    } else if (action === 'show-explorer') {
      void vscode.commands.executeCommand(`${EXPLORER_VIEW}.focus`);
    } else if (action === 'manage-trust') {
      void vscode.commands.executeCommand('workbench.trust.manage');
    } else void runCommand(COMMANDS_OF_ACTIONS[action]);
  }
}

const COMMANDS_OF_ACTIONS = {
  'add-connection': 'cacheReview.addConnection',
  'use-found-connection': 'cacheReview.useFoundConnection',
  'show-log': 'cacheReview.showLog',
} as const satisfies Partial<Record<PanelActionId, CommandId>>;
