/**
 * Scripts that run on the server. In: the text of a Lua script. Out: the commands it sends, with where their
 * arguments come from (`KEYS[1]`, `ARGV[2]`, a literal) and which results decide whether they run, and whether
 * that is all. Never throws; what is not understood is `computed`.
 */

export type ScriptOperand =
  | { readonly kind: 'literal'; readonly value: string | number }
  /** `KEYS[n]` or `ARGV[n]`, counted from 1. */
  | { readonly kind: 'given'; readonly list: ScriptList; readonly position: number }
  /** All of them: `unpack(KEYS)`, or one after the other in a loop. */
  | { readonly kind: 'all'; readonly list: ScriptList }
  | { readonly kind: 'table'; readonly items: readonly ScriptOperand[] }
  | { readonly kind: 'joined'; readonly parts: readonly ScriptOperand[] }
  /** What a command answered, by its position among the commands. */
  | { readonly kind: 'result'; readonly command: number }
  | { readonly kind: 'computed'; readonly from: readonly ScriptOperand[] };

export type ScriptList = 'KEYS' | 'ARGV';

export interface ScriptCommand {
  readonly name: string;
  readonly arguments: readonly ScriptOperand[];
  /** Commands whose answers decide whether this one is sent. */
  readonly dependsOn: readonly number[];
}

export interface Script {
  readonly commands: readonly ScriptCommand[];
  /** A part is not known in which it may send others, too. */
  readonly isOpen: boolean;
}

/** Stands in the text where a part of it is not known. */
export const UNKNOWN_PART = '\u0000';

const MAXIMUM_LENGTH = 50_000;
const MAXIMUM_NESTING = 60;

export function readScript(text: string): Script {
  if (text.length > MAXIMUM_LENGTH) return { commands: [], isOpen: true };
  const reader = new ScriptReader(tokensOf(text));
  reader.readStatements();
  // Where the end is left out, the last command may be cut off.
  return { commands: reader.commands, isOpen: reader.isOpen || text.endsWith(UNKNOWN_PART) };
}

interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'symbol';
  readonly text: string;
}

const TOKEN =
  /--\[\[[\s\S]*?\]\]|--[^\n]*|^#![^\n]*|\[\[([\s\S]*?)\]\]|"((?:\\[\s\S]|[^"\\])*)"|'((?:\\[\s\S]|[^'\\])*)'|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(\.\.\.?|==|~=|<=|>=|[^\s\w])/g;

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(TOKEN)].flatMap(
    ([, long, double, single, digits, name, symbol]): readonly Token[] => {
      const quoted = long ?? double ?? single;
      if (quoted !== undefined) return [{ kind: 'text', text: quoted }];
      if (digits !== undefined) return [{ kind: 'number', text: digits }];
      if (name !== undefined) return [{ kind: 'name', text: name }];
      return symbol === undefined ? [] : [{ kind: 'symbol', text: symbol }];
    },
  );
}

const KEYWORDS: ReadonlySet<string> = new Set(
  'and break do else elseif end for function if in local not or repeat return then until while'.split(' '),
);

const BINARY: ReadonlySet<string> = new Set('+ - * / % ^ .. == ~= < > <= >= and or'.split(' '));

/** Functions that hand on what they are given, as far as keys and lengths of time are concerned. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'tonumber',
  'tostring',
  'unpack',
  'table.unpack',
  'math.floor',
  'math.ceil',
  'ipairs',
  'pairs',
]);

const CALLS: ReadonlySet<string> = new Set(['redis.call', 'redis.pcall', 'server.call', 'server.pcall']);

interface Block {
  /** Of an `if` or `while`: the commands its condition asks. */
  readonly condition: readonly number[];
  /** A `return` stands in it: what follows the block depends on the condition as well. */
  leaves: boolean;
  /** What the rest of the block depends on, after an inner block that leaves. */
  remaining: readonly number[];
}

const UNKNOWN: ScriptOperand = { kind: 'computed', from: [] };

class ScriptReader {
  readonly commands: ScriptCommand[] = [];
  /** Something unknown stands in a statement's place. */
  isOpen = false;
  private readonly names = new Map<string, ScriptOperand>([
    ['KEYS', { kind: 'all', list: 'KEYS' }],
    ['ARGV', { kind: 'all', list: 'ARGV' }],
  ]);
  private readonly blocks: Block[] = [{ condition: [], leaves: false, remaining: [] }];
  private position = 0;
  private nesting = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  readStatements(): void {
    while (this.position < this.tokens.length) this.readStatement();
  }

  private readStatement(): void {
    const start = this.position;
    const word = this.peek();
    if (word?.text === UNKNOWN_PART) this.isOpen = true;
    if (word?.kind === 'name' && KEYWORDS.has(word.text)) {
      this.position += 1;
      this.readKeyword(word.text);
    } else if (!this.readAssignment()) {
      this.readExpression();
      // `given[#given + 1] = …`
      if (word && this.accept('=')) this.extend(word.text, UNKNOWN);
    }
    // Something no statement begins with.
    if (this.position === start) this.position += 1;
  }

  private readKeyword(word: string): void {
    switch (word) {
      case 'local':
        if (!this.accept('function')) this.readAssignment();
        else this.openFunction();
        return;
      case 'function':
        this.openFunction();
        return;
      case 'if':
      case 'while':
        this.open(resultsIn(this.readExpression()));
        this.accept(word === 'if' ? 'then' : 'do');
        return;
      case 'elseif':
        this.close();
        this.open(resultsIn(this.readExpression()));
        this.accept('then');
        return;
      case 'else': {
        const { condition } = this.block;
        this.close();
        this.open(condition);
        return;
      }
      case 'for':
        this.readFor();
        return;
      case 'do':
      case 'repeat':
        this.open([]);
        return;
      case 'end':
      case 'until':
        this.close();
        return;
      case 'return':
        this.block.leaves = true;
        this.readList();
        return;
      default:
    }
  }

  private get block(): Block {
    return this.blocks.at(-1) ?? { condition: [], leaves: false, remaining: [] };
  }

  private open(condition: readonly number[]): void {
    this.blocks.push({ condition, leaves: false, remaining: [] });
  }

  private close(): void {
    if (this.blocks.length === 1) return;
    const closed = this.blocks.pop();
    const outer = this.block;
    if (closed?.leaves) outer.remaining = [...outer.remaining, ...closed.condition];
  }

  /** The parameters of a function of the script are anything. */
  private openFunction(): void {
    while (this.peek() && !this.at('(')) this.position += 1;
    this.position += 1;
    while (this.peek() && !this.at(')')) {
      const name = this.next();
      if (name?.kind === 'name') this.names.set(name.text, UNKNOWN);
    }
    this.position += 1;
    this.open([]);
  }

  private readFor(): void {
    const names: string[] = [];
    while (this.peek() && !this.at('=') && !this.at('in')) {
      const name = this.next();
      if (name?.kind === 'name') names.push(name.text);
    }
    const isOverElements = this.at('in');
    this.position += 1;
    const [first] = this.readList();
    for (const name of names) this.names.set(name, UNKNOWN);
    const element = names[1];
    if (isOverElements && element !== undefined && first) this.names.set(element, first);
    this.accept('do');
    this.open([]);
  }

  /** `a, b = …`; false when no assignment stands here. */
  private readAssignment(): boolean {
    const names: string[] = [];
    let index = this.position;
    for (let token = this.tokens[index]; token?.kind === 'name' && !KEYWORDS.has(token.text); ) {
      names.push(token.text);
      if (this.tokens[index + 1]?.text !== ',') break;
      index += 2;
      token = this.tokens[index];
    }
    const after = this.tokens[index + 1];
    if (names.length === 0 || after?.kind !== 'symbol' || after.text !== '=') return false;
    this.position = index + 2;
    const values = this.readList();
    names.forEach((name, position) => {
      this.names.set(name, values[position] ?? UNKNOWN);
    });
    return true;
  }

  private readList(): readonly ScriptOperand[] {
    const items: ScriptOperand[] = [];
    if (!this.startsExpression()) return items;
    do items.push(this.readExpression());
    while (this.accept(','));
    return items;
  }

  private startsExpression(): boolean {
    const token = this.peek();
    if (!token) return false;
    if (token.kind === 'name') return !KEYWORDS.has(token.text) || /^(not|function)$/.test(token.text);
    return token.kind !== 'symbol' || token.text === UNKNOWN_PART || /^[({#-]$/.test(token.text);
  }

  /** Operators are taken from left to right: only joining texts has to be right. */
  private readExpression(): ScriptOperand {
    if (this.nesting >= MAXIMUM_NESTING) {
      this.position += 1;
      return UNKNOWN;
    }
    this.nesting += 1;
    let left = this.readOperand();
    for (
      let token = this.peek();
      token && BINARY.has(token.text) && token.kind !== 'text';
      token = this.peek()
    ) {
      this.position += 1;
      left = combined(token.text, left, this.readOperand());
    }
    this.nesting -= 1;
    return left;
  }

  private readOperand(): ScriptOperand {
    if (this.accept('not') || this.accept('-') || this.accept('#')) {
      return { kind: 'computed', from: [this.readOperand()] };
    }
    const token = this.next();
    if (!token) return UNKNOWN;
    if (token.kind === 'text') {
      return token.text.includes(UNKNOWN_PART) ? UNKNOWN : { kind: 'literal', value: token.text };
    }
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.kind === 'symbol') return this.readBracketed(token.text);
    if (token.text === 'function') {
      this.position -= 1;
      this.openFunction();
      return UNKNOWN;
    }
    return this.readAccess(token.text);
  }

  private readBracketed(symbol: string): ScriptOperand {
    if (symbol === '(') {
      const inner = this.readExpression();
      this.accept(')');
      return inner;
    }
    if (symbol !== '{') return UNKNOWN;
    const items: ScriptOperand[] = [];
    while (this.peek() && !this.at('}')) {
      const start = this.position;
      const item = this.readExpression();
      // A named field is no item.
      if (this.accept('=')) this.readExpression();
      else items.push(item);
      this.accept(',');
      if (this.position === start) this.position += 1;
    }
    this.position += 1;
    return { kind: 'table', items };
  }

  /** A name with what follows it: fields, positions, calls. */
  private readAccess(first: string): ScriptOperand {
    let path = first;
    let value = this.names.get(first) ?? UNKNOWN;
    while (true) {
      if (this.at('.') || this.at(':')) {
        this.position += 1;
        path += `.${this.next()?.text ?? ''}`;
        // A field of an answer is a part of it.
        if (value.kind !== 'result') value = { kind: 'computed', from: [value] };
      } else if (this.accept('[')) {
        value = elementOf(value, this.readExpression());
        this.accept(']');
      } else if (this.accept('(')) {
        const table = this.peek()?.text ?? '';
        const given = this.readList();
        this.accept(')');
        if (path === 'table.insert') this.extend(table, given[1] ?? UNKNOWN);
        value = this.called(path, value, given);
      } else {
        return value;
      }
    }
  }

  /** Something is added to a table; under a condition nobody knows whether. */
  private extend(name: string, item: ScriptOperand): void {
    const table = this.names.get(name);
    if (table?.kind !== 'table') return;
    const added = this.blocks.length > 1 ? UNKNOWN : item;
    this.names.set(name, { kind: 'table', items: [...table.items, added] });
  }

  private called(path: string, callee: ScriptOperand, given: readonly ScriptOperand[]): ScriptOperand {
    const [first = UNKNOWN, ...rest] = given;
    if (TRANSPARENT.has(path)) return first;
    if (!CALLS.has(path)) return { kind: 'computed', from: [callee, ...given] };
    if (first.kind !== 'literal') return UNKNOWN;
    const dependsOn = [...new Set(this.blocks.flatMap((block) => [...block.condition, ...block.remaining]))];
    this.commands.push({ name: String(first.value).toLowerCase(), arguments: rest, dependsOn });
    return { kind: 'result', command: this.commands.length - 1 };
  }

  private peek(): Token | undefined {
    return this.tokens[this.position];
  }

  private next(): Token | undefined {
    const token = this.tokens[this.position];
    this.position += 1;
    return token;
  }

  private at(text: string): boolean {
    const token = this.peek();
    return token?.text === text && token.kind !== 'text';
  }

  private accept(text: string): boolean {
    if (!this.at(text)) return false;
    this.position += 1;
    return true;
  }
}

function combined(operator: string, left: ScriptOperand, right: ScriptOperand): ScriptOperand {
  if (operator === '..') return { kind: 'joined', parts: [left, right] };
  // `ARGV[2] or 60`: what is given, if it is.
  const isGiven = left.kind === 'given' || left.kind === 'literal';
  return operator === 'or' && isGiven ? left : { kind: 'computed', from: [left, right] };
}

function elementOf(value: ScriptOperand, index: ScriptOperand): ScriptOperand {
  const position = index.kind === 'literal' ? Number(index.value) : undefined;
  if (value.kind === 'all') {
    return position === undefined ? value : { kind: 'given', list: value.list, position };
  }
  if (value.kind === 'table' && position !== undefined) return value.items[position - 1] ?? UNKNOWN;
  return value.kind === 'result' ? value : { kind: 'computed', from: [value, index] };
}

/** The commands whose answers are part of a value. */
function resultsIn(operand: ScriptOperand): readonly number[] {
  switch (operand.kind) {
    case 'result':
      return [operand.command];
    case 'table':
      return operand.items.flatMap(resultsIn);
    case 'joined':
      return operand.parts.flatMap(resultsIn);
    case 'computed':
      return operand.from.flatMap(resultsIn);
    default:
      return [];
  }
}
