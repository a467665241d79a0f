/**
 * Which files must be known to review one file as if all were. In: a finished model. Out: names of files only, so that
 * nothing of the model is kept. A file's neighbours are those that use its keys, write the rows it caches, call it, and
 * everything that these lead to.
 */

import type { Entity } from '../libraries/entityNames.js';
import type { CallGraph } from './calls/callGraph.js';
import type { FileLinks } from './fileLinks.js';
import type { KeyGroup } from './keys/keyGroups.js';
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
    for (const one of arranging) if (this.files.has(one)) found.add(one);
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
  const writers = writersOf(model);
  for (const group of model.groups) {
    const files = filesOf(model, group);
    const concerned = new Set([
      ...files,
      ...filesBetween(group),
      ...identitiesOf(group).flatMap((one) => [...(writers.get(one) ?? [])]),
    ]);
    for (const file of concerned) sharing.set(file, [...(sharing.get(file) ?? []), files]);
  }
  return new Neighbourhoods(new Set(model.files), links, callers, sharing);
}

/** Where keys are used, and where the rows behind them are written. */
function filesOf(model: WorkspaceModel, group: KeyGroup): ReadonlySet<string> {
  const uses = [...group.writes, ...group.reads, ...group.invalidations];
  const identities = new Set(identitiesOf(group));
  const writes = model.databaseWrites.filter(({ effect }) =>
    identitiesOfEntity(effect.call.entity).some((one) => identities.has(one)),
  );
  return new Set([...uses, ...writes].map((use) => use.function.file));
}

/** Files with what stands between those and the library: who calls a wrapper decides what it does. */
function filesBetween(group: KeyGroup): readonly string[] {
  const uses = [...group.writes, ...group.reads, ...group.invalidations];
  return uses.flatMap(({ effect }) => effect.chain.map(({ file }) => file));
}

function identitiesOf(group: KeyGroup): readonly string[] {
  return group.entities.flatMap(({ entity }) => identitiesOfEntity(entity));
}

function identitiesOfEntity(entity: Entity | undefined): readonly string[] {
  return entity ? [entity.identity, ...(entity.aliases ?? [])] : [];
}

/** Files with functions that write rows of an entity, themselves or through calls. */
function writersOf(model: WorkspaceModel): ReadonlyMap<string, ReadonlySet<string>> {
  const writers = new Map<string, Set<string>>();
  for (const reference of model.functions()) {
    for (const effect of model.effectsOf(reference)) {
      if (effect.kind !== 'database' || effect.call.operation === 'read') continue;
      for (const one of identitiesOfEntity(effect.call.entity)) {
        writers.set(one, (writers.get(one) ?? new Set()).add(reference.file));
      }
    }
  }
  return writers;
}
