/**
 * The second wave of selection: files that never mention a cache but write what is cached, or call a function
 * whose callers decide. Chosen by text; parsing is left to whoever asks.
 */
import { DATABASE_LIBRARIES } from '../libraries/databases/allDatabases.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { WorkspaceModel } from './workspaceModel.js';

/** Files not in the model yet that the model should know, sorted. */
export function selectFurtherFiles(snapshot: WorkspaceSnapshot, model: WorkspaceModel): readonly string[] {
  const known = new Set(model.files);
  const tests = [...writeTests(model), ...callTests(model)];
  if (tests.length === 0) return [];
  return snapshot.files.filter((file) => {
    if (known.has(file)) return false;
    const text = snapshot.text(file);
    return text !== undefined && tests.some((test) => test(text));
  });
}

type TextTest = (text: string) => boolean;

function writeTests(model: WorkspaceModel): readonly TextTest[] {
  return [...model.cachedEntities()].flatMap((entity) =>
    DATABASE_LIBRARIES.map((library): TextTest => {
      const expression = library.writeText(entity);
      return (text) => expression.test(text);
    }),
  );
}

/** A call of `update` counts only in a file that also names the class or module it belongs to. */
function callTests(model: WorkspaceModel): readonly TextTest[] {
  const tests = new Map<string, TextTest>();
  for (const reference of model.functionsWithOpenCallers()) {
    const name = model.functionName(reference);
    const [owner, method] = name.includes('.') ? name.split('.') : [stemOf(reference.file), name];
    if (!owner || !method || method.startsWith('(')) continue;
    const call = `${method}(`;
    const generic = `${method}<`;
    const lowerOwner = owner.toLowerCase();
    tests.set(
      `${owner}.${method}`,
      (text) => (text.includes(call) || text.includes(generic)) && text.toLowerCase().includes(lowerOwner),
    );
  }
  return [...tests.values()];
}

function stemOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return name.replace(/\.[^.]+$/, '');
}
