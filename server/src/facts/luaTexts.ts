/** Which texts are scripts in Lua, or a part of one: these are read to their end. */

const CALL = /\b(?:redis|server)\.p?call\s*\(|\b(?:KEYS|ARGV)\s*\[/;
const LOCAL = /^\s*local\s+(?:function\s+)?\w+/m;

export function looksLikeLua(text: string): boolean {
  return CALL.test(text) || (LOCAL.test(text) && /\bend\b/.test(text));
}
