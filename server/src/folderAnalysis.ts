/**
 * The review of one folder, from snapshot to findings, in waves: first the files that mention a cache, then
 * those that write what is cached or call what matters, until nothing is added.
 */
import type { DeclaredCache } from '../../shared/src/declaredCaches.js';
import type { ReviewSettings } from '../../shared/src/settings.js';
import type { Analysis, AnalysisOptions, ReviewOptions, ReviewResult } from './analysis.js';
import { mentionsCache } from './facts/selection.js';
import { FactsStore } from './factsStore.js';
import { createLinker, type Linker } from './model/evaluation/linker.js';
import { FurtherFiles } from './model/furtherFiles.js';
import { WorkspaceModel } from './model/workspaceModel.js';
import { ALL_RULES } from './rules/allRules.js';
import { runRules } from './rules/runRules.js';
import { SettingsResolution } from './settingsFile/effectiveSettings.js';
import type { SettingsProblem } from './settingsFile/readSettingsFile.js';
import type { WorkspaceSnapshot } from './workspace/snapshot.js';
import type { WorkspaceSource } from './workspace/workspaceSource.js';

const MAXIMUM_WAVES = 4;
/** Files extracted between two turns of the event loop, so that a newer edit can abort the review. */
const FILES_PER_TURN = 12;

interface Wave {
  readonly model: WorkspaceModel;
  readonly further: readonly string[];
}

function sentenceOf({ message, span }: SettingsProblem): string {
  return `${span.file}:${span.line}:${span.column}: ${message}`;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((file, index) => file === b[index]);
}

export class FolderAnalysis implements Analysis {
  private readonly facts: FactsStore;
  /** The files of the second and later waves of the last review. */
  private further: readonly string[] = [];
  private readonly furtherFiles = new FurtherFiles();
  private readonly resolution = new SettingsResolution();
  private readonly overrides: Partial<ReviewSettings>;
  private readonly failedRules = new Map<string, string>();

  constructor(
    private readonly source: WorkspaceSource,
    private ownSettings: ReviewSettings,
    options: AnalysisOptions,
  ) {
    this.facts = new FactsStore(options.factsCache);
    this.overrides = options.overrides ?? {};
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
    this.ownSettings = settings;
  }

  async review(options: ReviewOptions = {}): Promise<ReviewResult> {
    const started = performance.now();
    const { settings, settingsFile } = this.settle();
    const snapshot = await this.source.snapshot(options.signal);
    const model = await this.buildModel(snapshot, settings.caches, options);
    const { findings, problems } = this.runRules(model, settings);
    return {
      findings,
      keyPatterns: model.summaries(),
      skipped: snapshot.skipped,
      problems: [...settingsFile.problems.map(sentenceOf), ...problems],
      settingsFile,
      statistics: {
        files: snapshot.files.length,
        parsed: this.facts.finish(),
        milliseconds: Math.round(performance.now() - started),
      },
    };
  }

  /** The settings of this review; the source leaves out what they leave out. */
  private settle() {
    const file = this.source.settingsFile();
    const { settings, problems } = this.resolution.resolve(this.ownSettings, file);
    const { maximumFileBytes, ignore } = settings;
    this.source.setLimits({ maximumFileBytes, ignore, ignoreRoot: file?.root ?? '' });
    return {
      settings: { ...settings, ...this.overrides },
      settingsFile: { problems, ...(file && { file: file.file }) },
    };
  }

  private runRules(model: WorkspaceModel, settings: ReviewSettings) {
    if (!settings.enabled) return { findings: [], problems: [] };
    // A rule that failed once is off for the session; the others go on.
    const rules = ALL_RULES.filter((rule) => !this.failedRules.has(rule.id));
    const { findings, failures } = runRules(rules, model, settings);
    for (const { rule, reason } of failures) this.failedRules.set(rule, reason);
    const problems = failures.map(
      ({ rule, reason }) => `The rule ${rule} failed and is off until a restart: ${reason}`,
    );
    return { findings, problems };
  }

  private async buildModel(
    snapshot: WorkspaceSnapshot,
    declared: readonly DeclaredCache[],
    options: ReviewOptions,
  ): Promise<WorkspaceModel> {
    const linker = createLinker(snapshot);
    const first = snapshot.files.filter((file) => mentionsCache(snapshot.text(file) ?? '', declared));
    const known = this.further.filter((file) => snapshot.has(file));
    const again =
      known.length > 0 ? await this.wave(snapshot, linker, first, known, declared, options) : undefined;
    // An edit rarely changes which files matter: where they lead to themselves, one wave is enough.
    if (again && isSame(again.further, known)) return again.model;
    const seen = new Set<string>();
    for (let wave = 1; ; wave++) {
      // Nothing holds the model of one wave while that of the next is built.
      const { model, further } = await this.wave(snapshot, linker, first, [...seen], declared, options);
      if (wave === MAXIMUM_WAVES || further.every((file) => seen.has(file))) {
        this.further = [...seen].sort();
        return model;
      }
      for (const file of further) seen.add(file);
    }
  }

  /** A model of these files, and the files beyond the first that it leads to. */
  private async wave(
    snapshot: WorkspaceSnapshot,
    linker: Linker,
    first: readonly string[],
    added: readonly string[],
    declared: readonly DeclaredCache[],
    options: ReviewOptions,
  ): Promise<Wave> {
    const files = [...new Set([...first, ...added])].sort();
    await this.extract(snapshot, files, options);
    const model = this.modelOf(snapshot, linker, files, declared);
    return { model, further: this.furtherFiles.select(snapshot, model, new Set(first)) };
  }

  private modelOf(
    snapshot: WorkspaceSnapshot,
    linker: Linker,
    files: readonly string[],
    declared: readonly DeclaredCache[],
  ): WorkspaceModel {
    return new WorkspaceModel(files, (file) => this.facts.factsOf(snapshot, file), linker, declared);
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
