/**
 * Takes samples of INFO while somebody looks. Enters: the connection to watch. Leaves: its history, kept for one
 * hour also while another connection is shown. Samples never overlap.
 *
 * Own lookups are counted over all connections to the server, so it does not matter which one is watched.
 */
import type * as vscode from 'vscode';
import { readSampleIntervalMs } from '../clientSettings.js';
import type { LiveConnections } from '../explorer/liveConnections.js';
import { addSample, EMPTY_HISTORY, type HitRateHistory, type Sample } from '../redis/hitRate.js';
import { readInformation } from '../redis/information.js';

export class HitRateSampler implements vscode.Disposable {
  private readonly histories = new Map<string, HitRateHistory>();
  private watched: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private sampling = false;

  constructor(
    private readonly live: LiveConnections,
    private readonly onSample: () => void,
  ) {}

  history(connectionId: string): HitRateHistory {
    return this.histories.get(connectionId) ?? EMPTY_HISTORY;
  }

  /** Starts sampling this connection, at once and then at the interval of the settings. */
  watch(connectionId: string | undefined): void {
    if (this.watched === connectionId) return;
    this.watched = connectionId;
    clearTimeout(this.timer);
    if (connectionId !== undefined) void this.sample();
  }

  dispose(): void {
    this.watch(undefined);
  }

  private async sample(): Promise<void> {
    const connectionId = this.watched;
    if (connectionId === undefined || this.sampling) return;
    this.sampling = true;
    const intervalMs = readSampleIntervalMs();
    const sample = await this.takeSample(connectionId);
    this.sampling = false;
    if (sample) {
      this.histories.set(connectionId, addSample(this.history(connectionId), sample, intervalMs));
      this.onSample();
    }
    clearTimeout(this.timer);
    if (this.watched !== undefined) this.timer = setTimeout(() => void this.sample(), intervalMs);
  }

  /** Nothing while the connection does not answer: its state says why. */
  private async takeSample(connectionId: string): Promise<Sample | undefined> {
    const connection = this.live.get(connectionId);
    if (connection?.state.kind !== 'ready') return undefined;
    const result = await readInformation(connection.gate);
    const takenAt = Date.now();
    return result.ok ? { takenAt, nodes: result.nodes } : { takenAt, problem: result.problem };
  }
}
