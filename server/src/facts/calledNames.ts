/**
 * The names that a text calls: what stands before a parenthesis, or before the type arguments of a call. In: a text. Out:
 * names, among them some that are only declared there. Looks for the parentheses: a regular expression that looks for
 * names takes ten times as long.
 */

export function calledNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const opening of ['(', '<']) {
    for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
      let start = at;
      while (start > 0 && isPartOfName(text.charCodeAt(start - 1))) start--;
      if (start < at) names.add(text.slice(start, at));
    }
  }
  return names;
}

/** Letters and digits of ASCII, `_` and `$`. */
function isPartOfName(code: number): boolean {
  const letter = code | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x24
  );
}
