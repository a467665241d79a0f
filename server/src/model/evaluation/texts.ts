/** Text values: joined from literals and holes, nested texts spliced in. */
import { constant, type TextPart, type Value } from './values.js';

/** Whether a value is certain to be a text. */
export function isText(value: Value): boolean {
  return value.kind === 'text' || (value.kind === 'constant' && typeof value.value === 'string');
}

/** The text that a value is, where it is nothing but a text. */
export function plainText(value: Value | undefined): string | undefined {
  return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : undefined;
}

/** Builds a text; a text without holes is a constant. */
export function textOf(parts: readonly TextPart[]): Value {
  const spliced: TextPart[] = [];
  for (const part of parts.flatMap(splice)) {
    const last = spliced.at(-1);
    if (typeof part === 'string' && typeof last === 'string') spliced[spliced.length - 1] = last + part;
    else if (part !== '') spliced.push(part);
  }
  if (spliced.every((part) => typeof part === 'string')) return constant(spliced.join(''));
  return { kind: 'text', parts: spliced };
}

function splice(part: TextPart): readonly TextPart[] {
  if (typeof part === 'string') return [part];
  const { value } = part;
  if (value.kind === 'constant') return [String(value.value)];
  if (value.kind === 'text') return value.parts;
  // A default text is what the key looks like when nothing else is given.
  if (value.kind === 'fallback' && value.value.kind === 'environment')
    return splice({ ...part, value: value.otherwise });
  return [part];
}
