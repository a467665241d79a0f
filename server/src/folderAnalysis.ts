/**
 * The review of one folder, from snapshot to findings, in waves: first the files that mention a cache, then
 * those that write what is cached or call what matters, until nothing is added.
 */
import type { ReviewSettings } from '../../shared/src/settings.js';
import type { Analysis, AnalysisOptions, ReviewOptions, ReviewResult } from './analysis.js';
import { mentionsCache } from './facts/selection.js';
import { FactsStore } from './factsStore.js';
import { FurtherFiles } from './model/furtherFiles.js';
import { createLinker, type Linker } from './model/linker.js';
import { WorkspaceModel } from './model/workspaceModel.js';
import { ALL_RULES } from './rules/allRules.js';
import { runRules } from './rules/runRules.js';
import type { WorkspaceSnapshot } from './workspace/snapshot.js';
import type { WorkspaceSource } from './workspace/workspaceSource.js';

const MAXIMUM_WAVES = 4;
/** Files extracted between two turns of the event loop, so that a newer edit can abort the review. */
const FILES_PER_TURN = 12;

interface Wave {
  readonly model: WorkspaceModel;
  readonly further: readonly string[];
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((file, index) => file === b[index]);
}

export class FolderAnalysis implements Analysis {
  private readonly facts: FactsStore;
  /** The files of the second and later waves of the last review. */
  private further: readonly string[] = [];
  private readonly furtherFiles = new FurtherFiles();
  private readonly failedRules = new Map<string, string>();

  constructor(
    private readonly source: WorkspaceSource,
    private settings: ReviewSettings,
    options: AnalysisOptions,
  ) {
    this.facts = new FactsStore(options.factsCache);
    source.setMaximumFileBytes(settings.maximumFileBytes);
  }

  openDocument(file: string, text: string): void {
    this.source.setOpenDocument(file, text);
  }

  closeDocument(file: string): void {
    this.source.closeDocument(file);
  }

  filesChanged(files: readonly string[]): void {
    this.source.filesChanged(files);
  }

  configure(settings: ReviewSettings): void {
    this.settings = settings;
    this.source.setMaximumFileBytes(settings.maximumFileBytes);
  }

  async review(options: ReviewOptions = {}): Promise<ReviewResult> {
    const started = performance.now();
    const snapshot = await this.source.snapshot(options.signal);
    const model = await this.buildModel(snapshot, options);
    const { findings, problems } = this.runRules(model);
    return {
      findings,
      keyPatterns: model.summaries(),
      skipped: snapshot.skipped,
      problems,
      statistics: {
        files: snapshot.files.length,
        parsed: this.facts.finish(),
        milliseconds: Math.round(performance.now() - started),
      },
    };
  }

  private runRules(model: WorkspaceModel) {
    if (!this.settings.enabled) return { findings: [], problems: [] };
    // A rule that failed once is off for the session; the others go on.
    const rules = ALL_RULES.filter((rule) => !this.failedRules.has(rule.id));
    const { findings, failures } = runRules(rules, model, this.settings);
    for (const { rule, reason } of failures) this.failedRules.set(rule, reason);
    const problems = failures.map(
      ({ rule, reason }) => `The rule ${rule} failed and is off until a restart: ${reason}`,
    );
    return { findings, problems };
  }

  private async buildModel(snapshot: WorkspaceSnapshot, options: ReviewOptions): Promise<WorkspaceModel> {
    const linker = createLinker(snapshot);
    const first = snapshot.files.filter((file) => mentionsCache(snapshot.text(file) ?? ''));
    const known = this.further.filter((file) => snapshot.has(file));
    const again = known.length > 0 ? await this.wave(snapshot, linker, first, known, options) : undefined;
    // An edit rarely changes which files matter: where they lead to themselves, one wave is enough.
    if (again && isSame(again.further, known)) return again.model;
    let { model, further } = await this.wave(snapshot, linker, first, [], options);
    const seen = new Set<string>();
    for (let wave = 1; wave < MAXIMUM_WAVES; wave++) {
      if (further.every((file) => seen.has(file))) break;
      for (const file of further) seen.add(file);
      ({ model, further } = await this.wave(snapshot, linker, first, [...seen], options));
    }
    this.further = [...seen].sort();
    return model;
  }

  /** A model of these files, and the files beyond the first that it leads to. */
  private async wave(
    snapshot: WorkspaceSnapshot,
    linker: Linker,
    first: readonly string[],
    added: readonly string[],
    options: ReviewOptions,
  ): Promise<Wave> {
    const files = [...new Set([...first, ...added])].sort();
    await this.extract(snapshot, files, options);
    const model = this.modelOf(snapshot, linker, files);
    return { model, further: this.furtherFiles.select(snapshot, model, new Set(first)) };
  }

  private modelOf(snapshot: WorkspaceSnapshot, linker: Linker, files: readonly string[]): WorkspaceModel {
    return new WorkspaceModel(files, (file) => this.facts.factsOf(snapshot, file), linker);
  }

  private async extract(
    snapshot: WorkspaceSnapshot,
    files: readonly string[],
    options: ReviewOptions,
  ): Promise<void> {
    for (const [index, file] of files.entries()) {
      if (index % FILES_PER_TURN === 0) {
        options.onProgress?.(index, files.length);
        await new Promise((resolve) => setImmediate(resolve));
        options.signal?.throwIfAborted();
      }
      this.facts.factsOf(snapshot, file);
    }
  }
}
