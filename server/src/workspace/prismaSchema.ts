/**
 * What a Prisma schema says about the fields of models. In: the text of a `.prisma` file. Out: every field, and for one
 * that stands for rows of another model, that model. Pure; what is not understood is left out.
 */
import type { SchemaField } from './snapshot.js';

const MODEL = /^[ \t]*(?:model|view)\s+(\w+)\s*\{([^}]*)\}/gm;
const FIELD = /^[ \t]*(\w+)[ \t]+(\w+)(?:\[\]|\?)?(?=[ \t\r\n]|$)(.*)/gm;
const CASCADE = /\bonDelete\s*:\s*Cascade\b/;
const OWN_COLUMNS = /\bfields\s*:\s*\[([^\]]*)\]/;

/** A schema may be spread over several files, so all of them are read together. */
export function fieldsOfSchemas(texts: readonly string[]): readonly SchemaField[] {
  const models = texts.flatMap((text) => [...text.replaceAll(/\/\/.*$/gm, '').matchAll(MODEL)]);
  const names = new Set(models.map(([, name = '']) => name));
  return models.flatMap(([, model = '', body = '']) =>
    [...body.matchAll(FIELD)].map(([, field = '', type = '', rest = '']) => ({
      model,
      field,
      ...(names.has(type) && { target: type }),
      ...(names.has(type) && CASCADE.test(rest) && { cascades: columnsIn(rest) }),
    })),
  );
}

/** `@relation(fields: [authorId], references: [id])` */
function columnsIn(relation: string): readonly string[] {
  return OWN_COLUMNS.exec(relation)?.[1]?.match(/\w+/g) ?? [];
}
