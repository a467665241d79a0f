/**
 * The yardstick: reads the listed files and parses each with the TypeScript parser, and nothing else.
 * `node parseFiles.mjs COMPILER ROOT LIST`: the bundled compiler, a folder, a JSON file of paths relative to it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [compiler, root, list] = process.argv.slice(2);
const { ts } = createRequire(import.meta.url)(compiler);

for (const file of JSON.parse(readFileSync(list, 'utf8'))) {
  ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, false);
}
