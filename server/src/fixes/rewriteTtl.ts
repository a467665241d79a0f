/**
 * Gives an expiry in the form that the client reads. In: the file and the edit. Out: one change, from the first
 * argument that is not read to the last; undefined when there is more in them than an expiry and flags. Pure.
 */
import { type Expression, Node, type ObjectLiteralExpression } from 'ts-morph';
import type { RewriteTtlEdit, TtlWord } from '../../../shared/src/finding.js';
import { LOWER_WORDS } from './addTtl.js';
import type { EditedFile } from './editedFile.js';
import { divided, multiplied } from './scaleTtl.js';
import type { TextChange } from './textChange.js';
import { typedExpiry, withTimeUnit } from './typedExpiry.js';
import { withoutTypes } from './withoutTypes.js';

export function rewriteTtl(file: EditedFile, edit: RewriteTtlEdit): readonly TextChange[] | undefined {
  const given = file.callAt(edit.call)?.getArguments().slice(edit.argument);
  const [first, last] = [given?.[0], given?.at(-1)];
  const life = given && lifeIn(given.map(withoutTypes), edit.option);
  const newText = life && written(file, edit, life);
  if (!first || !last || newText === undefined) return undefined;
  const changes = [{ start: first.getStart(), end: last.getEnd(), newText }];
  return edit.form === 'typed-expiry-option' ? withTimeUnit(file, changes) : changes;
}

interface Life {
  readonly word: TtlWord;
  readonly amount: Expression;
  /** The property of the amount that it is. */
  readonly option?: string;
  /** `NX`, `KEEPTTL` */
  readonly flags: readonly string[];
}

const WORD = /^(EX|PX|EXAT|PXAT)$/;
const FLAG = /^(NX|XX|GET)$/;

function lifeIn(given: readonly Node[], option: string | undefined): Life | undefined {
  const [first] = given;
  if (Node.isObjectLiteralExpression(first)) return given.length === 1 ? lifeInOptions(first) : undefined;
  if (option !== undefined) return given.length === 1 ? lifeElsewhere(first, option) : undefined;
  let life: Omit<Life, 'flags'> | undefined;
  const flags: string[] = [];
  for (let index = 0; index < given.length; index++) {
    const node = given[index];
    const text = Node.isStringLiteral(node) ? node.getLiteralText().toUpperCase() : undefined;
    const amount = given[index + 1];
    if (text !== undefined && FLAG.test(text)) flags.push(text);
    else if (text !== undefined && isWord(text) && Node.isExpression(amount) && !life) {
      life = { word: text, amount };
      index++;
    } else if (given.length === 1 && Node.isExpression(node) && text === undefined) {
      life = { word: 'EX', amount: node };
    } else return undefined;
  }
  return life && { ...life, flags };
}

function isWord(text: string): text is TtlWord {
  return WORD.test(text);
}

/** `OPTIONS.ttl` of `OPTIONS` */
function lifeElsewhere(node: Node | undefined, option: string): Life | undefined {
  const isNamed = Node.isIdentifier(node) || Node.isPropertyAccessExpression(node);
  const upper = option.toUpperCase();
  return isNamed ? { word: isWord(upper) ? upper : 'EX', amount: node, option, flags: [] } : undefined;
}

function lifeInOptions(options: ObjectLiteralExpression): Life | undefined {
  let life: Omit<Life, 'flags'> | undefined;
  const flags: string[] = [];
  for (const property of options.getProperties()) {
    if (!Node.isPropertyAssignment(property) && !Node.isShorthandPropertyAssignment(property))
      return undefined;
    const name = property
      .getName()
      .replace(/^['"]|['"]$/g, '')
      .toUpperCase();
    const written = Node.isPropertyAssignment(property) ? property.getInitializer() : property.getNameNode();
    const value = written && withoutTypes(written);
    if (FLAG.test(name) && value?.getText() === 'true') flags.push(name);
    else if (Node.isExpression(value) && !life && !FLAG.test(name))
      life = { word: isWord(name) ? name : 'EX', amount: value };
    else return undefined;
  }
  return life && { ...life, flags };
}

function written(file: EditedFile, { form, factor }: RewriteTtlEdit, life: Life): string | undefined {
  const { word, flags } = life;
  const amount = amountOf(life, factor);
  const { quote } = file;
  switch (form) {
    case 'ex-arguments':
      return [`${quote}${word}${quote}`, amount, ...flags.map((flag) => `${quote}${flag}${quote}`)].join(
        ', ',
      );
    case 'ex-option':
      return options([`${word}: ${amount}`, ...flags.map((flag) => `${flag}: true`)]);
    case 'lower-ex-option':
      return options([
        `${LOWER_WORDS[word]}: ${amount}`,
        ...flags.map((flag) => `${flag.toLowerCase()}: true`),
      ]);
    case 'typed-expiry-option':
      return flags.length > 0 ? undefined : options([`expiry: ${typedExpiry(word, amount)}`]);
    default: {
      // These forms know no moments and no flags.
      if (word.endsWith('AT') || flags.length > 0) return undefined;
      const option = OPTIONS[form];
      return option === undefined ? amount : options([`${option}: ${amount}`]);
    }
  }
}

function amountOf({ amount, option }: Life, factor: number | undefined): string {
  const text = option === undefined ? amount.getText() : `${amount.getText()}.${option}`;
  if (factor === undefined) return text;
  if (option !== undefined) return factor > 1 ? `${text} * 1000` : `Math.ceil(${text} / 1000)`;
  return factor > 1 ? multiplied(amount) : divided(amount);
}

const OPTIONS: Readonly<Record<string, string | undefined>> = {
  'seconds-option': 'ttl',
  'ttl-milliseconds-option': 'ttl',
  'expires-option': 'expires',
  'revalidate-option': 'revalidate',
};

function options(properties: readonly string[]): string {
  return `{ ${properties.join(', ')} }`;
}
