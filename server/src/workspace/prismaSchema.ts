/**
 * What a Prisma schema says about relations. In: the text of a `.prisma` file. Out: for each field that stands for rows of
 * another model, that model. Pure; what is not understood is left out.
 */
import type { SchemaRelation } from './snapshot.js';

const MODEL = /^[ \t]*(?:model|view)\s+(\w+)\s*\{([^}]*)\}/gm;
const FIELD = /^[ \t]*(\w+)[ \t]+(\w+)(?:\[\]|\?)?(?=[ \t\r\n]|$)/gm;

/** A schema may be spread over several files, so all of them are read together. */
export function relationsOfSchemas(texts: readonly string[]): readonly SchemaRelation[] {
  const models = texts.flatMap((text) => [...text.replaceAll(/\/\/.*$/gm, '').matchAll(MODEL)]);
  const names = new Set(models.map(([, name = '']) => name));
  return models.flatMap(([, model = '', body = '']) =>
    [...body.matchAll(FIELD)].flatMap(([, field = '', type = '']) =>
      names.has(type) ? [{ model, field, target: type }] : [],
    ),
  );
}
