/**
 * Which files must be known to review one file as if all were. In: a finished model. Out: names of files only, so that
 * nothing of the model is kept. A file's neighbours are those that use its keys, write the rows it caches, call it, and
 * everything that these lead to.
 */

import { identitiesOf } from '../libraries/entityNames.js';
import type { CallGraph } from './calls/callGraph.js';
import type { DatabaseEffect } from './calls/effect.js';
import type { FunctionReference } from './evaluation/values.js';
import type { FileLinks } from './fileLinks.js';
import { identitiesIn, type KeyGroup } from './keys/keyGroups.js';
import type { KeyUse } from './keys/keyUses.js';
import { append } from './lists.js';
import type { WorkspaceModel } from './workspaceModel.js';

/** As far as callers are looked at for what a write forgets. */
const CALLER_DEPTH = 3;

export class Neighbourhoods {
  constructor(
    /** The files of the model. */
    private readonly files: ReadonlySet<string>,
    private readonly links: FileLinks,
    private readonly callers: ReadonlyMap<string, ReadonlySet<string>>,
    /** Files that say something about the same keys or rows. */
    private readonly sharing: ReadonlyMap<string, readonly ReadonlySet<string>[]>,
    /** Files that call what reads the same keys: what they do with it says what is kept there. */
    private readonly asking: ReadonlyMap<string, readonly (readonly string[])[]>,
  ) {}

  /** The neighbours of a file and itself, sorted; undefined when there are more than `maximum`. `imported`: what it leads to now. */
  of(file: string, imported: readonly string[], maximum: number): readonly string[] | undefined {
    const found = new Set<string>();
    const seen = new Set<string>();
    const open = [...this.core(file), ...imported];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      // What is only imported, such as an interface, is read when it is needed; it leads on all the same.
      if (this.files.has(next) || next === file) found.add(next);
      if (found.size > maximum) return undefined;
      open.push(...this.links.from(next));
    }
    const arranging = [...found].flatMap((one) => [...this.links.arranging(one)]);
    // What these lead to besides does not matter.
    for (const one of [...arranging, ...(this.asking.get(file) ?? []).flat()])
      if (this.files.has(one)) found.add(one);
    for (const speaker of this.links.speakers) if (this.files.has(speaker)) found.add(speaker);
    return [...found].sort();
  }

  private core(file: string): ReadonlySet<string> {
    const core = new Set([file]);
    let last: ReadonlySet<string> = core;
    for (let depth = 0; depth < CALLER_DEPTH; depth++) {
      last = new Set([...last].flatMap((one) => [...(this.callers.get(one) ?? [])]));
      for (const caller of last) core.add(caller);
    }
    for (const group of this.sharing.get(file) ?? []) for (const one of group) core.add(one);
    return core;
  }
}

export function collectNeighbourhoods(
  model: WorkspaceModel,
  links: FileLinks,
  graph: CallGraph,
): Neighbourhoods {
  const callers = new Map(model.files.map((file) => [file, graph.filesCalling(file)]));
  const sharing = new Map<string, ReadonlySet<string>[]>();
  const asking = new Map<string, (readonly string[])[]>();
  const writing = filesByEntity(model.databaseWrites);
  const leadingToWrites = filesByEntity(writesThroughCalls(model));
  for (const group of model.copies) {
    const entities = identitiesIn(group);
    const uses = usesOf(group);
    const files = new Set([
      ...uses.map((use) => use.function.file),
      ...entities.flatMap((one) => writing.get(one) ?? []),
      ...model.databases.filesHoldingCopies(group),
    ]);
    const concerned = new Set([
      ...files,
      // Who calls a wrapper decides what it does.
      ...uses.flatMap(({ effect }) => effect.chain.map(({ file }) => file)),
      ...entities.flatMap((one) => leadingToWrites.get(one) ?? []),
    ]);
    const askers = filesAsking(group, graph);
    for (const file of concerned) {
      append(sharing, file, files);
      append(asking, file, askers);
    }
  }
  return new Neighbourhoods(new Set(model.files), links, callers, sharing, asking);
}

/** What everybody asks for is no right of somebody. */
const MAXIMUM_ASKERS = 16;

/** The files that call what reads the copies, and those that call these; none where they are many. */
function filesAsking({ reads }: KeyGroup, graph: CallGraph): readonly string[] {
  const callersOf = (references: readonly FunctionReference[]) =>
    references.flatMap((reference) => graph.callersOf(reference).map((caller) => caller.function));
  const asking = callersOf(reads.map((use) => use.function));
  const files = new Set([...asking, ...callersOf(asking)].map(({ file }) => file));
  return files.size > MAXIMUM_ASKERS ? [] : [...files];
}

function usesOf({ writes, reads, invalidations }: KeyGroup): readonly KeyUse[] {
  return [...writes, ...reads, ...invalidations];
}

interface WriteOfFile {
  readonly effect: DatabaseEffect;
  readonly function: FunctionReference;
}

/** What functions write, themselves or through calls. */
function writesThroughCalls(model: WorkspaceModel): readonly WriteOfFile[] {
  return model.functions.flatMap((reference) =>
    model
      .effectsOf(reference)
      .flatMap((effect) =>
        effect.kind === 'database' && effect.call.operation !== 'read'
          ? [{ effect, function: reference }]
          : [],
      ),
  );
}

function filesByEntity(writes: readonly WriteOfFile[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, Set<string>>();
  for (const { effect, function: owner } of writes) {
    for (const one of identitiesOf(effect.call.entity)) {
      files.set(one, (files.get(one) ?? new Set()).add(owner.file));
    }
  }
  return new Map([...files].map(([one, found]) => [one, [...found]]));
}
