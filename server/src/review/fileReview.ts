/**
 * The findings of one edited file, before the folder is reviewed again. In: the last review of the folder and the texts
 * typed since. Out: what a review of the file among its neighbours finds in it; undefined where that cannot be
 * known, or would take as long as the whole; in steps, so that a newer keystroke can end it. The review of the folder that
 * follows has the last word.
 */
import type { Finding, SourceSpan } from '../../../shared/src/finding.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import { extractFacts } from '../facts/extractFacts.js';
import type { FileFacts, ImportSource } from '../facts/fileFacts.js';
import { ExportedNames, isNamedAfterCache, isTest, mentionsCache } from '../facts/selection.js';
import { modelSteps } from '../model/buildModel.js';
import { Declarations, type ProjectFiles } from '../model/evaluation/declarations.js';
import type { Linker } from '../model/evaluation/linker.js';
import { FileLinks } from '../model/fileLinks.js';
import type { Neighbourhoods } from '../model/neighbourhoods.js';
import type { Steps } from '../model/steps.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { Rule } from '../rules/rule.js';
import { compareFindings, ruleSteps } from '../rules/runRules.js';
import { UNUSED_SUPPRESSION } from '../rules/unused-suppression.js';
import { moveSpans } from './movedSpans.js';
import { offsetsAfterTyping } from './typedText.js';

/** A review of more files than these takes too long to be made at every keystroke. */
const MAXIMUM_NEIGHBOURS = 120;
/** In UTF-16 code units; larger texts wait for the review of the folder, which may leave them out. */
const MAXIMUM_TEXT = 500_000;

/** What is kept of a review of the folder. */
export interface FolderKnowledge {
  /** The files of its model. */
  readonly files: ReadonlySet<string>;
  /** Of every file of the folder, read by that review or not; undefined when there is no such file. */
  readonly factsOf: (file: string) => FileFacts | undefined;
  /** As that review saw it. */
  readonly textOf: (file: string) => string | undefined;
  readonly linker: Linker;
  readonly settings: ReviewSettings;
  readonly neighbourhoods: Neighbourhoods;
}

export class FileReview {
  private known: FolderKnowledge | undefined;
  /** Of the last review of the folder. */
  private findings: readonly Finding[] = [];
  private isSuspended = false;
  /** The texts typed since the last review of the folder, with their facts once somebody asked. */
  private readonly edited = new Map<string, { readonly text: string; facts?: FileFacts }>();

  keep(knowledge: FolderKnowledge): void {
    this.known = knowledge;
  }

  /** More than texts has changed: only a review of the folder can tell what that means. */
  suspend(): void {
    this.isSuspended = true;
  }

  edit(file: string, text: string): void {
    this.edited.set(file, { text });
  }

  /** A review of the folder begins; what it answers with is to be called with what it has found. */
  begin(): (findings: readonly Finding[]) => void {
    const seen = [...this.edited];
    return (findings) => {
      this.findings = findings;
      this.isSuspended = false;
      for (const [file, edit] of seen) if (this.edited.get(file) === edit) this.edited.delete(file);
    };
  }

  *steps(file: string, rules: readonly Rule[]): Steps<readonly Finding[] | undefined> {
    const known = this.isSuspended ? undefined : this.known;
    if (!known || [...this.edited.values()].some(({ text }) => text.length > MAXIMUM_TEXT)) return undefined;
    const text = this.edited.get(file)?.text ?? '';
    const mayMatter = () => isNamedAfterCache(file) || mentionsCache(text, known.settings.caches);
    const isSelected = known.files.has(file) || (!isTest(file) && mayMatter());
    if (!isSelected) return [];
    const around = this.modelAround(known, file);
    if (!around) return undefined;
    const model = yield* around;
    const near = rules.filter(({ comparesFolder }) => !comparesFolder);
    const { findings } = yield* ruleSteps(near, model, known.settings);
    // Whether a suppression is still of use only all rules together can say.
    const found = findings.filter(({ rule, span }) => span.file === file && rule !== UNUSED_SUPPRESSION);
    return [...found, ...this.kept(known, file, near)].sort(compareFindings);
  }

  private modelAround(known: FolderKnowledge, file: string): Steps<WorkspaceModel> | undefined {
    const facts = new Map<string, FileFacts | undefined>();
    const factsOf = (one: string) => {
      if (!facts.has(one)) facts.set(one, this.factsOf(known, one));
      return facts.get(one);
    };
    const maximum = Math.min(MAXIMUM_NEIGHBOURS, known.files.size / 2);
    const { linker, settings } = known;
    const names = new ExportedNames((one) => this.edited.get(one)?.text ?? known.textOf(one));
    const mayName = (one: string, name: string) => names.mayHold(one, name);
    const project = { factsOf, mayName, linker, quietLinker: linker, links: new FileLinks() };
    const imported = importedFiles(project, file, importsOf(known.factsOf(file)));
    const neighbours = known.neighbourhoods.of(file, imported, maximum);
    return (
      neighbours && modelSteps({ files: neighbours, factsOf, mayName, linker, declared: settings.caches })
    );
  }

  /** What other rules found in the last review, where it is now; without what was typed over. */
  private kept(known: FolderKnowledge, file: string, near: readonly Rule[]): readonly Finding[] {
    const ids = new Set<string>(near.map(({ id }) => id));
    const kept = this.findings.filter(({ rule, span }) => span.file === file && !ids.has(rule));
    const edit = this.edited.get(file);
    const before = known.textOf(file);
    const lineStarts = edit?.facts?.lineStarts;
    if (!edit || before === undefined || !lineStarts) return kept;
    const files = new Map([[file, { offsets: offsetsAfterTyping(before, edit.text), lineStarts }]]);
    const saysTheSame = (one: SourceSpan, now: SourceSpan) =>
      before.slice(one.start, one.end) === edit.text.slice(now.start, now.end);
    return kept.flatMap((finding) => {
      const moved = moveSpans(finding, files);
      return moved && saysTheSame(finding.span, moved.span) ? [moved] : [];
    });
  }

  private factsOf(known: FolderKnowledge, file: string): FileFacts | undefined {
    const edited = this.edited.get(file);
    if (!edited) return known.factsOf(file);
    edited.facts ??= extractFacts(file, edited.text);
    return edited.facts;
  }
}

/** The modules that a file imports, and where the names are declared that it did not import `before`. */
function importedFiles(
  project: ProjectFiles,
  file: string,
  before: readonly ImportSource[],
): readonly string[] {
  const known = new Set(before.map(nameOf));
  const declarations = new Declarations(project);
  return importsOf(project.factsOf(file)).flatMap((source) => {
    const target = project.linker.resolve(file, source.module);
    if (target === undefined) return [];
    const declared = known.has(nameOf(source))
      ? undefined
      : declarations.of(file, source.module, source.name);
    return declared ? [target, declared.file] : [target];
  });
}

function importsOf(facts: FileFacts | undefined): readonly ImportSource[] {
  return (facts?.bindings ?? []).flatMap(({ import: source }) => source ?? []);
}

function nameOf({ module, name }: ImportSource): string {
  return `${module}#${name}`;
}
