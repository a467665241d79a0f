/**
 * What a base class does for the classes that extend it, where nobody is seen to call it for one of them: a framework makes their
 * objects. In: an operation of a method of the base class whose key these classes decide. Out: the same operation as each of them
 * has it; nothing where the key is decided otherwise.
 */
import type { ClassFact } from '../../facts/fileFacts.js';
import type { CacheEffect } from '../calls/effect.js';
import type { Effects } from '../calls/effects.js';
import { isSameSite } from '../calls/sites.js';
import { type Instance, MAXIMUM_HEIGHT } from '../evaluation/baseClasses.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type FunctionReference, isNotUnderstood, someValue, type Value } from '../evaluation/values.js';

/** What more classes have in common is found in these. */
const MAXIMUM_HEIRS = 24;

export function inheritedUsesOf(
  evaluation: Evaluation,
  effects: Effects,
  effect: CacheEffect,
  reference: FunctionReference,
): readonly CacheEffect[] {
  const facts = evaluation.factsOf(reference.file);
  const fact = facts?.classes[facts.functions[reference.index]?.class ?? -1];
  const method = fact?.methods.find((one) => one.function === reference.index && !one.static);
  if (!fact || !method || !namesOne(effect.key, openMembers(evaluation, reference.file, fact))) return [];
  return heirsOf(evaluation, reference.file, fact.name)
    .filter((heir) => !has(evaluation, heir, method.name))
    .flatMap((heir) => effects.ofMethodFor(reference, heir))
    .filter((own): own is CacheEffect => own.kind === 'cache' && isSameSite(own.site, effect.site));
}

/** Abstract methods, and what is only declared: `abstract readonly prefix: string`, `get prefix() { throw … }`. */
function openMembers(evaluation: Evaluation, file: string, fact: ClassFact): ReadonlySet<string> {
  const functions = evaluation.factsOf(file)?.functions ?? [];
  const methods = fact.methods.filter(
    (method) =>
      !method.static &&
      (method.abstract || functions[method.function]?.returns.every(({ value }) => value === undefined)),
  );
  const fields = fact.fields.filter(
    (field) => !field.static && !field.initializer && field.parameter === undefined,
  );
  return new Set([...methods, ...fields].map(({ name }) => name));
}

/** `${this.prefix}:${id}`, `this.keyOf(id)` */
function namesOne(key: Value, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  return someValue(key, (part) => {
    if (part.kind === 'derived') return names.has(part.name ?? '');
    return (
      part.kind === 'text' &&
      part.parts.some((one) => typeof one !== 'string' && names.has(one.name) && isNotUnderstood(one.value))
    );
  });
}

/** The classes below it of which there are objects. */
function heirsOf(evaluation: Evaluation, file: string, name: string, height = 0): readonly Instance[] {
  const below = evaluation.implementations.of(file, name).flatMap((value): readonly Instance[] => {
    const fact = value.kind === 'instance' ? evaluation.factsOf(value.file)?.classes[value.index] : undefined;
    if (value.kind !== 'instance' || !fact) return [];
    const further = height < MAXIMUM_HEIGHT ? heirsOf(evaluation, value.file, fact.name, height + 1) : [];
    return fact.methods.some(({ abstract }) => abstract) ? further : [value, ...further];
  });
  return below.slice(0, MAXIMUM_HEIRS);
}

function has(evaluation: Evaluation, { file, index }: Instance, method: string): boolean {
  return evaluation.factsOf(file)?.classes[index]?.methods.some(({ name }) => name === method) === true;
}
