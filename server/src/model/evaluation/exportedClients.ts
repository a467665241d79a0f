/**
 * Clients that modules hand to others, whatever they are called, and functions that a wrapper made:
 * `export const connection = new Redis()`, `export const country = memoize(load)`. In: the evaluated exports of all
 * files. Out: for each file the names under which one can be had from it.
 */
import { isTestFile } from '../testFiles.js';
import type { Instance } from './baseClasses.js';
import { exportedValue } from './evaluateImport.js';
import type { Evaluation } from './evaluation.js';
import { heldValue } from './pools.js';
import type { FunctionReference, Value } from './values.js';

/** Names an importer must say; `undefined` where it chooses the name itself. */
export type ClientExports = ReadonlyMap<string, readonly string[] | undefined>;

/** The files that export a client, a function that gives one, or one that was made and uses a cache. */
export function exportedClients(
  evaluation: Evaluation,
  usesCache: (reference: FunctionReference) => boolean,
): ClientExports {
  const found = new Map<string, readonly string[] | undefined>();
  for (const file of evaluation.files) {
    const facts = isTestFile(file) ? undefined : evaluation.factsOf(file);
    const names = [...new Set(facts?.exports.map(({ name }) => name))];
    const clients = names.filter((name) => {
      const value = exportOf(evaluation, file, name);
      return givesClient(evaluation, value) || (isMade(evaluation, value) && usesCache(value.function));
    });
    if (clients.length > 0) found.set(file, clients.some(isRenamed) ? undefined : clients);
  }
  return found;
}

function exportOf(evaluation: Evaluation, file: string, name: string): Value | undefined {
  return exportedValue(evaluation, file, name === '*' ? 'default' : name);
}

function isRenamed(name: string): boolean {
  return name === '*' || name === 'default';
}

/** A function within another one, which returned it. */
function isMade(evaluation: Evaluation, value: Value | undefined): value is MadeFunction {
  if (value?.kind !== 'function') return false;
  return (evaluation.factsOf(value.function.file)?.functions[value.function.index]?.parent ?? 0) !== 0;
}

type MadeFunction = Extract<Value, { kind: 'function' }>;

/** What a function gives may hold functions that give the same again: `{ …, child: () => make() }`. */
const MAXIMUM_CALLS = 2;

function givesClient(evaluation: Evaluation, value: Value | undefined, calls = 0): boolean {
  switch (value?.kind) {
    case 'cache':
    case 'cacheMethod':
      return true;
    case 'fallback':
      return givesClient(evaluation, value.value, calls) || givesClient(evaluation, value.otherwise, calls);
    case 'either':
      return value.values.some((part) => givesClient(evaluation, part, calls));
    case 'record':
      return [...value.fields.values()].some((field) => givesClient(evaluation, field, calls));
    case 'instance':
      return calls < MAXIMUM_CALLS && hasMethodThatGives(evaluation, value, calls);
    case 'constructed':
      return calls < MAXIMUM_CALLS && givesClient(evaluation, heldValue(evaluation, value), calls + 1);
    case 'function': {
      const returned = calls < MAXIMUM_CALLS ? returnedBy(evaluation, value) : undefined;
      return returned?.kind !== 'function' && givesClient(evaluation, returned, calls + 1);
    }
    default:
      return false;
  }
}

/** `connections.get('users')` */
function hasMethodThatGives(evaluation: Evaluation, object: Instance, calls: number): boolean {
  const { file, index, frame } = object;
  const methods = evaluation.factsOf(file)?.classes[index]?.methods ?? [];
  return methods.some(
    (method) =>
      !method.static &&
      givesClient(
        evaluation,
        { kind: 'function', function: { file, index: method.function }, frame, self: object },
        calls,
      ),
  );
}

/** Also where it depends on what the function is given: `resourcesFor(tenant)`. */
function returnedBy(evaluation: Evaluation, callee: MadeFunction): Value | undefined {
  const general = evaluation.returns.inGeneral(callee);
  const frame = general ? undefined : evaluation.symbolicFrame(callee.function);
  return general ?? (frame && evaluation.returns.inFrame(frame));
}
