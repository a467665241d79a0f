/**
 * A value as a document. Enters: the value of one key. Leaves: text and the language it is in. Collections
 * become readable JSON, bytes become a hex dump. Pure.
 */
import type { ByteText } from '../redis/bytes.js';
import type { KeyValue } from '../redis/value.js';
import { hexDump } from './hexDump.js';
import { embedText, indentJson } from './jsonText.js';

export interface RenderedValue {
  readonly text: string;
  /** A language id of VS Code. */
  readonly language: 'json' | 'plaintext';
}

export function renderValue(value: KeyValue): RenderedValue {
  if (value.type === 'string') return renderString(value);
  return { text: indentJson(collectionJson(value)), language: 'json' };
}

function renderString(value: Extract<KeyValue, { type: 'string' }>): RenderedValue {
  const { content, format } = value;
  if (format === 'binary') return { text: hexDump(content.bytes), language: 'plaintext' };
  if (format === 'json') return { text: indentJson(content.text), language: 'json' };
  return { text: content.text, language: 'plaintext' };
}

function collectionJson(value: Exclude<KeyValue, { type: 'string' }>): string {
  switch (value.type) {
    case 'hash':
      return objectJson(value.fields);
    case 'list':
      return arrayJson(value.elements.map(textJson));
    case 'set':
      return arrayJson(value.members.map(textJson));
    case 'zset':
      return arrayJson(
        value.members.map(
          ({ member, score }) => `{"score":${numberJson(score)},"member":${textJson(member)}}`,
        ),
      );
    case 'stream':
      return arrayJson(
        value.entries.map(({ id, fields }) => `{"id":${JSON.stringify(id)},"fields":${objectJson(fields)}}`),
      );
  }
}

function objectJson(fields: readonly { readonly field: ByteText; readonly value: ByteText }[]): string {
  const members = fields.map(({ field, value }) => `${JSON.stringify(field.text)}:${textJson(value)}`);
  return `{${members.join(',')}}`;
}

function arrayJson(elements: readonly string[]): string {
  return `[${elements.join(',')}]`;
}

function textJson(content: ByteText): string {
  return content.isText ? embedText(content.text) : JSON.stringify(content.text);
}

/** `inf` and `nan` are no JSON numbers. */
function numberJson(score: string): string {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(score) ? score : JSON.stringify(score);
}
