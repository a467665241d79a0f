/**
 * SQL as it stands in code, made whole for a parser: placeholders and holes become operands, or what their
 * place in the statement asks for. A text that cannot be made whole comes out as it is, and will not parse.
 */

/** Stands for a hole in a text; no SQL contains it. */
export const HOLE_MARK = '\uE000';
/** What the parser finds in the place of a name or a value that is not known. */
export const HOLE_NAME = 'hole';

/** What is known of the value of a placeholder. */
export interface PlaceholderValue {
  /** Names of an object's properties, for `SET ?`. */
  readonly columns?: readonly string[];
  /** A name, for `UPDATE ??`. */
  readonly name?: string;
}

const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"\\]|""|\\[\s\S])*"|`[^`]*`|(\$\$)[\s\S]*?\1|::\s*[\w".]+(?:\(\d+(?:,\s*\d+)?\))?(?:\[\d*\])*|\$(?:\{[^{}]+\}|\([^()]+\)|<[^<>]+>)|[:@$][A-Za-z_]\w*|\$\d+|\?{1,2}|[\p{L}_\uE000][\p{L}\p{N}_$\uE000]*|\d[\w.]*|[\s\S]/gu;

const PLACEHOLDER = /^(?:\?{1,2}|\$\d+|\$(?:\{[^{}]+\}|\([^()]+\)|<[^<>]+>)|[:@$][A-Za-z_]\w*|\uE000)$/u;

/** Words that something must follow. */
const EXPECTING: ReadonlySet<string> = new Set(
  (
    'SELECT DISTINCT FROM JOIN INTO UPDATE TABLE WHERE AND OR NOT ON SET BY HAVING LIKE ILIKE BETWEEN RETURNING ' +
    'THEN ELSE WHEN CASE ALL ANY USING AS DELETE ONLY IS EXISTS REGEXP TO IN VALUES LIMIT OFFSET INTERVAL TRUNCATE'
  ).split(' '),
);

/** A statement with every hole filled, for the grammars of MySQL and Postgres alike. */
export function filledSql(text: string, values: readonly (PlaceholderValue | undefined)[] = []): string {
  return new Filling(values).of(text);
}

class Filling {
  private readonly out: string[] = [];
  /** The tokens that count, in upper case. */
  private readonly seen: string[] = [];
  private placeholders = 0;
  private afterHole = false;
  private insertsInto = false;

  constructor(private readonly values: readonly (PlaceholderValue | undefined)[]) {}

  of(text: string): string {
    const tokens = text.match(TOKEN) ?? [];
    for (const [index, token] of tokens.entries()) this.add(token, () => nextOf(tokens, index));
    return this.out.join('');
  }

  private add(token: string, next: () => string): void {
    if (/^(?:\s|--|\/\*)/.test(token)) {
      this.out.push(token.startsWith('-') || token.startsWith('/') ? ' ' : token);
      return;
    }
    if (token.startsWith('::') && this.afterHole) return;
    if (PLACEHOLDER.test(token)) this.fill(token, next());
    else if (!this.isDialect(token, next())) this.keep(withoutHoles(token));
  }

  private keep(token: string): void {
    const word = token.toUpperCase();
    if (word === 'INTO') this.insertsInto = true;
    else if (/^(?:\(|VALUES|SELECT|SET|WITH|DEFAULT)$/.test(word)) this.insertsInto = false;
    this.seen.push(word);
    this.out.push(token);
    this.afterHole = false;
  }

  /** Words of one database that neither grammar knows: `FROM ONLY users`, SQLite's `INSERT OR REPLACE`. */
  private isDialect(token: string, next: string): boolean {
    const word = token.toUpperCase();
    const last = this.seen.at(-1) ?? '';
    if (word === 'ONLY') return /^(?:FROM|UPDATE|TABLE|TRUNCATE)$/.test(last) && /^[\w"]/.test(next);
    if (last === 'INSERT' && word === 'OR') {
      this.seen.push('INSERT OR');
      return true;
    }
    if (last !== 'INSERT OR') return false;
    if (word === 'REPLACE') this.out[this.out.findLastIndex((part) => /^insert$/i.test(part))] = 'REPLACE';
    this.seen.push('INSERT');
    return true;
  }

  private fill(token: string, next: string): void {
    const value = token.startsWith('?') ? this.values[this.placeholders++] : undefined;
    const filling = this.fillingOf(token, value, next);
    if (filling === '') return;
    this.out.push(filling);
    this.seen.push(HOLE_NAME.toUpperCase());
    this.afterHole = true;
  }

  private fillingOf(token: string, value: PlaceholderValue | undefined, next: string): string {
    const last = this.seen.at(-1);
    if (last === undefined) return '';
    if (token === '??' && value?.name !== undefined) return value.name;
    if (last === 'SET' && next !== '=') {
      return (value?.columns ?? [HOLE_NAME]).map((column) => `${column} = 1`).join(', ');
    }
    if (last === 'IN') return '(1)';
    if (last === 'VALUES') return this.insteadOfValues();
    if (last === 'LIMIT' || last === 'OFFSET') return '2';
    if (this.insertsInto && last !== 'INTO' && last !== '.') {
      return /^(?:\(|VALUES|SELECT|SET)$/i.test(next) ? '' : 'VALUES (1)';
    }
    return this.expectsOperand(last) ? HOLE_NAME : '';
  }

  /** How many values there are is not known, and the parser counts them. */
  private insteadOfValues(): string {
    const at = this.out.findLastIndex((part) => /^values$/i.test(part));
    this.out.splice(at, this.out.length - at);
    return 'SELECT 1';
  }

  private expectsOperand(last: string): boolean {
    if (/^[\p{L}_]/u.test(last)) return EXPECTING.has(last);
    if (last === '*') return !/^(?:SELECT|DISTINCT|,|\.)$/.test(this.seen.at(-2) ?? '');
    return !/^(?:[)\]'"`\d]|::)/.test(last);
  }
}

function nextOf(tokens: readonly string[], index: number): string {
  for (let next = index + 1; next < tokens.length; next++) {
    const token = tokens[next] ?? '';
    if (!/^(?:\s|--|\/\*)/.test(token)) return token;
  }
  return '';
}

/** A name of which a part is not known is not known; a text may be anything. */
function withoutHoles(token: string): string {
  if (!token.includes(HOLE_MARK)) return token;
  return token.startsWith("'") ? "''" : HOLE_NAME;
}
