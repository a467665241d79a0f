/**
 * Services of Moleculer, each described by one object: `{ name, actions, events, methods }`. In: the facts of a file. Out:
 * these objects, and the functions in them.
 */
import type { Expression, FileFacts, FunctionIndex } from '../../facts/fileFacts.js';

export type ObjectExpression = Extract<Expression, { kind: 'object' }>;

export function servicesIn({ bindings, exports }: FileFacts): readonly ObjectExpression[] {
  const objects = [
    ...bindings.flatMap(({ initializer, path }) => (path ? [] : (initializer ?? []))),
    ...exports.flatMap(({ value }) => value ?? []),
  ].filter((value) => value.kind === 'object');
  return objects.filter(
    (object) =>
      partOf(object, 'name')?.kind === 'text' &&
      PARTS.some((part) => partOf(object, part)?.kind === 'object'),
  );
}

const PARTS = ['actions', 'events'];

export function partOf(object: ObjectExpression, name: string): Expression | undefined {
  return object.properties.find((property) => property.name === name)?.value;
}

/** All functions in an object, however deep. */
export function functionsInside(value: Expression): readonly FunctionIndex[] {
  if (value.kind === 'function') return [value.function];
  return value.kind === 'object'
    ? value.properties.flatMap((property) => functionsInside(property.value))
    : [];
}
