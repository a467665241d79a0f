/**
 * Keeps responses of Nest for each user by himself. In: the file and the edit. Out: an interceptor in front of the class
 * whose keys carry the user, its name in the decorator, and the import of what it needs; undefined where the decorator
 * does not name the interceptor plainly, or its name is taken. Pure.
 */
import { type Decorator, Node, SyntaxKind } from 'ts-morph';
import type { KeyByUserEdit } from '../../../shared/src/finding.js';
import { addImport } from './addImport.js';
import type { EditedFile } from './editedFile.js';
import type { TextChange } from './textChange.js';

const NAME = 'UserCacheInterceptor';
const CONTEXT = 'ExecutionContext';

export function keyByUser(file: EditedFile, edit: KeyByUserEdit): readonly TextChange[] | undefined {
  const decorator = file.source
    .getDescendantsOfKind(SyntaxKind.Decorator)
    .find((one) => one.getStart() <= edit.span.start && one.getEnd() >= edit.span.end);
  const owner = decorator?.getFirstAncestorByKind(SyntaxKind.ClassDeclaration);
  const named = decorator && namedIn(decorator, edit.interceptor);
  const known = new Set(
    file.source.getDescendantsOfKind(SyntaxKind.Identifier).map((identifier) => identifier.getText()),
  );
  if (!owner || !named || !file.isTyped || known.has(NAME)) return undefined;
  const imported = known.has(CONTEXT) ? [] : importOf(file);
  const start = owner.getStart();
  return (
    imported && [
      ...imported,
      { start, end: start, newText: interceptor(file, edit) },
      { start: named.getStart(), end: named.getEnd(), newText: NAME },
    ]
  );
}

function namedIn(decorator: Decorator, interceptor: string): Node | undefined {
  return decorator
    .getArguments()
    .find((argument) => Node.isIdentifier(argument) && argument.getText() === interceptor);
}

function importOf(file: EditedFile): readonly TextChange[] | undefined {
  const specifier = '@nestjs/common';
  return addImport(file, { kind: 'import', file: file.name, specifier, name: CONTEXT, isDefault: false });
}

/** Without a user there is no key, and nothing is kept. */
function interceptor({ newline, indentation }: EditedFile, edit: KeyByUserEdit): string {
  const { interceptor: base, holder, id } = edit;
  return [
    `class ${NAME} extends ${base} {`,
    `  trackBy(context: ${CONTEXT}): string | undefined {`,
    '    const key = super.trackBy(context);',
    `    const { ${holder} } = context.switchToHttp().getRequest();`,
    `    return key && ${holder}?.${id} ? \`\${key}:\${${holder}.${id}}\` : undefined;`,
    '  }',
    '}',
    '',
    '',
  ]
    .map((line) => line.replace(/^(?: {2})+/, (spaces) => indentation.repeat(spaces.length / 2)))
    .join(newline);
}
