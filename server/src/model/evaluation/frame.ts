/**
 * A frame: one function with its parameters bound, or left symbolic. Evaluation is memoised per frame.
 */
import type { BindingIndex, Expression, FileFacts, FunctionFact } from '../../facts/fileFacts.js';
import type { FunctionReference, Value } from './values.js';

/** Calls with bound arguments that are followed while a value is looked for. */
export interface FollowedCalls {
  readonly depth: number;
  /** How many the outermost of them has led to so far; undefined where none is under way. */
  readonly total?: { count: number };
}

export const NO_CALLS: FollowedCalls = { depth: 0 };
/** Inside a call that is not written out. */
export const ONE_CALL: FollowedCalls = { depth: 1 };

export interface Frame {
  readonly file: string;
  readonly facts: FileFacts;
  readonly function: FunctionReference;
  readonly fact: FunctionFact;
  /** The argument values; undefined in the symbolic frame, where a parameter stands for itself. */
  readonly arguments?: readonly Value[];
  /** What `this` is. */
  readonly self?: Value;
  /** The frame of the function around it, for closures. */
  readonly outer?: Frame;
  /** The frame with nothing bound, of a frame with something bound; what depends on nothing is found there. */
  readonly general?: Frame;
  /** `this` is the same in both. */
  readonly sharesSelf?: boolean;
  /** The calls that evaluation followed to come here. */
  readonly calls: FollowedCalls;
  readonly values: Map<Expression, Value>;
  readonly bindings: Map<BindingIndex, Value>;
}

/** A parameter of the function of a frame as a value of its own, under the name that its function has for it. */
export function parameterOf({ function: owner, facts, fact }: Frame, index: number): Value {
  const [binding, ...others] = fact.parameters[index]?.bindings ?? [];
  const name = binding !== undefined && others.length === 0 ? (facts.bindings[binding]?.name ?? '') : '';
  return { kind: 'parameter', function: owner, index, path: [], name };
}
