/**
 * What is signed for some time: an address of a file, a token. In: the last name of what is called, and what it is given. Out: what the
 * call gives, with the time for which it counts, where the call says it.
 */
import { durationInWords } from './durations.js';
import type { Value } from './values.js';

const SIGNING = /^(getSignedUrl|getS3SignedUrl|presign(Url|GetUrl)?|sign(Jwt|Token)?)$/;
const LIVES: ReadonlySet<string> = new Set(['expiresIn', 'expiresInSeconds']);

export function signedValue(name: string, args: readonly Value[], given: Value): Value {
  if (!SIGNING.test(name) || given.kind !== 'derived') return given;
  const signedFor = args.map(lifeGiven).find((life) => life !== undefined);
  return signedFor === undefined ? given : { ...given, signedFor };
}

/** A number says seconds, and words say their unit. */
function lifeGiven(options: Value): number | undefined {
  if (options.kind !== 'record') return undefined;
  for (const [name, given] of options.fields) {
    if (!LIVES.has(name) || given.kind !== 'constant') continue;
    if (typeof given.value === 'number') return given.value * 1000;
    const words = durationInWords(given);
    return words?.kind === 'constant' ? Number(words.value) : undefined;
  }
  return undefined;
}
