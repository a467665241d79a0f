/**
 * Functions that another function returned, `export const country = memoize(load, { ttl })`, and methods of objects that
 * were made with what decides. In: a call of one. Out: the call that made it, where what it was made with is written.
 */
import type { Expression } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, isSameFunction, type Value } from '../evaluation/values.js';
import type { CallGraph } from './callGraph.js';
import type { Site } from './sites.js';

/** `run` is the function that the call runs; undefined where it stands by itself, or nobody sees it made. */
export function madeAt(evaluation: Evaluation, site: Site, run: FunctionReference): Site | undefined {
  const maker = evaluation.factsOf(run.file)?.functions[run.index]?.parent ?? 0;
  const callee = evaluation.factsOf(site.file)?.calls[site.call]?.callee;
  if (maker === 0 || callee?.kind !== 'name') return undefined;
  const made = initializerOf(evaluation, site.file, callee);
  if (made?.expression.kind !== 'call') return undefined;
  const frame = evaluation.moduleFrame(made.file);
  const call = made.expression.call;
  const called = frame && evaluation.evaluate(frame, frame.facts.calls[call]?.callee ?? callee);
  const isMaker =
    called?.kind === 'function' && isSameFunction(called.function, { file: run.file, index: maker });
  return isMaker ? { file: made.file, call } : undefined;
}

/** What a variable of a module begins with, here or where it is imported from. */
function initializerOf(
  evaluation: Evaluation,
  file: string,
  name: Extract<Expression, { kind: 'name' }>,
): { readonly file: string; readonly expression: Expression } | undefined {
  const binding = evaluation.factsOf(file)?.bindings[name.binding];
  if (!binding) return undefined;
  if (!binding.import) return binding.initializer && { file, expression: binding.initializer };
  const declared = evaluation.declarationOf(file, binding.import.module, binding.import.name);
  const facts = declared && evaluation.factsOf(declared.file);
  const variable = facts?.bindings.find(
    (candidate) => candidate.name === declared?.name && candidate.function === 0,
  );
  return declared && variable?.initializer && { file: declared.file, expression: variable.initializer };
}

/** The call of a constructor that made the object a method is called of: `new Cached(60)`, or `super(60)` within. */
export function constructedAt(
  evaluation: Evaluation,
  graph: CallGraph,
  site: Site,
  maker: FunctionReference,
): Site | undefined {
  const object = objectOf(evaluation, site);
  if (object?.kind !== 'instance') return undefined;
  const own = evaluation.factsOf(object.file)?.classes[object.index]?.constructorFunction;
  const [only, ...others] = graph.callersOf(maker).filter(({ frame, function: owner, call }) => {
    const written = frame.facts.calls[call]?.callee;
    if (written?.kind === 'super') return owner.file === object.file && owner.index === own;
    const made = written && evaluation.evaluate(frame, written);
    return made?.kind === 'class' && made.file === object.file && made.index === object.index;
  });
  return only && others.length === 0 ? { file: only.frame.file, call: only.call } : undefined;
}

/** What the method of a call is a method of. */
function objectOf(evaluation: Evaluation, { file, call }: Site): Value | undefined {
  const fact = evaluation.factsOf(file)?.calls[call];
  const frame = fact && evaluation.symbolicFrame({ file, index: fact.function });
  return frame && fact.callee.kind === 'member' ? evaluation.evaluate(frame, fact.callee.object) : undefined;
}
