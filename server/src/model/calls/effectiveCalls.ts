/**
 * Can a call touch a cache or a database, by itself or through what it is given? In: a call and the frame it stands in. Out: whether
 * it does, whether its caller decides, and whether it hands on what decides.
 */
import type { CallFact, CallIndex } from '../../facts/fileFacts.js';
import { isWritingMethod } from '../../libraries/databases/writtenNames.js';
import { isCacheCommand } from '../commands/libraryInstances.js';
import { isOpenCall } from '../databases/databaseCalls.js';
import { isOpenRequest, mayRequest, mayWriteRemotely } from '../databases/remoteRequests.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { type FunctionReference, functionsIn, someValue, type Value } from '../evaluation/values.js';
import type { Caller, CallGraph } from './callGraph.js';
import { EFFECTIVE } from './effectValues.js';
import { enclosingFunction } from './enclosingFunctions.js';

/** A call of a library, of something handed in, or of whoever listens. */
export function isEffect(evaluation: Evaluation, frame: Frame, index: CallIndex): boolean {
  const call = frame.facts.calls[index];
  if (!call) return false;
  const touches = (value: Value): boolean => {
    if (value.kind === 'either') return value.values.some(touches);
    if (value.kind === 'fallback') return touches(value.value);
    if (value.kind === 'method') return value.object.kind === 'instance';
    return (
      value.kind === 'cacheMethod' ||
      value.kind === 'database' ||
      value.kind === 'databaseMethod' ||
      (value.kind === 'rows' && value.rows.library?.rowMethods !== undefined) ||
      (value.kind === 'parameter' &&
        value.path.length > 0 &&
        (isCacheCommand(evaluation.libraries, value.path.at(-1) ?? '') ||
          isWritingMethod(value.path.at(-1) ?? '')))
    );
  };
  const callee = evaluation.evaluate(frame, call.callee);
  return touches(callee) || mayWriteRemotely(callee, () => evaluation.argumentsOf(frame, index));
}

/** `this.read(key)`, where the class has no such method, or an abstract one: what extends it does. */
export function isLeftToSubclasses(evaluation: Evaluation, frame: Frame, index: CallIndex): boolean {
  const call = isOwnCall(frame, index) ? frame.facts.calls[index] : undefined;
  const callee = call && evaluation.evaluate(frame, call.callee);
  if (callee?.kind === 'function') return isAbstract(evaluation, callee.function);
  return callee?.kind === 'method' && callee.object.kind === 'instance';
}

function isAbstract(evaluation: Evaluation, { file, index }: FunctionReference): boolean {
  const facts = evaluation.factsOf(file);
  const owner = facts?.functions[index]?.class;
  const methods = owner === undefined ? undefined : facts?.classes[owner]?.methods;
  return methods?.some((method) => method.function === index && method.abstract) === true;
}

/** `this.load(id)` */
export function isOwnCall({ facts }: Frame, index: CallIndex): boolean {
  const callee = facts.calls[index]?.callee;
  return callee?.kind === 'member' && callee.object.kind === 'this';
}

export interface BoundCall {
  readonly caller: FunctionReference;
  readonly called: FunctionReference;
}

/** Calls of functions that carry what they were made with: what that does stands in no function by itself. */
export function boundCalls(evaluation: Evaluation, frame: Frame, index: CallIndex): readonly BoundCall[] {
  const call = frame.facts.calls[index];
  if (!call) return [];
  return functionsIn(evaluation.evaluate(frame, call.callee)).flatMap((value) =>
    value.frame.arguments === undefined ? [] : [{ caller: enclosingFunction(frame), called: value.function }],
  );
}

/** `cache.set(…)` of a cache that the function is given, or a method that its caller names. */
export function callsParameter(evaluation: Evaluation, frame: Frame, index: CallIndex): boolean {
  const call = frame.facts.calls[index];
  const callee = call && evaluation.evaluate(frame, call.callee);
  const method = callee?.kind === 'parameter' ? callee.path.at(-1) : undefined;
  if (method !== undefined) return !PLAIN_METHODS.has(method);
  return (
    callee !== undefined &&
    (isMadeOfParameter(callee) || isLeftToGiven(evaluation, frame, call, callee) || isOfElement(frame, call))
  );
}

/** `for (const step of steps) await step.run()`, where the function is given the steps. */
function isOfElement({ facts }: Frame, call: CallFact | undefined): boolean {
  const written = call?.callee;
  if (written?.kind !== 'member' || written.object.kind !== 'name' || PLAIN_METHODS.has(written.name))
    return false;
  const { binding } = written.object;
  return (call?.branches ?? []).some(
    ({ elements, source }) =>
      elements?.includes(binding) === true &&
      source?.kind === 'name' &&
      facts.bindings[source.binding]?.kind === 'parameter',
  );
}

/** `key.name()` of a parameter whose class leaves the method to those that extend it. */
function isLeftToGiven(
  evaluation: Evaluation,
  { facts }: Frame,
  call: CallFact | undefined,
  callee: Value,
): boolean {
  const written = call?.callee;
  if (callee.kind !== 'function' || written?.kind !== 'member' || written.object.kind !== 'name')
    return false;
  const { binding } = written.object;
  return facts.bindings[binding]?.kind === 'parameter' && isAbstract(evaluation, callee.function);
}

/** `service[name](…)`, `service[name].apply(service, args)`: what is called, whoever gives the name decides. */
function isMadeOfParameter(callee: Value): boolean {
  if (callee.kind === 'method') return HANDS_THROUGH.test(callee.name) && isMadeOfParameter(callee.object);
  return callee.kind === 'derived' && callee.from.some(({ kind }) => kind === 'parameter');
}

const HANDS_THROUGH = /^(call|apply)$/;

/** Methods of texts, numbers, dates, expressions and lists: no cache, database or service calls anything so. */
const PLAIN_METHODS: ReadonlySet<string> = new Set([
  ...['at', 'charAt', 'charCodeAt', 'codePointAt', 'concat', 'endsWith', 'includes', 'indexOf', 'join'],
  ...['lastIndexOf', 'localeCompare', 'match', 'matchAll', 'normalize', 'padEnd', 'padStart', 'push'],
  ...['replace', 'replaceAll', 'reverse', 'slice', 'sort', 'splice', 'split', 'startsWith', 'substr'],
  ...['substring', 'test', 'toFixed', 'toISOString', 'toJSON', 'toLocaleString', 'toLowerCase', 'toString'],
  ...['toUpperCase', 'trim', 'trimEnd', 'trimStart', 'unshift', 'valueOf', 'getTime', 'hasOwnProperty'],
]);

/** A query of a library whose table or SQL nobody knows who looks at this function alone. */
export function isOpenQuery(evaluation: Evaluation, frame: Frame, index: CallIndex): boolean {
  const call = frame.facts.calls[index];
  const callee = call && evaluation.evaluate(frame, call.callee);
  if (callee && mayRequest(callee)) return isOpenRequest(callee, evaluation.argumentsOf(frame, index));
  if (callee?.kind !== 'database' && callee?.kind !== 'databaseMethod') return false;
  return isOpenCall(callee, evaluation.argumentsOf(frame, index));
}

/** Whether a call may give what its own function was given, or what that function makes for it. */
export function handsOn(
  evaluation: Evaluation,
  { frame, call }: Caller,
  kinds: ReadonlySet<Value['kind']>,
): boolean {
  const { callee } = frame.facts.calls[call] ?? {};
  // What a method is given may stand in the fields of its object.
  if (callee?.kind !== 'name') return true;
  return evaluation
    .argumentsOf(frame, call)
    .some((argument) => someValue(argument, (part) => kinds.has(part.kind)));
}

/** What may be what a function was given, or hold it. */
export const GIVEN: ReadonlySet<Value['kind']> = new Set([
  'parameter',
  'function',
  'instance',
  'constructed',
  'rows',
  'database',
]);

/** What may hold SQL or the name of a table that a function was given. */
export const NAMING: ReadonlySet<Value['kind']> = new Set(['parameter', 'instance']);

/** False when calling the value can do nothing to a cache or a database, whatever it is given. */
export function mayDoSomething(graph: CallGraph, callee: Value): boolean {
  switch (callee.kind) {
    case 'function':
      return graph.mayHaveEffects(callee.function) || graph.callsWhatItIsGiven(callee.function);
    case 'either':
      return callee.values.some((value) => mayDoSomething(graph, value));
    case 'fallback':
      return mayDoSomething(graph, callee.value);
    default:
      return EFFECTIVE.has(callee.kind) || mayRequest(callee);
  }
}
