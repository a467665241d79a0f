/**
 * Bytes as people can read them. Keys and values in Redis are bytes, not text: they stay Buffers, and
 * text exists only for showing. In: a Buffer. Out: the same bytes with a text that never loses any.
 */
import { isUtf8 } from 'node:buffer';

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\r': '\\r', '\n': '\\n', '\t': '\\t' };
const CONTROL_CHARACTERS = /[\p{Cc}\u2028\u2029]/gu;

/** Some bytes with the text to show for them. */
export interface ByteText {
  readonly bytes: Buffer;
  /** The UTF-8 text when the bytes are valid UTF-8, otherwise with `\xNN` for every byte that is not printable ASCII. */
  readonly text: string;
  /** True when the bytes are valid UTF-8, so `text` encodes back to the same bytes. */
  readonly isText: boolean;
}

/** The name of a key. `id` is the base64 of the bytes: unique and safe as an identifier. */
export interface KeyName extends ByteText {
  readonly id: string;
}

/** Describes bytes; valid UTF-8 stays readable in every script. */
export function byteText(bytes: Buffer): ByteText {
  const isText = isUtf8(bytes);
  return { bytes, isText, text: isText ? bytes.toString('utf8') : escapeBytes(bytes) };
}

/** The text on one line: control characters as `\r`, `\n`, `\t` or `\xNN`. */
export function onOneLine(text: string): string {
  return text.replace(CONTROL_CHARACTERS, (character) => {
    const short = SHORT_ESCAPES[character];
    if (short !== undefined) return short;
    const code = character.charCodeAt(0);
    return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, '0')}`;
  });
}

/** The name of the key with these bytes. */
export function keyName(bytes: Buffer): KeyName {
  return { ...byteText(bytes), id: bytes.toString('base64') };
}

/** The name of the key with this text, as UTF-8. */
export function keyNameFromText(text: string): KeyName {
  return keyName(Buffer.from(text, 'utf8'));
}

/** The name of the key that had this `id`. */
export function keyNameFromId(id: string): KeyName {
  return keyName(Buffer.from(id, 'base64'));
}

/** The bytes without a UTF-8 character that was cut off at their end. */
export function withoutCutCharacter(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

function escapeBytes(bytes: Buffer): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0x5c) text += '\\\\';
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return text;
}
