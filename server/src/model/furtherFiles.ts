/**
 * The second wave of selection: files that never mention a cache but write what is cached, or call a function
 * whose callers decide. Chosen by text; parsing is left to whoever asks. Answers are kept by the hash of the
 * text for as long as the questions stay the same, so that an edit asks about one file.
 */
import { DATABASE_LIBRARIES } from '../libraries/databases/allDatabases.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { WorkspaceModel } from './workspaceModel.js';

interface CalledFunction {
  readonly method: string;
  /** The class or module it belongs to, in lower case: `update` alone is called everywhere. */
  readonly owner: string;
}

export class FurtherFiles {
  private questions = '';
  private answers = new Map<string, boolean>();

  /** Files beyond `first` that the model should know, sorted; it may know some of them already. */
  select(snapshot: WorkspaceSnapshot, model: WorkspaceModel, first: ReadonlySet<string>): readonly string[] {
    const writes = writeExpression(model);
    const functions = calledFunctions(model);
    if (!writes && functions.length === 0) return [];
    this.ask(JSON.stringify([writes?.source, functions]));
    return snapshot.files.filter((file) => {
      if (first.has(file)) return false;
      const hash = snapshot.hash(file);
      const known = this.answers.get(hash);
      if (known !== undefined) return known;
      const text = snapshot.text(file) ?? '';
      const matters = writes?.test(text) === true || callsOne(functions, text);
      this.answers.set(hash, matters);
      return matters;
    });
  }

  private ask(questions: string): void {
    if (questions === this.questions) return;
    this.questions = questions;
    this.answers = new Map();
  }
}

/** One expression that matches any text with a write on a cached entity. */
function writeExpression(model: WorkspaceModel): RegExp | undefined {
  const sources = [...model.cachedEntities()]
    .sort()
    .flatMap((entity) => DATABASE_LIBRARIES.map((library) => library.writeText(entity).source));
  return sources.length > 0 ? new RegExp(sources.join('|')) : undefined;
}

function calledFunctions(model: WorkspaceModel): readonly CalledFunction[] {
  const functions = new Map<string, CalledFunction>();
  for (const reference of model.functionsWithOpenCallers()) {
    const name = model.functionName(reference);
    const [owner, method] = name.includes('.') ? name.split('.') : [stemOf(reference.file), name];
    if (!owner || !method || method.startsWith('(')) continue;
    functions.set(`${owner}.${method}`, { method, owner: owner.toLowerCase() });
  }
  return [...functions.keys()].sort().flatMap((key) => functions.get(key) ?? []);
}

function callsOne(functions: readonly CalledFunction[], text: string): boolean {
  let lower: string | undefined;
  return functions.some(({ method, owner }) => {
    if (!text.includes(`${method}(`) && !text.includes(`${method}<`)) return false;
    lower ??= text.toLowerCase();
    return lower.includes(owner);
  });
}

function stemOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name.replace(/\.[^.]+$/, '');
}
