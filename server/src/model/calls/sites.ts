/** Places of calls in the code: how they are compared, remembered and found in an effect. Pure. */
import type { CallIndex } from '../../facts/fileFacts.js';

export interface Site {
  readonly file: string;
  readonly call: CallIndex;
}

export function isSameSite(a: Site, b: Site): boolean {
  return a.file === b.file && a.call === b.call;
}

/** Equal for the same call: what is known of it is remembered under this. */
export function siteKey({ file, call }: Site): string {
  return `${file}#${call}`;
}

/** In the order of files and of the text: the same whatever file was looked at first. */
export function byPlace(a: Site, b: Site): number {
  const files = a.file < b.file ? -1 : Number(a.file > b.file);
  return files || a.call - b.call;
}

/** The call in the function that an effect is seen from; it may lead to the library's through others. */
export function outermostSite(effect: { readonly chain: readonly Site[]; readonly site: Site }): Site {
  return effect.chain[0] ?? effect.site;
}
