/**
 * Which functions of packages give the rows that they are given, in another order, arrangement or object? In: what is called and
 * its arguments. Out: what is still known of the rows; undefined for other functions.
 */
import { copied } from './copiedValues.js';
import { derived, type Value } from './values.js';

interface KeepingPackage {
  readonly package: RegExp;
  /** They give the rows: copies of them, some of them, or in another order. */
  readonly same: RegExp;
  /** They give an object or lists that the rows stand in. */
  readonly within: RegExp;
}

/** By the names of packages and of their functions, which one of a package for each is named after. */
const KEEPING: readonly KeepingPackage[] = [
  {
    package: /^(lodash|lodash-es|underscore|es-toolkit(\/compat)?)$/,
    same: /^(clone(deep)?|orderby|sort(ed)?(by)?|uniq(by|with)?|compact|shuffle|flatten(deep)?|reverse|take(right)?|drop(right)?|initial|tail)$/,
    within:
      /^(keyby|indexby|groupby|partition|chunk|values|toarray|topairs|mapkeys|filter|reject|differenceby|unionby|zipobject)$/,
  },
  {
    package: /^radash$/,
    same: /^(clone|sort|alphabetical|unique|sift|shuffle)$/,
    within: /^(group|objectify|cluster|fork|select)$/,
  },
  {
    package: /^(remeda|rambda|ramda)$/,
    same: /^clone$/,
    within: /^(indexby|groupby|partition|chunk|sortby|uniqueby)$/,
  },
  {
    package: /^(clone|clone-deep|klona(\/\w+)?|fast-copy|just-clone|@ungap\/structured-clone)$/,
    same: /^(default|clone(deep)?|klona|copy|structuredclone)$/,
    within: /^$/,
  },
  {
    package: /^(camelcase-keys|snakecase-keys|humps)$/,
    same: /^$/,
    within: /^(default|camelizekeys|decamelizekeys)$/,
  },
];

/** `cloneDeep(rows)`, `keyBy(rows, 'id')`, `require('lodash/orderBy')(rows, 'name')` */
export function keptRows(
  { module, path }: Extract<Value, { kind: 'external' }>,
  [given]: readonly Value[],
): Value | undefined {
  if (!given || given.kind === 'function') return undefined;
  const [from, name] = namedFunction(module, path);
  const kept = KEEPING.find((one) => one.package.test(from));
  if (kept?.same.test(name)) return copied(given);
  return kept?.within.test(name) ? derived([given], name) : undefined;
}

const ONE_FUNCTION = /^(lodash|lodash-es|underscore|es-toolkit|es-toolkit\/compat)[./](\w+)$/;

/** The package, and the function in small letters: that is how packages of one function spell it. */
function namedFunction(module: string, path: readonly string[]): readonly [string, string] {
  const steps = path.filter((step) => step !== 'default');
  const [, from, only] = ONE_FUNCTION.exec(module.replace(/\.js$/, '')) ?? [];
  if (from !== undefined && only !== undefined && steps.length === 0) return [from, only.toLowerCase()];
  return [module, (steps.at(-1) ?? 'default').toLowerCase()];
}
