/** Which operations stand in code that may serve requests: not in tests, scripts, command lines or their own helpers. */

import type { CacheOperationUse } from '../model/questions/modelParts.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

/** A function of a file, as the model refers to it. */
type FunctionReference = CacheOperationUse['function'];

const COMMAND_LINE = /(^|\/)(bin|cli|scripts?)(\/|\.[cm]?[jt]s$)|^tools\/|\.(cli|script)\.[cm]?[jt]s$/i;

export function isServingFile(file: string): boolean {
  return !isTestFile(file) && !COMMAND_LINE.test(file);
}

const BEHIND_REQUESTS = /(^|\/)(jobs?|workers?|crons?|queues?|processors?|consumers?|schedulers?|seeds?)\//i;

/** Code that runs for nobody in particular, by its place. */
export function isBehindRequests(file: string): boolean {
  return BEHIND_REQUESTS.test(file);
}

/** unused: nothing that is known calls the function. tested: only tests and scripts are seen to. */
export type Standing = 'served' | 'unused' | 'tested';

/** Where the function is called from. Containers call methods as well, and nothing in the code says so. */
export function standingOf(model: WorkspaceModel, reference: FunctionReference): Standing {
  const callers = model.callers
    .callersOf(reference)
    .filter((caller) => caller.file !== reference.file || caller.index !== reference.index);
  if (callers.length === 0) return 'unused';
  return callers.some((caller) => isServingFile(caller.file)) ? 'served' : 'tested';
}

/** A method, which may be called through a container or an interface. */
export function isMethod(model: WorkspaceModel, reference: FunctionReference): boolean {
  return model.code.functionName(reference).includes('.');
}
