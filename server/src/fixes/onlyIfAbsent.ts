/**
 * A `SET` that only succeeds where nothing is there. In: the call of a plain `SET` or `SETEX`, and how its library spells
 * conditions. Out: the text of the call; undefined for other calls. Where it gives no expiry, half a minute is proposed.
 */
import { type CallExpression, Node } from 'ts-morph';
import type { TtlArgumentForm } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';

const PROPOSED_MS = 30_000;

export function onlyIfAbsent(
  file: EditedFile,
  call: CallExpression,
  form: TtlArgumentForm,
): string | undefined {
  const callee = call.getExpression();
  if (!Node.isPropertyAccessExpression(callee)) return undefined;
  const args = inOrder(
    callee.getName(),
    call.getArguments().map((argument) => argument.getText()),
  );
  const options = args && (form === 'ex-arguments' ? inWords(args, file.quote) : inObject(call, args, form));
  if (!args || !options) return undefined;
  const receiver = call.getText().slice(0, callee.getNameNode().getStart() - call.getStart());
  return `${receiver}set(${args.key}, ${args.value}, ${options})`;
}

interface Given {
  readonly key: string;
  readonly value: string;
  /** `EX` with its amount, where the method is called after it. */
  readonly life?: readonly [unit: string, amount: string];
  readonly rest: readonly string[];
}

function inOrder(name: string, [key, second, third, ...more]: readonly string[]): Given | undefined {
  if (key === undefined || second === undefined) return undefined;
  if (/^set$/i.test(name)) return { key, value: second, rest: third === undefined ? [] : [third, ...more] };
  const isWithLife = /^p?setex$/i.test(name) && third !== undefined && more.length === 0;
  return isWithLife
    ? { key, value: third, life: [/^p/i.test(name) ? 'PX' : 'EX', second], rest: [] }
    : undefined;
}

function inWords({ life, rest }: Given, quote: string): string {
  const [unit, amount] = life ?? ['PX', String(PROPOSED_MS)];
  const given = rest.length > 0 ? rest : [`${quote}${unit}${quote}`, amount];
  return [...given, `${quote}NX${quote}`].join(', ');
}

function inObject(call: CallExpression, { life, rest }: Given, form: TtlArgumentForm): string | undefined {
  const spelt = (word: string) => (form === 'lower-ex-option' ? word.toLowerCase() : word);
  if (form !== 'ex-option' && form !== 'lower-ex-option') return undefined;
  const [unit, amount] = life ?? ['PX', String(PROPOSED_MS)];
  if (rest.length === 0) return `{ ${spelt(unit)}: ${amount}, ${spelt('NX')}: true }`;
  const options = call.getArguments()[2];
  if (rest.length > 1 || !Node.isObjectLiteralExpression(options)) return undefined;
  const properties = options.getProperties().map((property) => property.getText());
  return `{ ${[...properties, `${spelt('NX')}: true`].join(', ')} }`;
}
