/**
 * How something that one file declares is called from a place in another: by a name of that file, as a member of the
 * object the place belongs to, or by an import more. In: the place and what is looked for. Out: the text, or undefined.
 */
import type { BindingFact, ClassFact } from '../../facts/fileFacts.js';
import { memberOf } from './evaluateMember.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { specifierFor } from './specifiers.js';
import { type FunctionReference, isSameFunction, type Value } from './values.js';

export interface Reached {
  /** `invalidateUser`, `this.cache.invalidateUser`. */
  readonly text: string;
  readonly import?: { readonly specifier: string; readonly name: string; readonly isDefault: boolean };
}

export interface Sought {
  /** The file that declares it. */
  readonly file: string;
  /** It as a member of something, by its name there, and whether only its own class may call it. */
  readonly member?: { readonly name: string; readonly hidden: boolean };
  isIt(value: Value): boolean;
}

export function soughtFunction(evaluation: Evaluation, reference: FunctionReference): Sought {
  const facts = evaluation.factsOf(reference.file);
  const fact = facts?.functions[reference.index];
  const owner = fact?.class === undefined ? undefined : facts?.classes[fact.class];
  const method = owner && methodNamed(owner, reference);
  const name = method?.name ?? fact?.name.split('.').at(-1);
  return {
    file: reference.file,
    isIt: (value) => value.kind === 'function' && isSameFunction(value.function, reference),
    ...(name && { member: { name, hidden: method?.hidden === true } }),
  };
}

function methodNamed(
  { methods }: ClassFact,
  { index }: FunctionReference,
): ClassFact['methods'][number] | undefined {
  return methods.find((method) => method.function === index);
}

export function reach(evaluation: Evaluation, from: Frame, sought: Sought): Reached | undefined {
  return (
    throughThis(evaluation, from, sought) ??
    byName(evaluation, from, sought) ??
    byImport(evaluation, from, sought)
  );
}

/** What follows the text of a value to say what is sought: nothing, or a member. */
function suffix(evaluation: Evaluation, from: Frame, value: Value, sought: Sought): string | undefined {
  if (sought.isIt(value)) return '';
  const { member } = sought;
  if (!member || member.hidden || !HOLDERS.has(value.kind)) return undefined;
  return sought.isIt(memberOf(evaluation, from, value, member.name)) ? `.${member.name}` : undefined;
}

const HOLDERS: ReadonlySet<Value['kind']> = new Set(['instance', 'class', 'record', 'namespace']);

/** `this.invalidateUser`, or a member of a field that the class has already. */
function throughThis(evaluation: Evaluation, from: Frame, sought: Sought): Reached | undefined {
  const { self } = from;
  const method = methodAround(from);
  if (self?.kind !== 'instance' || !method || method.fact.static) return undefined;
  const { member } = sought;
  if (member && sought.isIt(memberOf(evaluation, from, self, member.name)))
    return { text: `this.${member.name}` };
  const fields = evaluation.factsOf(self.file)?.classes[self.index]?.fields ?? [];
  for (const { name, static: isStatic } of fields) {
    const rest = isStatic
      ? undefined
      : suffix(evaluation, from, memberOf(evaluation, from, self, name), sought);
    if (rest !== undefined) return { text: `this.${name}${rest}` };
  }
  return undefined;
}

/** The method that `this` belongs to; callbacks take it over. */
function methodAround(frame: Frame): Frame | undefined {
  let current: Frame | undefined = frame;
  while (current && current.fact.class === undefined && current.fact.inline) current = current.outer;
  return current?.fact.class === undefined ? undefined : current;
}

/** A variable or an import of the module. */
function byName(evaluation: Evaluation, from: Frame, sought: Sought): Reached | undefined {
  const module = evaluation.moduleFrame(from.file);
  for (const [index, binding] of from.facts.bindings.entries()) {
    if (!module || binding.function !== 0 || !mayHold(binding)) continue;
    const value = evaluation.evaluate(module, { kind: 'name', name: binding.name, binding: index });
    const rest = suffix(evaluation, from, value, sought);
    if (rest !== undefined) return { text: binding.name + rest };
  }
  return undefined;
}

function mayHold({ kind }: BindingFact): boolean {
  return kind === 'import' || kind === 'variable' || kind === 'function' || kind === 'class';
}

function byImport(evaluation: Evaluation, from: Frame, sought: Sought): Reached | undefined {
  const { file } = sought;
  const module = file === from.file ? undefined : evaluation.moduleFrame(file);
  for (const { name, isDefault, value } of module ? exportsOf(evaluation, module) : []) {
    const rest = name === undefined ? undefined : suffix(evaluation, from, value, sought);
    if (name === undefined || rest === undefined) continue;
    const specifier = specifierFor(evaluation, from.file, file);
    return specifier === undefined
      ? undefined
      : { text: name + rest, import: { specifier, name, isDefault } };
  }
  return undefined;
}

interface Export {
  /** The name it gets where it is imported; undefined where it has none. */
  readonly name: string | undefined;
  readonly isDefault: boolean;
  readonly value: Value;
}

/** `module.exports = { invalidateUser }` gives its members by their names. */
function exportsOf(evaluation: Evaluation, module: Frame): readonly Export[] {
  return module.facts.exports.flatMap(({ name, value: expression }): readonly Export[] => {
    if (!expression) return [];
    const value = evaluation.evaluate(module, expression);
    if (name === '*' && value.kind === 'record') {
      return [...value.fields].map(([field, part]) => ({ name: field, isDefault: false, value: part }));
    }
    const isDefault = name === '*' || name === 'default';
    const own = expression.kind === 'name' ? expression.name : undefined;
    return [{ name: isDefault ? own : name, isDefault, value }];
  });
}
