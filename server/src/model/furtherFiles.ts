/**
 * The second wave of selection: files that never mention a cache but write what is cached, implement what stands
 * before it, or call a function whose callers decide. Chosen by text; parsing is left to whoever asks. Answers are kept by the hash of the
 * text for as long as the questions stay the same, so that an edit asks about one file.
 */
import { WrittenNames } from '../libraries/databases/writtenNames.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { WorkspaceModel } from './workspaceModel.js';

export class FurtherFiles {
  private questions = '';
  private answers = new Map<string, boolean>();
  private readonly written = new WrittenNames();

  /** Files beyond `first` that the model should know, sorted; it may know some of them already. */
  select(snapshot: WorkspaceSnapshot, model: WorkspaceModel, first: ReadonlySet<string>): readonly string[] {
    const entities = model.cachedEntities();
    const functions = calledFunctions(model);
    const controllers = model.cachesEveryResponse();
    const bases = model.declaredBases();
    if (entities.size + functions.size + bases.size === 0 && !controllers) return [];
    this.ask(JSON.stringify([[...entities].sort(), [...functions], controllers, [...bases].sort()]));
    return snapshot.files.filter((file) => {
      if (first.has(file)) return false;
      const hash = snapshot.hash(file);
      const known = this.answers.get(hash);
      if (known !== undefined) return known;
      const text = snapshot.text(file) ?? '';
      const isCached = controllers && text.includes('@Controller(');
      const matters =
        isCached || implementsOne(bases, text) || this.writesOne(entities, text) || callsOne(functions, text);
      this.answers.set(hash, matters);
      return matters;
    });
  }

  private writesOne(entities: ReadonlySet<string>, text: string): boolean {
    if (entities.size === 0) return false;
    for (const name of this.written.in(text)) if (entities.has(name)) return true;
    return false;
  }

  private ask(questions: string): void {
    if (questions === this.questions) return;
    this.questions = questions;
    this.answers = new Map();
  }
}

const CLASS_BASES = /\bclass\s+[\w$]*[^{;]{0,80}?\b(?:implements|extends)\s+([^{]{1,200})\{/g;

/** A repository behind an interface never mentions the cache of the service that uses it. */
function implementsOne(bases: ReadonlySet<string>, text: string): boolean {
  for (const [, names = ''] of text.matchAll(CLASS_BASES)) {
    if (names.match(/[\w$]+/g)?.some((name) => bases.has(name))) return true;
  }
  return false;
}

/** Methods by name, each with the classes or modules it may belong to, in lower case and in order. */
type CalledFunctions = ReadonlyMap<string, readonly string[]>;

function calledFunctions(model: WorkspaceModel): CalledFunctions {
  const owners = new Map<string, Set<string>>();
  for (const reference of model.functionsWithOpenCallers()) {
    const name = model.functionName(reference);
    const [owner, method] = name.includes('.') ? name.split('.') : [stemOf(reference.file), name];
    if (!owner || !method || method.startsWith('(')) continue;
    const known = owners.get(method) ?? new Set();
    owners.set(method, known.add(owner.toLowerCase()));
  }
  return new Map([...owners.keys()].sort().map((method) => [method, [...(owners.get(method) ?? [])].sort()]));
}

/** Reads what a text calls once: the number of functions to look for grows with the workspace. */
function callsOne(functions: CalledFunctions, text: string): boolean {
  let lower: string | undefined;
  for (const method of new Set(text.match(/[\w$]+(?=[(<])/g))) {
    const owners = functions.get(method);
    if (!owners) continue;
    lower ??= text.toLowerCase();
    const searched = lower;
    if (owners.some((owner) => searched.includes(owner))) return true;
  }
  return false;
}

function stemOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name.replace(/\.[^.]+$/, '');
}
