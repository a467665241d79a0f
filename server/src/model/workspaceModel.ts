/**
 * The model of one workspace: what is cached under which keys, who writes, reads and invalidates it, and
 * which database writes it depends on. Built from facts alone; rules ask it questions and see no syntax.
 */
import type { SourceSpan } from '../../../shared/src/finding.js';
import type { CodeSite, KeyPatternSummary, PatternTtl } from '../../../shared/src/protocol.js';
import type { TextRange } from '../facts/fileFacts.js';
import { lineOf } from '../facts/suppressions.js';
import { buildCallGraph, type CallGraph, enclosingFunction } from './callGraph.js';
import { type CacheEffect, type Effect, Effects, type Site } from './effects.js';
import { Evaluation, type FactsOfFile } from './evaluation.js';
import { groupKeyUses, type KeyGroup } from './keyGroups.js';
import { collectKeyUses, type KeyUse } from './keyUses.js';
import type { Linker } from './linker.js';
import {
  collectDatabaseWrites,
  type DatabaseWrite,
  isTestFile,
  type UnmetObligation,
  unmetObligation,
} from './obligations.js';
import type { FunctionReference } from './values.js';

export class WorkspaceModel {
  readonly groups: readonly KeyGroup[];
  readonly databaseWrites: readonly DatabaseWrite[];
  /** Every call of a cache library, as written, whatever is known of its key. */
  readonly operations: readonly CacheOperationUse[];
  private readonly uses: readonly KeyUse[];
  private readonly evaluation: Evaluation;
  private readonly effects: Effects;
  private readonly graph: CallGraph;

  /** `files` are searched for operations; `factsOf` may give others that they lead to. */
  constructor(
    readonly files: readonly string[],
    factsOf: FactsOfFile,
    linker: Linker,
  ) {
    this.evaluation = new Evaluation(factsOf, linker, files);
    this.graph = buildCallGraph(this.evaluation);
    this.effects = new Effects(this.evaluation, this.graph);
    this.uses = collectKeyUses(this.evaluation, this.effects, this.graph);
    this.groups = groupKeyUses(this.evaluation, this.graph, this.uses);
    this.databaseWrites = collectDatabaseWrites(this.evaluation, this.effects);
    this.operations = this.collectOperations();
  }

  private collectOperations(): readonly CacheOperationUse[] {
    return this.functions().flatMap((reference) =>
      this.effects
        .of(reference)
        .flatMap((effect) =>
          effect.kind === 'cache' && effect.chain.length === 1 ? [{ effect, function: reference }] : [],
        ),
    );
  }

  /** Every function that is not a callback written inside a call. */
  functions(): readonly FunctionReference[] {
    return this.files.flatMap((file) =>
      (this.evaluation.factsOf(file)?.functions ?? []).flatMap((fact, index) =>
        fact.inline ? [] : [{ file, index }],
      ),
    );
  }

  /** What a function does to caches and databases, in order, including what it does through calls. */
  effectsOf(reference: FunctionReference): readonly Effect[] {
    return this.effects.of(reference);
  }

  /** What is missing after a write, as far as one group of keys is concerned. */
  unmetObligation(write: DatabaseWrite, group: KeyGroup): UnmetObligation | undefined {
    return unmetObligation(this.evaluation, this.effects, this.graph, write, group);
  }

  /** The span of the shortest text that names a call: its method. */
  nameSpan(site: Site): SourceSpan {
    return this.span(site.file, this.callRange(site, 'nameRange'));
  }

  /** The span of a whole call. */
  callSpan(site: Site): SourceSpan {
    return this.span(site.file, this.callRange(site, 'range'));
  }

  /** `UserService.update`, or `(module)` for code outside functions. */
  functionName(reference: FunctionReference): string {
    const facts = this.evaluation.factsOf(reference.file);
    return facts?.functions[reference.index]?.name || '(module)';
  }

  /** The function a call is written in, callbacks counted as part of the function around them. */
  functionOf(site: Site): FunctionReference {
    const index = this.evaluation.factsOf(site.file)?.calls[site.call]?.function ?? 0;
    const frame = this.evaluation.symbolicFrame({ file: site.file, index });
    return frame ? enclosingFunction(frame) : { file: site.file, index };
  }

  /** Names of functions whose callers matter: wrappers, and what writes cached rows. */
  functionsWithOpenCallers(): readonly FunctionReference[] {
    const writers = this.databaseWrites
      .filter((write) =>
        this.groups.some((group) =>
          group.entities.some((entity) => entity.entity === write.effect.call.entity),
        ),
      )
      .map((write) => write.function);
    const wrappers = this.uses.flatMap((use) => use.effect.chain.map((site) => this.functionOf(site)));
    return [...writers, ...wrappers];
  }

  /** Entities that are cached, by name. */
  cachedEntities(): ReadonlySet<string> {
    return new Set(
      this.groups
        .filter((group) => group.nature === 'cache')
        .flatMap((group) => group.entities.map((entity) => entity.entity)),
    );
  }

  summaries(): readonly KeyPatternSummary[] {
    return this.groups
      .map((group) => this.summary(group))
      .sort((a, b) => (a.pattern < b.pattern ? -1 : a.pattern > b.pattern ? 1 : 0));
  }

  private summary(group: KeyGroup): KeyPatternSummary {
    return {
      pattern: group.text,
      nature: group.nature,
      entities: group.entities.map((entity) => entity.entity).sort(),
      ttl: ttlOfWrites(group.writes),
      writes: this.codeSites(group.writes),
      reads: this.codeSites(group.reads),
      invalidations: this.codeSites(group.invalidations),
    };
  }

  private codeSites(uses: readonly KeyUse[]): readonly CodeSite[] {
    const sites = uses.map((use): CodeSite => {
      const site = use.effect.chain[0] ?? use.effect.site;
      return {
        span: this.callSpan(site),
        functionName: this.functionName(use.function),
        command: use.effect.command,
      };
    });
    const seen = new Set<string>();
    return sites
      .filter((site) => {
        const key = `${site.span.file}#${site.span.start}`;
        return seen.has(key) ? false : seen.add(key);
      })
      .sort((a, b) =>
        a.span.file === b.span.file ? a.span.start - b.span.start : a.span.file < b.span.file ? -1 : 1,
      );
  }

  private callRange(site: Site, which: 'range' | 'nameRange'): TextRange {
    return this.evaluation.factsOf(site.file)?.calls[site.call]?.[which] ?? [0, 0];
  }

  private span(file: string, [start, end]: TextRange): SourceSpan {
    const starts = this.evaluation.factsOf(file)?.lineStarts ?? [0];
    const line = lineOf(starts, start);
    const endLine = lineOf(starts, end);
    return {
      file,
      start,
      end,
      line,
      column: start - (starts[line - 1] ?? 0) + 1,
      endLine,
      endColumn: end - (starts[endLine - 1] ?? 0) + 1,
    };
  }
}

export interface CacheOperationUse {
  readonly effect: CacheEffect;
  readonly function: FunctionReference;
}

/** The longest known TTL; none as soon as one write has none. */
export function ttlOfWrites(writes: readonly KeyUse[]): PatternTtl {
  let longest = 0;
  let unknown = writes.length === 0;
  for (const { effect, ttl } of writes) {
    if (ttl.kind === 'none' && effect.operation !== 'counter') return { kind: 'none' };
    if (ttl.kind === 'known') longest = Math.max(longest, ttl.milliseconds);
    else unknown = true;
  }
  return unknown || longest === 0 ? { kind: 'unknown' } : { kind: 'known', milliseconds: longest };
}

/** Whether a use stands in code that serves requests. */
export function isServing(use: KeyUse): boolean {
  return !isTestFile(use.effect.site.file) && !isTestFile(use.function.file);
}
