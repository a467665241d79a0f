/**
 * What a text selects that names columns and relations, as PostgREST reads it: `id, label:name, author:users!inner(name)`.
 * In: the text. Out: the columns of the rows themselves, and the relations with theirs. Undefined columns are all columns.
 */
import type { Related, Value } from '../evaluation/values.js';

export interface SelectedWords {
  readonly columns?: readonly string[];
  readonly related: readonly Related[];
}

const NOTHING: SelectedWords = { related: [] };

export function selectedWords(value: Value | undefined): SelectedWords {
  if (value?.kind !== 'constant' || typeof value.value !== 'string') return NOTHING;
  const items = itemsOf(value.value);
  const related = items.flatMap((item) => relationIn(item) ?? []);
  const columns = items.filter((item) => !item.includes('(')).map(columnIn);
  return columns.includes('*') || items.length === 0 ? { related } : { columns, related };
}

/** What stands between commas, but not in parentheses. */
function itemsOf(text: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let item = '';
  for (const letter of text) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) {
      items.push(item);
      item = '';
    } else item += letter;
  }
  return [...items, item].map((one) => one.trim()).filter((one) => one !== '');
}

/** `label:name::text` is the column `name`. */
function columnIn(item: string): string {
  return (item.replace(/^\w+:(?!:)/, '').split(/::|->|\./)[0] ?? item).trim();
}

/** `author:users!posts_author_fkey(name)` */
const RELATION = /^(?:\.\.\.)?(?:\w+\s*:\s*)?(\w+)(?:!\w+)*\s*\((.*)\)$/s;

function relationIn(item: string): Related | undefined {
  const [, name, inside = ''] = RELATION.exec(item) ?? [];
  if (name === undefined) return undefined;
  const { columns } = selectedWords({ kind: 'constant', value: inside });
  return { name, ...(columns && { columns }) };
}
