/**
 * Maps of the program that are caches: called so, looked up, filled, and emptied somewhere by hand, so that whoever wrote
 * them wants them fresh. In: where a `Map` is made, or an object that is used like one. Out: whether it is one; a map of
 * anything but data is left alone.
 */
import type { CallIndex, Expression, FileFacts } from '../../facts/fileFacts.js';
import { isCalledCache } from '../../facts/keptObjects.js';
import type { Evaluation } from './evaluation.js';

export function isProgramMap(evaluation: Evaluation, facts: FileFacts, call: CallIndex): boolean {
  const name = nameOfMap(evaluation, facts, call);
  if (name === undefined || !isCalledCache(name)) return false;
  const called = new Set(
    facts.calls.flatMap(({ callee }) =>
      callee.kind === 'member' && nameOf(callee.object) === name ? [callee.name] : [],
    ),
  );
  return called.has('get') && called.has('set') && (called.has('delete') || called.has('clear'));
}

/** The variable of a module or the field of a class that holds it. */
function nameOfMap(evaluation: Evaluation, facts: FileFacts, call: CallIndex): string | undefined {
  const isMadeThere = ({ initializer }: { readonly initializer?: Expression }): boolean =>
    initializer?.kind === 'call' && initializer.call === call;
  const binding = facts.bindings.find(
    (one) => one.kind === 'variable' && one.function === 0 && isMadeThere(one),
  );
  if (binding) return binding.name;
  for (const { name, fields } of facts.classes) {
    const field = fields.find(isMadeThere);
    if (field) return field.static || !isMadeAgain(evaluation, name) ? field.name : undefined;
  }
  return undefined;
}

/** Whether objects of a class are made in functions, for a request or the like: what one of them keeps is soon gone. */
function isMadeAgain({ files, factsOf }: Evaluation, name: string): boolean {
  return files.some((file) =>
    factsOf(file)?.calls.some(
      ({ callee, construction, function: index }) =>
        construction && index !== 0 && callee.kind === 'name' && callee.name === name,
    ),
  );
}

function nameOf(object: Expression): string | undefined {
  if (object.kind === 'name' || object.kind === 'member') return object.name;
  return undefined;
}
