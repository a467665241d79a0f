/**
 * The invariants of ARCHITECTURE.md that can be read off the source: who may import whom, and what may
 * not be written where.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Parts of the product, the most specific first, and the parts each may import beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'shared/src/': [],
  'server/src/workspace/': ['shared/src/'],
  'server/src/facts/': ['shared/src/'],
  'server/src/libraries/': ['shared/src/', 'server/src/facts/'],
  'server/src/model/': ['shared/src/', 'server/src/workspace/', 'server/src/facts/', 'server/src/libraries/'],
  'server/src/rules/': ['shared/src/', 'server/src/model/'],
  'server/src/fixes/': ['shared/src/'],
  'server/src/settingsFile/': ['shared/src/', 'server/src/workspace/'],
  // Asked before the engine is loaded.
  'server/src/review/keptReview.ts': ['shared/src/', 'server/src/workspace/', 'server/src/analysis.ts'],
  'server/src/review/': [
    'shared/src/',
    'server/src/workspace/',
    'server/src/facts/',
    'server/src/model/',
    'server/src/rules/',
    'server/src/settingsFile/',
    'server/src/review/keptReview.ts',
    'server/src/analysis.ts',
  ],
  'server/src/analysis.ts': [
    'shared/src/',
    'server/src/workspace/',
    'server/src/settingsFile/',
    'server/src/review/',
  ],
  'server/src/report/': [
    'shared/src/',
    'server/src/workspace/',
    'server/src/review/keptReview.ts',
    'server/src/analysis.ts',
  ],
  'server/src/lsp/': [
    'shared/src/',
    'server/src/workspace/',
    'server/src/fixes/',
    'server/src/review/keptReview.ts',
    'server/src/analysis.ts',
  ],
  'server/src/cli.ts': [
    'shared/src/',
    'server/src/workspace/',
    'server/src/report/',
    'server/src/analysis.ts',
    'package.json',
  ],
  'server/src/main.ts': ['shared/src/', 'server/src/lsp/', 'server/src/workspace/', 'server/src/analysis.ts'],
  'client/src/redis/': ['shared/src/'],
  'client/src/panel/webview/': ['shared/src/', 'client/src/panel/protocol.ts', 'client/src/byteSize.ts'],
  'client/src/': ['shared/src/', 'client/src/'],
};

/** Modules that only some parts may import. Within these parts: anywhere else is a mistake. */
const RESERVED: readonly { readonly module: RegExp; readonly in: RegExp; readonly to: RegExp }[] = [
  { module: /^vscode$/, in: /./, to: /^client\/src\/(?!redis\/|panel\/webview\/)/ },
  { module: /^ts-morph$/, in: /./, to: /^server\/src\/(?:workspace|facts|fixes)\// },
  {
    module: /^vscode-(?:languageserver|jsonrpc)/,
    in: /^(?:server|shared)\//,
    to: /^server\/src\/(?:lsp\/|main\.ts)/,
  },
  {
    module: /^node:fs/,
    in: /^(?:server|shared)\//,
    to: /^server\/src\/(?:workspace\/|cli\.ts|main\.ts)/,
  },
  { module: /^node:child_process$|^node:vm$|^node:worker_threads$/, in: /^(?:server|shared)\//, to: /^$/ },
  { module: /^node:|^ioredis$/, in: /^(?:shared\/|client\/src\/panel\/webview\/)/, to: /^$/ },
  { module: /^node-sql-parser/, in: /./, to: /^server\/src\/libraries\/sql\// },
  { module: /^jsonc-parser$/, in: /./, to: /^server\/src\/settingsFile\// },
  { module: /^ioredis$/, in: /./, to: /^client\/src\/redis\// },
];

const FORBIDDEN: readonly { readonly text: RegExp; readonly why: string }[] = [
  { text: /^export default\b/m, why: 'a default export has no name to search for' },
  { text: /^(?:export )?(?:let|var)\b/m, why: 'module-level state outlives what it belongs to' },
  {
    text: /\bcreateProgram\b|\bgetTypeChecker\b|\bgetPreEmitDiagnostics\b/,
    why: 'the review runs without types and without node_modules',
  },
  { text: /^export \* from\b/m, why: 'a barrel hides where things come from' },
];

interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

const sources: readonly SourceFile[] = ['shared/src', 'server/src', 'client/src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((file) => /\.tsx?$/.test(file))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') })),
);

describe('the architecture', () => {
  it('is checked on all parts', () => {
    const empty = Object.keys(MAY_IMPORT).filter(
      (part) => !sources.some(({ file }) => partOf(file) === part),
    );
    assert.deepEqual(empty, []);
  });

  it('lets each part import only what lies below it', () => {
    assert.deepEqual(sources.flatMap(misplacedImports), []);
  });

  it('keeps protocols, compilers, files and databases in their places', () => {
    assert.deepEqual(sources.flatMap(reservedImports), []);
  });

  for (const { text: pattern, why } of FORBIDDEN) {
    it(`has no ${pattern.source}, because ${why}`, () => {
      assert.deepEqual(
        sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file),
        [],
      );
    });
  }
});

describe('the reading of imports', () => {
  it('sees every way to name a module', () => {
    const text = [
      `import a from 'a';`,
      `import type { B } from "b";`,
      `import {\n  c,\n  d,\n} from 'c';`,
      `import 'd';`,
      `export { e } from 'e';`,
      `const f = await import('f');`,
      `const g = require('g');`,
      `type H = import('h').H;`,
      `import i = require('i');`,
    ].join('\n');
    assert.deepEqual(importedModules(text), ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
  });

  it('is not misled by words in texts', () => {
    assert.deepEqual(
      importedModules(`const line = "from 'x'";\n// import from 'y'\n/** require('z') */\n`),
      [],
    );
  });
});

function misplacedImports({ file, text }: SourceFile): readonly string[] {
  const own = partOf(file);
  const allowed = MAY_IMPORT[own] ?? [];
  return importedModules(text)
    .filter((module) => module.startsWith('.'))
    .map((module) => posix.join(posix.dirname(file), module).replace(/\.js$/, '.ts'))
    .filter((target) => partOf(target) !== own && !allowed.some((part) => target.startsWith(part)))
    .map((target) => `${file} imports ${target}`);
}

function reservedImports({ file, text }: SourceFile): readonly string[] {
  return importedModules(text)
    .filter((module) =>
      RESERVED.some((rule) => rule.module.test(module) && rule.in.test(file) && !rule.to.test(file)),
    )
    .map((module) => `${file} imports ${module}`);
}

function partOf(file: string): string {
  return Object.keys(MAY_IMPORT).find((part) => file.startsWith(part)) ?? file;
}

function importedModules(text: string): readonly string[] {
  const statement =
    /^(?:import|export)\b(?:[^'"`;]*?\bfrom\s*)?\s*['"]([^'"]+)['"]|(?<![\w.])(?:import|require)\(\s*['"]([^'"]+)['"]/gm;
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  return [...code.matchAll(statement)].map((match) => match[1] ?? match[2] ?? '');
}
