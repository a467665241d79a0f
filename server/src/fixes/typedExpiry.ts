/**
 * An expiry as GLIDE reads it, `{ type: TimeUnit.Seconds, count: 300 }`. In: the word of the server and the amount, or the
 * changes that write it. Out: its text; the changes, with the import of `TimeUnit` where the file has none. Pure.
 */
import { Node, SyntaxKind } from 'ts-morph';
import type { TtlWord } from '../../../shared/src/finding.js';
import { addImport } from './addImport.js';
import type { EditedFile } from './editedFile.js';
import type { TextChange } from './textChange.js';

const UNITS: Readonly<Record<TtlWord, string>> = {
  EX: 'Seconds',
  PX: 'Milliseconds',
  EXAT: 'UnixSeconds',
  PXAT: 'UnixMilliseconds',
};

const NAME = 'TimeUnit';
const PACKAGE = '@valkey/valkey-glide';

export function typedExpiry(word: TtlWord, amount: string): string {
  return `{ type: ${NAME}.${UNITS[word]}, count: ${amount} }`;
}

/** None at all where the name cannot be made known. */
export function withTimeUnit(file: EditedFile, changes: readonly TextChange[]): readonly TextChange[] {
  if (isKnown(file)) return changes;
  const added = addImport(file, {
    kind: 'import',
    file: file.name,
    name: NAME,
    specifier: PACKAGE,
    isDefault: false,
  });
  return added && changes.length > 0 ? [...changes, ...added] : [];
}

/** By an import of it, or by a `require` that takes it out. */
function isKnown({ source }: EditedFile): boolean {
  return source.getDescendantsOfKind(SyntaxKind.Identifier).some((name) => {
    const parent = name.getParent();
    return name.getText() === NAME && (Node.isImportSpecifier(parent) || Node.isBindingElement(parent));
  });
}
