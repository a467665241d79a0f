/**
 * The review of one folder, from snapshot to findings, in waves: first the files that mention a cache, then
 * those that write what is cached or call what matters, until nothing is added.
 */
import type { Finding } from '../../../shared/src/finding.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { Analysis, AnalysisOptions, ReviewOptions, ReviewResult } from '../analysis.js';
import { ExportedNames } from '../facts/selection.js';
import { modelSteps } from '../model/buildModel.js';
import { createLinker, type Linker } from '../model/evaluation/linker.js';
import { FurtherFiles } from '../model/furtherFiles.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import { patternSummaries } from '../model/keys/patternSummaries.js';
import { pacedSteps } from '../model/steps.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { ALL_RULES } from '../rules/allRules.js';
import { outlivesStaleness } from '../rules/copyLife.js';
import type { Rule } from '../rules/rule.js';
import { ruleSteps } from '../rules/runRules.js';
import { SettingsResolution } from '../settingsFile/effectiveSettings.js';
import type { SettingsProblem } from '../settingsFile/readSettingsFile.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import { createPause } from '../workspace/timeSlices.js';
import type { WorkspaceSource } from '../workspace/workspaceSource.js';
import { FactsStore } from './factsStore.js';
import { FileReview } from './fileReview.js';
import { FirstFiles } from './firstFiles.js';
import type { FurtherSelection, KeptReviews, ReviewQuestion } from './keptReview.js';
import { isSameList, isSameProject, type ReviewAnswer, ReviewMemory } from './reviewMemory.js';

const MAXIMUM_WAVES = 3;
/** Files extracted between two turns of the event loop, so that a newer edit can abort the review. */
const FILES_PER_TURN = 12;

/** What one review is made of. */
interface Inputs {
  readonly snapshot: WorkspaceSnapshot;
  readonly linker: Linker;
  readonly settings: ReviewSettings;
  /** The files of the first wave. */
  readonly first: readonly string[];
  readonly options: ReviewOptions;
}

interface Wave {
  readonly model: WorkspaceModel;
  readonly further: readonly string[];
}

/** What is kept of a review for the next run. */
interface FinishedReview {
  readonly question: ReviewQuestion;
  readonly snapshot: WorkspaceSnapshot;
  readonly fingerprint: string | undefined;
  readonly result: ReviewResult;
}

interface Answer extends ReviewAnswer {
  readonly problems: readonly string[];
}

function sentenceOf({ message, span }: SettingsProblem): string {
  return `${span.file}:${span.line}:${span.column}: ${message}`;
}

export class FolderAnalysis implements Analysis {
  private readonly facts: FactsStore;
  /** The files of the second and later waves of the last review; of a run before this one at first. */
  private selection: FurtherSelection | undefined;
  private readonly firstFiles = new FirstFiles();
  private readonly furtherFiles = new FurtherFiles();
  private readonly memory = new ReviewMemory();
  private readonly fileReview = new FileReview();
  private readonly resolution = new SettingsResolution();
  private readonly overrides: Partial<ReviewSettings>;
  private readonly kept: KeptReviews | undefined;
  private finished: FinishedReview | undefined;
  private readonly failedRules = new Map<string, string>();
  private links: { readonly snapshot: WorkspaceSnapshot; readonly linker: Linker } | undefined;
  private reviewed: WorkspaceSnapshot | undefined;

  constructor(
    private readonly source: WorkspaceSource,
    private ownSettings: ReviewSettings,
    options: AnalysisOptions,
    private readonly known: readonly Rule[] = ALL_RULES,
  ) {
    this.facts = new FactsStore(options.factsCache);
    this.overrides = options.overrides ?? {};
    this.kept = options.keptReviews;
  }

  openDocument(file: string, text: string): void {
    this.source.setOpenDocument(file, text);
    this.fileReview.edit(file, text);
  }

  closeDocument(file: string): void {
    this.fileReview.suspend();
    this.source.closeDocument(file);
  }

  filesChanged(files: readonly string[]): void {
    this.fileReview.suspend();
    this.source.filesChanged(files);
  }

  configure(settings: ReviewSettings): void {
    this.fileReview.suspend();
    this.ownSettings = settings;
  }

  async reviewFile(file: string, signal?: AbortSignal): Promise<readonly Finding[] | undefined> {
    return this.reviewed?.has(file)
      ? pacedSteps(this.fileReview.steps(file, this.rules()), createPause(signal))
      : undefined;
  }

  async review(options: ReviewOptions = {}): Promise<ReviewResult> {
    const started = performance.now();
    const { settings, settingsFile, question } = this.settle();
    const settleEdits = this.fileReview.begin();
    const isFirst = this.reviewed === undefined;
    const fingerprint = isFirst ? await this.kept?.fingerprintOf(this.source) : undefined;
    const snapshot = await this.source.snapshot(options.signal);
    const kept = isFirst ? this.kept?.recall(question, snapshot) : undefined;
    this.selection ??= this.kept?.selectionOf(question);
    const result = kept
      ? { ...kept, isKept: true as const }
      : { ...(await this.reviewSnapshot(snapshot, settings, options)), settingsFile };
    this.reviewed = snapshot;
    this.finished = { question, snapshot, fingerprint, result };
    settleEdits(result.findings);
    const milliseconds = Math.round(performance.now() - started);
    return {
      ...result,
      problems: [...settingsFile.problems.map(sentenceOf), ...result.problems],
      statistics: { ...result.statistics, ...(kept && { parsed: 0 }), milliseconds },
    };
  }

  private async reviewSnapshot(
    snapshot: WorkspaceSnapshot,
    settings: ReviewSettings,
    options: ReviewOptions,
  ): Promise<Omit<ReviewResult, 'settingsFile'>> {
    const first = this.firstFiles.select(snapshot, settings.caches);
    const inputs = { snapshot, linker: this.linkerOf(snapshot), settings, first, options };
    const { findings, keyPatterns, problems } = this.recall(inputs) ?? (await this.reviewAnew(inputs));
    const parsed = this.finish(inputs, { findings, keyPatterns });
    const statistics = {
      ...{ files: snapshot.files.length, parsed, first: first.length },
      ...{ further: this.selection?.files.length ?? 0, milliseconds: 0 },
    };
    return { findings, keyPatterns, skipped: snapshot.skipped, problems, statistics };
  }

  keep(): void {
    if (!this.kept || !this.finished) return;
    const { question, snapshot, fingerprint, result } = this.finished;
    const { isKept, ...fresh } = result;
    // Who reads it may have nothing else to say what is wrong with the settings, or which rule has failed.
    const isWhole = result.problems.length + result.settingsFile.problems.length === 0;
    if (isWhole && (!isKept || fingerprint !== undefined)) {
      this.kept.keep(question, snapshot, {
        ...(fingerprint !== undefined && { fingerprint }),
        ...(this.selection && { selection: this.selection }),
        result: fresh,
      });
    }
  }

  reviewedText(file: string): string | undefined {
    return this.reviewed?.has(file) ? this.reviewed.text(file) : undefined;
  }

  /** The settings of this review; the source leaves out what they leave out. */
  private settle() {
    const file = this.source.settingsFile();
    const { settings, problems } = this.resolution.resolve(this.ownSettings, file);
    const { maximumFileBytes, ignore } = settings;
    this.source.setLimits({ maximumFileBytes, ignore, ignoreRoot: file?.root ?? '' });
    return {
      settings: { ...settings, ...this.overrides },
      question: { settings: this.ownSettings, overrides: this.overrides, settingsFile: file },
      settingsFile: { problems, ...(file && { file: file.file }) },
    };
  }

  /** Where an edit changed no file's name and no package, specifiers lead where they led. */
  private linkerOf(snapshot: WorkspaceSnapshot): Linker {
    if (!this.links || !isSameProject(this.links.snapshot, snapshot)) {
      this.links = { snapshot, linker: createLinker(snapshot) };
    }
    return this.links.linker;
  }

  /** The last answer, with its spans moved, where nothing that it was made of has changed. */
  private recall(inputs: Inputs): Answer | undefined {
    const { snapshot, settings, first } = inputs;
    const answer = this.memory.recall(
      { snapshot, first, settings: JSON.stringify(settings) },
      (file) => this.facts.factsOf(snapshot, file),
      (file, before) => this.furtherFiles.answersAlike(file, before, snapshot),
    );
    return answer && { ...answer, problems: [] };
  }

  private async reviewAnew(inputs: Inputs): Promise<Answer> {
    this.memory.forget();
    const model = await this.buildModel(inputs);
    const answer = await this.runRules(model, inputs);
    this.fileReview.keep({
      files: new Set(model.files),
      factsOf: (file) => this.reviewed && this.facts.factsBeside(this.reviewed, file),
      linker: inputs.linker,
      settings: inputs.settings,
      neighbourhoods: model.neighbourhoods(),
      textOf: (file) => this.reviewedText(file),
    });
    const isAccepted = (group: KeyGroup): boolean => !outlivesStaleness(group, inputs.settings);
    return { ...answer, keyPatterns: patternSummaries(model, isAccepted) };
  }

  /** Answers how many files were parsed. */
  private finish({ snapshot, settings, first }: Inputs, answer: ReviewAnswer): number {
    const { parsed, facts } = this.facts.finish();
    const inputs = { snapshot, first, settings: JSON.stringify(settings) };
    if (facts) this.memory.keep(inputs, facts, answer);
    return parsed;
  }

  private async runRules(model: WorkspaceModel, { settings, options }: Inputs) {
    if (!settings.enabled) return { findings: [], problems: [] };
    const steps = ruleSteps(this.rules(), model, settings);
    const { findings, failures } = await pacedSteps(steps, createPause(options.signal));
    for (const { rule, reason } of failures) this.failedRules.set(rule, reason);
    const problems = failures.map(
      ({ rule, reason }) => `The rule ${rule} failed and is off until a restart: ${reason}`,
    );
    return { findings, problems };
  }

  /** A rule that failed once is off for the session; the others go on. */
  private rules(): readonly Rule[] {
    return this.known.filter((rule) => !this.failedRules.has(rule.id));
  }

  private async buildModel(inputs: Inputs): Promise<WorkspaceModel> {
    this.furtherFiles.begin();
    const known = this.selection?.files.filter((file) => inputs.snapshot.has(file)) ?? [];
    const again = known.length > 0 ? await this.wave(inputs, known) : undefined;
    // An edit rarely changes which files matter: where they lead to what they led to, one wave is enough.
    if (again && this.selection && isSameList(again.further, this.selection.ledTo)) return again.model;
    const seen = new Set<string>();
    for (let wave = 1; ; wave++) {
      // Nothing holds the model of one wave while that of the next is built.
      const { model, further } = await this.wave(inputs, [...seen]);
      if (wave === MAXIMUM_WAVES || further.every((file) => seen.has(file))) {
        this.selection = { files: [...seen].sort(), ledTo: further };
        return model;
      }
      for (const file of further) seen.add(file);
    }
  }

  /** A model of the first files and these, and the files beyond the first that it leads to. */
  private async wave(inputs: Inputs, added: readonly string[]): Promise<Wave> {
    const { snapshot, linker, settings, first, options } = inputs;
    const files = [...new Set([...first, ...added])];
    await this.extract(inputs, files);
    const factsOf = (file: string) => this.facts.factsOf(snapshot, file);
    const names = new ExportedNames(snapshot.text);
    const mayName = (file: string, name: string) => names.mayHold(file, name);
    const model = await pacedSteps(
      modelSteps({ files, factsOf, mayName, linker, declared: settings.caches }),
      createPause(options.signal),
    );
    return { model, further: this.furtherFiles.select(snapshot, model, new Set(first)) };
  }

  private async extract({ snapshot, options }: Inputs, files: readonly string[]): Promise<void> {
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
