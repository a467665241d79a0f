/**
 * How something that one file declares is called from a place in another: by a name of that file, as a member of the
 * object the place belongs to or of one that the call there uses, or by an import more. In: a call, which is the place,
 * and what is looked for. Out: the text, or undefined.
 */
import { lastName } from '../../facts/expressionNames.js';
import type { BindingFact, BindingIndex, ClassFact, Expression } from '../../facts/fileFacts.js';
import { functionsAround } from '../../facts/functionNesting.js';
import { memberOf } from './evaluateMember.js';
import type { Evaluation } from './evaluation.js';
import type { Frame } from './frame.js';
import { specifierFor } from './specifiers.js';
import { type FunctionReference, isSameFunction, type Value } from './values.js';
import { type CallPlace, callsOfChain, wordingOf } from './wording.js';

export interface Reached {
  /** `invalidateUser`, `this.cache.invalidateUser`. */
  readonly text: string;
  readonly import?: { readonly specifier: string; readonly name: string; readonly isDefault: boolean };
  /** The variables it uses that are not the module's. */
  readonly bindings?: readonly BindingIndex[];
}

export interface Sought {
  /** The file that declares it. */
  readonly file: string;
  /** It as a member of something. */
  readonly member?: {
    readonly name: string;
    /** Only its own class may call it. */
    readonly hidden: boolean;
    /** What the something is called where nothing else says what it is. */
    readonly of?: string;
  };
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

export function reach(evaluation: Evaluation, place: CallPlace, sought: Sought): Reached | undefined {
  const from = place.frame;
  return (
    throughThis(evaluation, from, sought) ??
    byName(evaluation, from, sought) ??
    throughUsed(evaluation, place, sought) ??
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

/** `client.keyv`, beside `client.prisma.user.update(…)`: what the call uses is known where it stands. */
function throughUsed(
  evaluation: Evaluation,
  place: CallPlace,
  { isIt, member }: Sought,
): Reached | undefined {
  for (const expression of [...usedBy(place), ...givenAround(place.frame)]) {
    const { parts: [said] = [], bindings = [] } = wordingOf(place, expression) ?? {};
    if (typeof said !== 'object' || !('said' in said)) continue;
    const value = evaluation.evaluate(place.frame, expression);
    if (isIt(value)) return { text: said.said, bindings };
    if (!member || member.hidden || !(HOLDERS.has(value.kind) || lastName(expression) === member.of))
      continue;
    if (!isIt(memberOf(evaluation, place.frame, value, member.name))) continue;
    return { text: `${said.said}.${member.name}`, bindings };
  }
  return undefined;
}

/** What stands before the dots of a call and of the calls of its chain. */
function usedBy(place: CallPlace): readonly Expression[] {
  return callsOfChain(place).flatMap(({ callee }) => {
    const objects: Expression[] = [];
    for (let object = callee; object.kind === 'member'; ) {
      object = object.object;
      objects.unshift(object);
    }
    return objects;
  });
}

/** The parameters of the functions around, as they are called there. */
function givenAround({ facts, function: { index } }: Frame): readonly Expression[] {
  const found: Expression[] = [];
  for (const current of functionsAround(facts, index)) {
    for (const parameter of facts.functions[current]?.parameters ?? []) {
      for (const binding of parameter.bindings) {
        const name = facts.bindings[binding]?.name;
        if (name !== undefined) found.push({ kind: 'name', name, binding });
      }
    }
  }
  return found;
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
