/**
 * Tells the server how many live keys each pattern of the code has. Enters: open connections, patterns, visible
 * editors. Leaves: one notification that replaces all evidence. Guarantees: one bounded sample at a time; at most
 * one a minute while code is in sight, none while it is not.
 */
import * as vscode from 'vscode';
import type { LiveEvidence } from '../../../shared/src/protocol.js';
import { isLensEnabled } from '../clientSettings.js';
import type { LiveConnections } from '../explorer/liveConnections.js';
import type { ReviewServer } from '../languageClient.js';
import { samplePatterns } from '../redis/patternSample.js';
import { REVIEWED_DOCUMENTS } from '../serverStatusItem.js';
import type { KeyPatterns } from './keyPatterns.js';

const SETTLE_MS = 1_000;
const REPEAT_MS = 60_000;

export class LiveEvidenceReporter implements vscode.Disposable {
  private readonly subscriptions: readonly vscode.Disposable[];
  private readonly repeat: NodeJS.Timeout;
  private readonly ended = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private isSampling = false;

  constructor(
    private readonly server: ReviewServer,
    private readonly live: LiveConnections,
    private readonly patterns: KeyPatterns,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      live.onDidChangeState(({ state }) => {
        const isGone = state.kind !== 'connecting' && live.ready().length === 0;
        if (state.kind === 'ready' || state.kind === 'idle' || isGone) this.sampleSoon();
      }),
      patterns.onDidChange(() => this.sampleSoon()),
      { dispose: () => this.ended.abort() },
    ];
    this.repeat = setInterval(() => {
      if (isCodeInSight()) this.sampleSoon();
    }, REPEAT_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearInterval(this.repeat);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private sampleSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.sample(), SETTLE_MS);
  }

  private async sample(): Promise<void> {
    if (this.isSampling) return this.sampleSoon();
    this.isSampling = true;
    try {
      await this.server.sendEvidence(await this.takeSamples());
    } catch (error) {
      this.log.warn('The live keys could not be counted.', String(error));
    } finally {
      this.isSampling = false;
    }
  }

  /** Of several connections, the one that has most keys of a pattern speaks for it. */
  private async takeSamples(): Promise<readonly LiveEvidence[]> {
    const patterns = this.patterns.all;
    const best = new Map<string, LiveEvidence>();
    if (!isLensEnabled() || patterns.length === 0) return [];
    for (const { gate, settings } of this.live.ready()) {
      const sample = await samplePatterns(gate, patterns, {
        connectionName: settings.name,
        signal: this.ended.signal,
      });
      if (sample.problem) this.log.warn(`${settings.name}: ${sample.problem.message}`);
      for (const evidence of sample.evidence) {
        const known = best.get(evidence.pattern);
        if (!known || evidence.keys > known.keys) best.set(evidence.pattern, evidence);
      }
    }
    return [...best.values()];
  }
}

function isCodeInSight(): boolean {
  return vscode.window.visibleTextEditors.some(
    ({ document }) => vscode.languages.match([...REVIEWED_DOCUMENTS], document) > 0,
  );
}
