/**
 * Changes the default of a parameter. In: the file and the edit. Out: another value in its place, or a parameter that must
 * be given; undefined where an optional one stands before that, or it is a part of another one. Pure.
 */
import { Node, type ParameterDeclaration } from 'ts-morph';
import type { ParameterDefaultEdit } from '../../../shared/src/finding.js';
import type { EditedFile } from './editedFile.js';
import { written } from './replace.js';
import type { TextChange } from './textChange.js';

export function parameterDefault(
  file: EditedFile,
  { span, value, type }: ParameterDefaultEdit,
): readonly TextChange[] | undefined {
  const name = file.nodeAt(span);
  const declared = name?.getParent();
  if (value) {
    const isDefaulted = Node.isParameterDeclaration(declared) || Node.isBindingElement(declared);
    const present = isDefaulted ? declared.getInitializer() : undefined;
    const change = written(file, value);
    return present && change && [{ start: present.getStart(), end: present.getEnd(), ...change }];
  }
  if (!name || !Node.isParameterDeclaration(declared) || !declared.getInitializer()) return undefined;
  if (isBehindOptional(declared)) return undefined;
  const typed = declared.getTypeNode();
  const newText = file.isTyped && !typed ? `: ${type}` : '';
  return [{ start: (typed ?? name).getEnd(), end: declared.getEnd(), newText }];
}

/** `(key?: string, ttl = 0)`: behind a parameter with a question mark none may be required. */
function isBehindOptional(parameter: ParameterDeclaration): boolean {
  const owner = parameter.getParent();
  if (!Node.isParametered(owner)) return true;
  const parameters = owner.getParameters();
  return parameters.slice(0, parameters.indexOf(parameter)).some((other) => other.hasQuestionToken());
}
