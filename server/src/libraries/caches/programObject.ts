/**
 * A plain object of the program that is used as a cache, entry by entry: its operators are said as the methods of a `Map`.
 * There is no package, and nothing is called by its name.
 */
import type { CacheLibrary } from '../library.js';
import { programMap } from './programMap.js';

export const programObject: CacheLibrary = { ...programMap, id: 'object', unnamed: true };
