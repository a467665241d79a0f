/**
 * Compares a JSON value with its schema. In: the syntax tree and the schema. Out: the value without what does not
 * fit, and a sentence for everything that was left out.
 */
import type { Node } from 'jsonc-parser';
import { nearestWord } from '../../../shared/src/nearestWord.js';
import type { ValueSchema } from '../../../shared/src/settings.js';

export interface ValueProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Undefined when nothing of the value fits. `name` is how the value is called in messages; '' is the whole file. */
export function checkedValue(
  node: Node,
  schema: ValueSchema,
  name: string,
  problems: ValueProblem[],
): unknown {
  if (node.type !== schema.type) {
    return rejected(
      node,
      `${sentenceStart(name)} must be ${TYPES[schema.type]}${insteadOf(node)}.`,
      problems,
    );
  }
  if (node.type === 'object') return checkedObject(node, schema, name, problems);
  if (node.type === 'array') return checkedArray(node, schema, name, problems);
  const { value } = node;
  if (schema.enum && !schema.enum.includes(value)) {
    return rejected(node, notAmong(name, String(value), schema.enum), problems);
  }
  if (schema.minimum !== undefined && value < schema.minimum) {
    return rejected(node, `${sentenceStart(name)} must be at least ${schema.minimum}.`, problems);
  }
  return value;
}

const TYPES: Readonly<Record<ValueSchema['type'], string>> = {
  boolean: 'true or false',
  number: 'a number',
  string: 'a text',
  array: 'a list',
  object: 'an object',
};

/** `, not "30"`: what stands there, where it is short. */
function insteadOf({ type, value }: Node): string {
  if (type === 'array') return ', not a list';
  if (type === 'object') return ', not an object';
  return `, not ${JSON.stringify(value)}`;
}

function checkedObject(
  node: Node,
  { properties = {}, required = [] }: ValueSchema,
  name: string,
  problems: ValueProblem[],
): unknown {
  const object: Record<string, unknown> = {};
  const known = Object.keys(properties);
  const written = new Set<string>();
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (!key || !value) continue;
    const own = String(key.value);
    const schema = Object.hasOwn(properties, own) ? properties[own] : undefined;
    if (!schema) {
      problems.push({ ...rangeOf(key), severity: 'warning', message: unknownName(name, own, known) });
      continue;
    }
    const full = name === '' ? own : `${name}.${own}`;
    if (written.has(own)) {
      const message = `"${full}" stands here twice, and only the last one counts.`;
      problems.push({ ...rangeOf(key), severity: 'warning', message });
    }
    written.add(own);
    const checked = checkedValue(value, schema, full, problems);
    if (checked !== undefined) object[own] = checked;
  }
  const absent = required.filter((own) => !Object.hasOwn(object, own));
  if (absent.length === 0) return object;
  // What is there and wrong has been said already.
  const isWritten = (own: string) => node.children?.some(({ children }) => children?.[0]?.value === own);
  const unwritten = absent.filter((own) => !isWritten(own));
  if (unwritten.length > 0) rejected(node, `${sentenceStart(name)} needs ${quoted(unwritten)}.`, problems);
  return undefined;
}

function checkedArray(
  node: Node,
  { items }: ValueSchema,
  name: string,
  problems: ValueProblem[],
): readonly unknown[] {
  const children = node.children ?? [];
  return children
    .map((child, index) => (items ? checkedValue(child, items, `${name}[${index}]`, problems) : undefined))
    .filter((value) => value !== undefined);
}

function rejected(node: Node, message: string, problems: ValueProblem[]): undefined {
  problems.push({ ...rangeOf(node), severity: 'error', message });
  return undefined;
}

function unknownName(parent: string, name: string, known: readonly string[]): string {
  const what = parent === 'rules' ? 'rule' : 'setting';
  const nearest = nearestWord(withoutSection(name), known);
  const full = parent === '' || parent === 'rules' ? name : `${parent}.${name}`;
  return `There is no ${what} "${full}".${nearest ? ` Did you mean "${nearest}"?` : ''}`;
}

/** The editor's own settings say which extension, and which part of it, they are for. */
function withoutSection(name: string): string {
  return name.replace(/^cacheReview\./, '').replace(/^review\.|(?<=^rules)\..*$/, '');
}

function notAmong(name: string, value: string, allowed: readonly string[]): string {
  const nearest = nearestWord(value, allowed);
  const correction = nearest ? ` Did you mean "${nearest}"?` : '';
  return `${sentenceStart(name)} must be ${quoted(allowed, 'or')}, not "${value}".${correction}`;
}

function quoted(names: readonly string[], word = 'and'): string {
  const texts = names.map((name) => `"${name}"`);
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${word} ${texts.at(-1)}`;
}

function sentenceStart(name: string): string {
  return name === '' ? 'The file' : `"${name}"`;
}

function rangeOf({ offset, length }: Node): { start: number; end: number } {
  return { start: offset, end: offset + length };
}
