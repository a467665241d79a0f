/**
 * Texts with places that a call fills: `'loans:{member}'.replace('{member}', member)`, `format('book:%s', id)`. In: the text and
 * what is put into it. Out: the text with holes; undefined where the places cannot be read.
 */
import { nameOfValue } from './pureCalls.js';
import { textOf } from './texts.js';
import type { TextPart, Value } from './values.js';

/** `replace` fills the first place, `replaceAll` all of them. */
export function replacedText(
  object: Value,
  name: string,
  [sought, put]: readonly Value[],
): Value | undefined {
  const place = sought?.kind === 'constant' ? String(sought.value) : '';
  const parts = partsOf(object);
  if (!/^replace(All)?$/.test(name) || !parts || place === '' || !put || put.kind === 'function')
    return undefined;
  let isOpen = true;
  const filled = parts.flatMap((part): readonly TextPart[] => {
    if (typeof part !== 'string' || !isOpen || !part.includes(place)) return [part];
    if (name === 'replaceAll') return between(part.split(place), put);
    isOpen = false;
    const at = part.indexOf(place);
    return between([part.slice(0, at), part.slice(at + place.length)], put);
  });
  return textOf(filled);
}

function between(pieces: readonly string[], put: Value): readonly TextPart[] {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [holeOf(put), piece]));
}

function holeOf(value: Value): TextPart {
  return { name: nameOfValue(value), value };
}

function partsOf(value: Value): readonly TextPart[] | undefined {
  if (value.kind === 'text') return value.parts;
  return value.kind === 'constant' && typeof value.value === 'string' ? [value.value] : undefined;
}

const FORMATS = /^(node:)?util\.format$|^sprintf-js\.sprintf$/;
const PLACES = /%(?:[sdifjoOc]|%)/g;

/** `util.format`, which puts what is left over behind the text. */
export function formattedText(
  { module, path }: Pick<Extract<Value, { kind: 'external' }>, 'module' | 'path'>,
  [format, ...values]: readonly Value[],
): Value | undefined {
  const name = [module, ...path.filter((step) => step !== 'default')].join('.');
  const text = format?.kind === 'constant' && typeof format.value === 'string' ? format.value : undefined;
  if (text === undefined || !FORMATS.test(name)) return undefined;
  const parts: TextPart[] = [];
  let from = 0;
  let next = 0;
  for (const found of text.matchAll(PLACES)) {
    const value = found[0] === '%%' ? undefined : values[next];
    parts.push(text.slice(from, found.index), value ? holeOf(value) : found[0] === '%%' ? '%' : found[0]);
    if (value) next += 1;
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  const rest = name.endsWith('format') ? values.slice(next) : [];
  return textOf([...parts, ...rest.flatMap((value): readonly TextPart[] => [' ', holeOf(value)])]);
}
