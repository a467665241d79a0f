/**
 * Which text is it that is put together piece by piece: `key += id`, `if (page) parts.push(page)`? In: where it begins, and the
 * pieces with the forks they stand behind. Out: the text, or one for each way, where a word is put there on some ways only.
 */
import { isSameRoot, isWithinPath, type Origin, originsIn } from '../requests/valueOrigins.js';
import { textOf } from './texts.js';
import { derived, isNothing, type TakenFork, type TextPart, type Value } from './values.js';

export interface Piece {
  /** What it is called as a hole. */
  readonly name: string;
  readonly value: Value;
  readonly behind: readonly TakenFork[];
  /** Put there again and again. */
  readonly repeated?: true;
}

/** Which arms were taken, by fork, and what is there then. */
interface Way {
  readonly taken: ReadonlyMap<string, string>;
  readonly parts: readonly TextPart[];
}

/** Texts that are one of more say nothing that a reader could follow. */
const MAXIMUM_WAYS = 4;

export function assembledText(pieces: readonly Piece[], separator = ''): Value {
  const tests: Value[] = [];
  let ways: readonly Way[] = [{ taken: new Map(), parts: [] }];
  for (const piece of pieces) {
    const splits = piece.behind.length > 0 && !saysItself(piece, pieces);
    if (splits) tests.push(...piece.behind.map(({ test }) => test));
    const canSplit = splits && ways.length * 2 <= MAXIMUM_WAYS;
    ways = ways.flatMap((way) => further(way, piece, canSplit));
  }
  const texts = ways.map(({ parts }) => joined(parts, separator));
  const decided = derived(tests);
  const [only, ...others] = texts;
  if (!only || (others.length === 0 && decided.kind === 'unknown')) return only ?? textOf([]);
  return { kind: 'either', values: texts, ...(decided.kind !== 'unknown' && { test: decided }) };
}

/** The way with the piece, and the one without it, where neither is certain. */
function further(way: Way, piece: Piece, canSplit: boolean): readonly Way[] {
  const { behind } = piece;
  if (behind.some(({ fork, arm }) => (way.taken.get(fork) ?? arm) !== arm)) return [way];
  const parts = [...way.parts, partOf(piece)];
  const open = behind.filter(({ fork }) => !way.taken.has(fork));
  if (open.length === 0 || !canSplit) return [{ ...way, parts }];
  const taken = new Map([...way.taken, ...open.map(({ fork, arm }) => [fork, arm] as const)]);
  // Not to have come to an inner fork says nothing of it.
  const [only, ...others] = open;
  const other = only && others.length === 0 ? OTHER_ARM[only.arm] : undefined;
  const left = only && other ? new Map([...way.taken, [only.fork, other] as const]) : way.taken;
  return [
    { taken, parts },
    { taken: left, parts: way.parts },
  ];
}

const OTHER_ARM: Readonly<Record<string, string>> = { true: 'false', false: 'true' };

function partOf({ name, value, repeated }: Piece): TextPart {
  return { name, value: repeated ? derived([value], name) : value };
}

function joined(parts: readonly TextPart[], separator: string): Value {
  return textOf(parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
}

/** `if (locale) key += locale`: where it is missing, so is what decided, and nothing else is put in its place. */
function saysItself({ value, behind }: Piece, pieces: readonly Piece[]): boolean {
  const own = originsIn(value);
  const hasOther = behind.some(({ fork, arm }) =>
    pieces.some((piece) => piece.behind.some((other) => other.fork === fork && other.arm !== arm)),
  );
  return (
    !hasOther &&
    own.length > 0 &&
    behind.flatMap(({ test }) => originsIn(test)).every((origin) => own.some((one) => isOfOther(origin, one)))
  );
}

function isOfOther(a: Origin, b: Origin): boolean {
  if (a.kind === 'rows' || b.kind === 'rows') return a.kind === b.kind;
  return isSameRoot(a, b) && (isWithinPath(a.path, b.path) || isWithinPath(b.path, a.path));
}

/** Whether something put behind a value makes a text of it. */
export function beginsText(value: Value): boolean {
  if (value.kind === 'either') return value.values.every((one) => isNothing(one) || beginsText(one));
  return value.kind === 'text' || (value.kind === 'constant' && typeof value.value === 'string');
}
