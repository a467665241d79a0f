/**
 * Caches of whole responses, kept under the URL or a fixed key, in front of routes whose response depends on who asks.
 * In: the evaluation and the uses of keys. Out: each place that switches such a cache on, with those routes.
 */
import type { TextRange } from '../../facts/fileFacts.js';
import type { FunctionReference } from '../evaluation/values.js';

export interface PrivateRoute {
  /** The handler. */
  readonly function: FunctionReference;
  /** How the code says who asks: `req.user`. */
  readonly identity: string;
}

export interface ResponseCache {
  readonly file: string;
  /** What switches it on, or puts it in front of a route. */
  readonly range: TextRange;
  /** What it is called; a function that is written where it is put has no name. */
  readonly name?: string;
  /** The function that keeps the responses, where it is the code's own. */
  readonly keeper?: FunctionReference;
  readonly routes: readonly PrivateRoute[];
  /** A check that only runs when the cache has nothing: `requireAuth`. */
  readonly skippedCheck?: string;
}
