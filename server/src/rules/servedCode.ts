/** Which operations stand in code that may serve requests: not in tests, scripts, command lines or their own helpers. */
import { isTestFile } from '../model/obligations.js';
import type { CacheOperationUse, WorkspaceModel } from '../model/workspaceModel.js';

/** A function of a file, as the model refers to it. */
type FunctionReference = CacheOperationUse['function'];

const COMMAND_LINE = /(^|\/)(bin|cli|tools|scripts?)(\/|\.[cm]?[jt]s$)|\.(cli|script)\.[cm]?[jt]s$/i;
const MAXIMUM_DEPTH = 3;

export function isServingFile(file: string): boolean {
  return !isTestFile(file) && !COMMAND_LINE.test(file);
}

/** unused: nothing that is known calls the function, so it may only be there for later. */
export type Standing = 'served' | 'unused' | 'apart';

/** Where the function is called from, in the end. */
export function standingOf(model: WorkspaceModel, reference: FunctionReference, depth = 0): Standing {
  if (!isServingFile(reference.file)) return 'apart';
  const callers = model
    .callersOf(reference)
    .filter((caller) => caller.file !== reference.file || caller.index !== reference.index);
  if (callers.length === 0) return 'unused';
  if (depth >= MAXIMUM_DEPTH) return 'served';
  return callers.every((caller) => standingOf(model, caller, depth + 1) === 'apart') ? 'apart' : 'served';
}

/** The body of a file, which runs once when it is loaded. */
export function isModuleBody(reference: FunctionReference): boolean {
  return reference.index === 0;
}
