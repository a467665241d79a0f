/**
 * Classes as they were written before the language had them: a function whose prototype gets methods, or that gives
 * its own object members. In: what was extracted so far. Out: class facts like those of `class`, and their bindings.
 */
import type { Extraction, MutableFunction } from './extraction.js';
import type { BindingIndex, CallFact, Expression, MethodFact } from './fileFacts.js';

export function settlePrototypes(extraction: Extraction): void {
  const written = new Map<BindingIndex, Written>();
  const of = (expression: Expression | undefined): Written | undefined => {
    const binding = constructorOf(extraction, expression);
    if (binding === undefined) return undefined;
    const known = written.get(binding) ?? { methods: [] };
    written.set(binding, known);
    return known;
  };
  for (const { target, value, function: owner } of extraction.assignments) {
    if (target.kind !== 'member') continue;
    const method = methodOf(target.name, value);
    if (method && isPrototype(target.object)) of(target.object.object)?.methods.push(method);
    if (isPrototype(target)) addMembers(extraction, of(target.object), value);
    if (target.object.kind === 'this') of(selfOf(extraction, owner));
  }
  for (const call of extraction.calls) {
    const [first, second] = call.arguments;
    if (isCalled(call, 'assign') && first && isPrototype(first)) {
      addMembers(extraction, of(first.object), second);
    } else if (isCalled(call, 'inherits') && second) {
      const inheriting = of(first);
      if (inheriting) inheriting.base = second;
    }
  }
  for (const [binding, found] of written) addClass(extraction, binding, found);
}

interface Written {
  readonly methods: MethodFact[];
  base?: Expression;
}

type Member = Extract<Expression, { kind: 'member' }>;

function isPrototype(expression: Expression): expression is Member {
  return expression.kind === 'member' && expression.name === 'prototype';
}

function isCalled({ callee }: CallFact, name: string): boolean {
  return (callee.kind === 'name' || callee.kind === 'member') && callee.name === name;
}

function methodOf(name: string, value: Expression): MethodFact | undefined {
  return value.kind === 'function'
    ? { name, function: value.function, kind: 'method', static: false }
    : undefined;
}

/** `{ get: function () { … } }`, or `Object.create(Base.prototype)`. */
function addMembers(extraction: Extraction, to: Written | undefined, value: Expression | undefined): void {
  if (!to || !value) return;
  if (value.kind === 'object') {
    to.methods.push(...value.properties.flatMap((property) => methodOf(property.name, property.value) ?? []));
    return;
  }
  const call = value.kind === 'call' ? extraction.calls[value.call] : undefined;
  const [base] = call && (isCalled(call, 'create') || call.construction) ? call.arguments : [];
  if (base && isPrototype(base)) to.base = base.object;
  else if (call?.construction) to.base = call.callee;
}

/** The variable of the function that is used as a class; undefined for real classes and what is no function here. */
function constructorOf(extraction: Extraction, expression: Expression | undefined): BindingIndex | undefined {
  if (expression?.kind !== 'name') return undefined;
  const binding = extraction.bindings[expression.binding];
  const isFunction = binding?.functionIndex !== undefined && binding.classIndex === undefined;
  return isFunction ? expression.binding : undefined;
}

/** A function of the module that gives `this` members, by its name with a capital. */
function selfOf(extraction: Extraction, owner: number): Expression | undefined {
  const fact = extraction.functions[owner];
  if (!fact || fact.class !== undefined || fact.parent !== 0 || !/^[A-Z]/.test(fact.name)) return undefined;
  const binding = extraction.bindings.findIndex(({ functionIndex }) => functionIndex === owner);
  return binding === -1 ? undefined : { kind: 'name', name: fact.name, binding };
}

function addClass(extraction: Extraction, binding: BindingIndex, { methods, base }: Written): void {
  const bound = extraction.bindings[binding];
  const constructorFunction = bound?.functionIndex;
  if (!bound || constructorFunction === undefined) return;
  const index = extraction.classes.length;
  extraction.classes.push({
    name: bound.name,
    fields: [],
    methods,
    constructorFunction,
    implements: [],
    decorators: [],
    ...(base && { extends: base }),
  });
  bound.classIndex = index;
  own(extraction.functions[constructorFunction], index, `${bound.name}.constructor`);
  for (const { name, function: method } of methods) {
    own(extraction.functions[method], index, `${bound.name}.${name}`);
  }
}

function own(fact: MutableFunction | undefined, index: number, name: string): void {
  if (!fact) return;
  fact.class = index;
  fact.name = name;
}
