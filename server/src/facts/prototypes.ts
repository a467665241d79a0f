/**
 * Classes as they were written before there were any: a function, and methods put on its `prototype`. In: the tables of
 * one file. Out: a class for each such function, which is its constructor.
 */
import type { Extraction } from './extraction.js';
import type { BindingIndex, Expression, FunctionIndex, MethodFact } from './fileFacts.js';

export function settlePrototypes(extraction: Extraction): void {
  for (const [binding, methods] of methodsOfPrototypes(extraction)) {
    const { name, functionIndex } = extraction.bindings[binding] ?? {};
    if (name === undefined || functionIndex === undefined) continue;
    const index = extraction.classes.length;
    const base = baseOf(extraction, binding);
    extraction.classes.push({
      name,
      fields: [],
      methods,
      implements: [],
      decorators: [],
      constructorFunction: functionIndex,
      ...(base && { extends: base }),
    });
    for (const owned of [functionIndex, ...methods.map((method) => method.function)]) {
      const fact = extraction.functions[owned];
      if (fact) fact.class = index;
    }
    for (const method of methods) {
      const fact = extraction.functions[method.function];
      if (fact) fact.name = `${name}.${method.name}`;
    }
  }
}

function methodsOfPrototypes(extraction: Extraction): ReadonlyMap<BindingIndex, MethodFact[]> {
  const found = new Map<BindingIndex, MethodFact[]>();
  const add = (binding: BindingIndex, name: string, value: Expression): void => {
    const method = value.kind === 'function' ? functionOf(extraction, value.function) : undefined;
    const known = found.get(binding) ?? [];
    if (method === undefined) return;
    found.set(binding, [...known, { name, function: method, kind: 'method', static: false }]);
  };
  for (const { target, value } of extraction.assignments) {
    if (target.kind !== 'member') continue;
    // `User.prototype.save = function () {…}`
    const ofMethod = prototypeOf(target.object);
    if (ofMethod !== undefined) add(ofMethod, target.name, value);
    // `User.prototype = { save: function () {…} }`
    const ofAll = prototypeOf(target);
    if (ofAll === undefined || value.kind !== 'object') continue;
    for (const property of value.properties) add(ofAll, property.name, property.value);
  }
  return found;
}

/** An arrow function on a prototype has another `this`. */
function functionOf(extraction: Extraction, index: FunctionIndex): FunctionIndex | undefined {
  return extraction.functions[index]?.class === undefined ? index : undefined;
}

function prototypeOf(expression: Expression): BindingIndex | undefined {
  if (expression.kind !== 'member' || expression.name !== 'prototype') return undefined;
  const { object } = expression;
  return object.kind === 'name' && object.binding >= 0 ? object.binding : undefined;
}

/** `util.inherits(User, Base)`, `User.prototype = Object.create(Base.prototype)`. */
function baseOf(extraction: Extraction, binding: BindingIndex): Expression | undefined {
  for (const { callee, arguments: given } of extraction.calls) {
    const [inheriting, base] = given;
    const isInherits = (callee.kind === 'member' || callee.kind === 'name') && callee.name === 'inherits';
    if (isInherits && inheriting?.kind === 'name' && inheriting.binding === binding) return base;
  }
  for (const { target, value } of extraction.assignments) {
    if (prototypeOf(target) !== binding || value.kind !== 'call') continue;
    const [given] = extraction.calls[value.call]?.arguments ?? [];
    if (given?.kind === 'member' && given.name === 'prototype') return given.object;
  }
  return undefined;
}
