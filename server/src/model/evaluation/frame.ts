/**
 * A frame: one function with its parameters bound, or left symbolic. Evaluation is memoised per frame.
 */
import type { BindingIndex, Expression, FileFacts, FunctionFact } from '../../facts/fileFacts.js';
import type { FunctionReference, Value } from './values.js';

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
  /** How many calls deep the evaluation has gone. */
  readonly depth: number;
  readonly values: Map<Expression, Value>;
  readonly bindings: Map<BindingIndex, Value>;
}
