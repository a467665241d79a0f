/**
 * Bytes as people can read them. Keys and values in Redis are bytes, not text: they stay Buffers, and
 * text exists only for showing. In: a Buffer. Out: the same bytes with a text that never loses any.
 */

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
export declare function byteText(bytes: Buffer): ByteText;

/** The name of the key with these bytes. */
export declare function keyName(bytes: Buffer): KeyName;

/** The name of the key with this text, as UTF-8. */
export declare function keyNameFromText(text: string): KeyName;

/** The name of the key that had this `id`. */
export declare function keyNameFromId(id: string): KeyName;
