/**
 * Whether an expression is what a cache gave, or a part of it: through variables, functions, loops and callbacks. In: an
 * expression in its frame, and which cached values are asked for. Out: the value, and the names that lead to the part.
 */
import type { BindingFact, Expression } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import { isNothing, type Value } from '../evaluation/values.js';

export type Cached = Extract<Value, { kind: 'cached' }>;

export interface CachedMember {
  readonly cached: Cached;
  /** `*` stands for an element. */
  readonly path: readonly string[];
  /** It may be something else as well, loaded anew. */
  readonly mixed: boolean;
}

/** Methods of lists whose callbacks are given the elements. */
export const OVER_ELEMENTS = /^(map|forEach|filter|find|flatMap|some|every|sort|findIndex)$/;

export function memberOfCached(
  evaluation: Evaluation,
  frame: Frame,
  expression: Expression,
  isAsked: (cached: Cached) => boolean,
): CachedMember | undefined {
  if (expression.kind === 'member') {
    const object = memberOfCached(evaluation, frame, expression.object, isAsked);
    if (object) return { ...object, path: [...object.path, expression.name] };
  }
  if (expression.kind === 'element') {
    const object = memberOfCached(evaluation, frame, expression.object, isAsked);
    if (object) return { ...object, path: [...object.path, '*'] };
  }
  if (expression.kind === 'name') {
    const binding = frame.facts.bindings[expression.binding];
    const element = elementOfCallback(evaluation, frame, binding, isAsked);
    if (element) return element;
  }
  return cachedIn(evaluation.evaluate(frame, expression), isAsked);
}

/** The element in `parsed.map((row) => …)`. */
function elementOfCallback(
  evaluation: Evaluation,
  frame: Frame,
  binding: BindingFact | undefined,
  isAsked: (cached: Cached) => boolean,
): CachedMember | undefined {
  if (binding?.kind !== 'parameter' || binding.parameter !== 0) return undefined;
  const owner = frame.facts.functions[binding.function];
  const call = owner?.argumentOf && frame.facts.calls[owner.argumentOf.call];
  if (call?.callee.kind !== 'member' || !OVER_ELEMENTS.test(call.callee.name) || !owner) return undefined;
  const outer = evaluation.symbolicFrame({ file: frame.file, index: owner.parent });
  const list = outer && memberOfCached(evaluation, outer, call.callee.object, isAsked);
  return list && { ...list, path: [...list.path, '*', ...(binding.path ?? [])] };
}

export function cachedIn(value: Value, isAsked: (cached: Cached) => boolean): CachedMember | undefined {
  switch (value.kind) {
    case 'cached':
      return isAsked(value) ? { cached: value, path: [], mixed: false } : undefined;
    case 'method': {
      const object = cachedIn(value.object, isAsked);
      return object && { ...object, path: [...object.path, value.name] };
    }
    case 'fallback': {
      const found = cachedIn(value.value, isAsked);
      return found && { ...found, mixed: found.mixed || !isMade(value.otherwise) };
    }
    case 'either': {
      const [found] = value.values.flatMap((one) => cachedIn(one, isAsked) ?? []);
      const isOnly = value.values.every((one) => isNothing(one) || cachedIn(one, isAsked) !== undefined);
      return found && { ...found, mixed: !isOnly };
    }
    default:
      return undefined;
  }
}

/** A default that the code writes out, and has not loaded. */
function isMade({ kind }: Value): boolean {
  return kind === 'constant' || kind === 'undefined' || kind === 'array' || kind === 'record';
}
