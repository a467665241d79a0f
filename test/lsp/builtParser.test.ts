/** The parser of the product is cut out of TypeScript at build time: it must see what TypeScript sees. */
import { deepStrictEqual } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { projectRoot } from '../launch/project.js';

type TypeScript = typeof ts;

const built: { readonly ts: TypeScript } = createRequire(__filename)(join(projectRoot, 'dist', 'parser.js'));

/** Every node with what the extraction reads of it. */
function describeTree(parser: TypeScript, file: string, text: string): readonly unknown[] {
  const source = parser.createSourceFile(file, text, parser.ScriptTarget.Latest, false);
  const nodes: unknown[] = [[...source.getLineStarts()]];
  const visit = (node: ts.Node): void => {
    const name = parser.isIdentifier(node) || parser.isPrivateIdentifier(node) ? node.text : undefined;
    nodes.push([node.kind, node.getStart(source), node.end, name, node.getText(source).length]);
    parser.forEachChild(node, visit);
  };
  parser.forEachChild(source, visit);
  return nodes;
}

describe('The built parser', () => {
  const folders = ['server/src', 'client/src', 'test/workspaces/shop', 'test/rules/fixtures'];
  for (const folder of folders) {
    it(`reads ${folder} as TypeScript does`, () => {
      const files = readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' });
      for (const file of files.filter((name) => /\.[jt]sx?$/.test(name))) {
        const text = readFileSync(join(projectRoot, folder, file), 'utf8');
        deepStrictEqual(describeTree(built.ts, file, text), describeTree(ts, file, text), file);
      }
    });
  }

  it('reads half-typed and hostile text as TypeScript does', () => {
    const texts = [
      'class A { #x = 1; get y() { return this.#x',
      'const `${',
      '/** @type {x} */ <a b={c',
      '\u0000<<<<',
      '@a() export',
    ];
    for (const text of texts) {
      for (const file of ['a.ts', 'a.tsx', 'a.js']) {
        deepStrictEqual(describeTree(built.ts, file, text), describeTree(ts, file, text), text);
      }
    }
  });
});
