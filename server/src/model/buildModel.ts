/**
 * Builds the model of a workspace from the facts of its files, in steps of one file: whoever shares the process with
 * other work pauses between two of them, or stops. The model is the same however it is paced, and in whatever order its files
 * are named.
 */
import type { DeclaredCache } from '../../../shared/src/declaredCaches.js';
import { type CallGraph, callGraphSteps } from './calls/callGraph.js';
import { Effects } from './calls/effects.js';
import { Evaluation, type FactsOfFile, type MayName } from './evaluation/evaluation.js';
import { collectGivenClients, type GivenClients } from './evaluation/givenClients.js';
import type { Linker } from './evaluation/linker.js';
import { allSteps, type Steps } from './steps.js';
import { WorkspaceModel } from './workspaceModel.js';

export interface ModelInputs {
  /** Files that are searched for operations; `factsOf` may give others that they lead to. */
  readonly files: readonly string[];
  readonly factsOf: FactsOfFile;
  readonly linker: Linker;
  /** Caches that the settings declare. */
  readonly declared?: readonly DeclaredCache[];
  /** Saves parsing files that need not be. */
  readonly mayName?: MayName;
}

export function buildModel(inputs: ModelInputs): WorkspaceModel {
  return allSteps(modelSteps(inputs));
}

export function* modelSteps(given: ModelInputs): Steps<WorkspaceModel> {
  // Where two files say the same of something, the first is asked, which must not depend on who named them first.
  const inputs = { ...given, files: given.files.toSorted() };
  const { evaluation, graph } = yield* settledCalls(inputs);
  const effects = new Effects(evaluation, graph);
  for (const file of inputs.files) {
    for (const [index, fact] of (inputs.factsOf(file)?.functions ?? []).entries()) {
      if (!fact.inline) effects.of({ file, index });
    }
    yield;
  }
  return new WorkspaceModel(inputs.files, evaluation, graph, effects);
}

/** What is made of objects that are handed over may be handed over itself, so often. */
const MAXIMUM_ROUNDS = 3;

/** Who calls whom says what is handed on, and what is handed on says who calls whom. */
function* settledCalls({
  files,
  factsOf,
  linker,
  declared = [],
  mayName,
}: ModelInputs): Steps<{ evaluation: Evaluation; graph: CallGraph }> {
  let evaluation = new Evaluation(factsOf, linker, files, declared, undefined, undefined, mayName);
  let graph = yield* callGraphSteps(evaluation);
  let known: GivenClients = new Map();
  for (let round = 1; round <= MAXIMUM_ROUNDS; round++) {
    const given = new Map([...collectGivenClients(evaluation, graph), ...known]);
    if (given.size === known.size) break;
    evaluation = new Evaluation(factsOf, linker, files, declared, given, evaluation.links, mayName);
    graph = yield* callGraphSteps(evaluation);
    // Of a client nothing is made that is handed on in its turn.
    if (![...given.values()].some(({ kind }) => kind === 'handedAt')) break;
    known = given;
  }
  return { evaluation, graph };
}
