/** Line breaks and other control characters of a name, made visible. Pure. */
export function visibleText(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\x${code.toString(16).padStart(2, '0')}`;
  });
}
