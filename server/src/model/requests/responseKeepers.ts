/**
 * Functions of the code that keep what handlers answer with: middleware, hooks and interceptors that write the body of a
 * response under a key made of the URL alone. In: the uses of keys. Out: those functions, but for those that look at who
 * asks.
 */
import type { Evaluation } from '../evaluation/evaluation.js';
import {
  type FunctionReference,
  functionKey,
  isNotUnderstood,
  type Value,
  walkValue,
} from '../evaluation/values.js';
import type { KeyUse } from '../keys/keyUses.js';
import { holdsBody } from './keptBodies.js';
import { whoAsks } from './requestIdentity.js';

const URL_PARTS = /^(originalUrl|url|path|baseUrl|href|pathname)$/;
/** Other parts of a request that a key may have and that say nothing of who asks. */
const HARMLESS_PARTS =
  /^(originalUrl|url|path|baseUrl|href|pathname|method|query|params|hostname|host|search|\*)$/;

/** Functions that write the body of a response under a key made of the URL alone. */
export function keepersByUrl(evaluation: Evaluation, uses: readonly KeyUse[]): ReadonlySet<string> {
  const found = new Map<string, FunctionReference>();
  for (const { effect } of uses) {
    const { key, value, operation } = effect;
    const owner = operation === 'write' || operation === 'write-part' ? functionOfUrl(key) : undefined;
    if (!owner || !value || !holdsBody(evaluation, value, owner)) continue;
    found.set(functionKey(owner), owner);
  }
  // One that looks at who asks leaves those alone who are somebody.
  return new Set(
    [...found].flatMap(([key, owner]) => (whoAsks(evaluation, owner) === undefined ? [key] : [])),
  );
}

/** The function whose request gives the URL in a key; undefined where the key may hold anything else. */
function functionOfUrl(key: Value): FunctionReference | undefined {
  let owner: FunctionReference | undefined;
  let isPlain = true;
  walkValue(key, (part) => {
    if (part.kind === 'parameter' && part.path.length > 0) {
      const last = part.path.at(-1) ?? '';
      if (URL_PARTS.test(last)) owner ??= part.function;
      isPlain &&= part.path.every((name, index) => index < part.path.length - 1 || HARMLESS_PARTS.test(name));
      isPlain &&= !part.path.slice(0, -1).some((name) => /^(user|session|headers|cookies|auth)$/i.test(name));
    } else if (isNotUnderstood(part) && part.kind !== 'method')
      isPlain &&= part.kind === 'derived' && part.from.length > 0;
    return isPlain;
  });
  return isPlain ? owner : undefined;
}
