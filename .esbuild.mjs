/**
 * Bundles the product into dist/. `--production` minifies and leaves the source maps out; without it the
 * bundles carry source maps for the debugger. `--watch` rebuilds on change. `--tests` builds the suites that
 * run inside VS Code instead.
 *
 * The language server and the command line share the engine, `dist/engine.js`, and four parts that are loaded when they
 * are first needed: the TypeScript parser alone, `dist/parser.js`, ts-morph with all of TypeScript for fixes,
 * `dist/typescript.js`, the parsers of SQL, `dist/sql.js`, and the one of YAML, `dist/yaml.js`.
 */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');

const require = createRequire(import.meta.url);

/** What the review and the fixes take from packages, by the part that holds it. */
const exportsOf = {
  'parser.js': ['ts'],
  'typescript.js': ['Node', 'Project', 'SyntaxKind', 'ts'],
  'yaml.js': ['parse'],
};

/** The grammars of SQL that are used. */
const sqlGrammar = /^node-sql-parser\/build\/(mysql|postgresql)\.js$/;

/** What takes the place of ts-morph, YAML and the parsers of SQL in the server's bundles: a part beside them that is loaded when it is asked. */
const loadedWhenNeeded = {
  name: 'loaded-when-needed',
  setup(build) {
    const parserUsers = /[\\/]server[\\/]src[\\/](?:facts|workspace)[\\/]/;
    build.onResolve({ filter: /^ts-morph$/ }, ({ importer }) => ({
      path: parserUsers.test(importer) ? 'parser.js' : 'typescript.js',
      namespace: 'part',
    }));
    build.onResolve({ filter: /^yaml$/ }, () => ({ path: 'yaml.js', namespace: 'part' }));
    build.onResolve({ filter: sqlGrammar }, ({ path }) => ({ path, namespace: 'sql' }));
    build.onLoad({ filter: /./, namespace: 'sql' }, ({ path }) => ({
      contents: `
        const get = () => require('./sql.js').${sqlGrammar.exec(path)[1]}.Parser;
        Object.defineProperty(exports, 'Parser', { get, enumerable: true });`,
    }));
    build.onResolve({ filter: /^\.\/sql\.js$/, namespace: 'sql' }, ({ path }) => ({ path, external: true }));
    build.onResolve({ filter: /^\.\/(?:parser|typescript|yaml)\.js$/, namespace: 'part' }, ({ path }) => ({
      path,
      external: true,
    }));
    build.onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({
      contents: `
        for (const name of ${JSON.stringify(exportsOf[path])}) {
          const get = () => {
            const value = require('./${path}')[name];
            Object.defineProperty(exports, name, { value, enumerable: true });
            return value;
          };
          Object.defineProperty(exports, name, { get, enumerable: true, configurable: true });
        }`,
    }));
  },
};

/** The review, for both of its faces: one file beside them. */
const sharedEngine = {
  name: 'shared-engine',
  setup(build) {
    build.onResolve({ filter: /^\.\/analysis\.js$/ }, () => ({ path: './engine.js', external: true }));
  },
};

/**
 * The TypeScript parser without binder, checker and services: the compiler up to there as a module that exports what
 * the facts and the reader of tsconfig files use, so that the bundler drops the rest.
 */
const parserOnly = {
  name: 'parser-only',
  setup(build) {
    build.onResolve({ filter: /^parser$/ }, () => ({
      path: join(dirname(require.resolve('@ts-morph/common')), 'typescript.js'),
      namespace: 'parser',
    }));
    build.onLoad({ filter: /./, namespace: 'parser' }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const opening = 'module.exports = __toCommonJS(typescript_exports);';
      // Nothing before the binder needs what comes after it; tables and registrations there are never dropped.
      const closing = '// src/compiler/binder.ts';
      const table = text.indexOf('__export(typescript_exports, {');
      const start = text.indexOf(opening);
      const end = text.indexOf(closing);
      if (table < 0 || start < table || end < start) {
        return { errors: [{ text: `${path} is built in another way now: its exports moved.` }] };
      }
      const exported = new Set(text.slice(table, start).match(/\w+(?=: \(\) =>)/g));
      const used = (await membersOfTs()).filter((name) => exported.has(name));
      const body = text.slice(start + opening.length, end);
      return { contents: `${before}${body}${after}export const ts = { ${used.join(', ')} };` };
    });
  },
};

/** What the compiler's own wrapper and its services would add: names of modules, and the methods of nodes. */
const before = `
var __export = (target, all) => {
  for (const name in all) Object.defineProperty(target, name, { get: all[name] });
};`;
const after = `
for (const { prototype } of [Node4, Token, Identifier2]) {
  prototype.getStart = function (source) { return getTokenPosOfNode(this, source); };
  prototype.getText = function (source) { return source.text.slice(this.getStart(source), this.end); };
  prototype.getLineStarts = function () { return getLineStarts(this); };
}
const text = { get() { return idText(this); } };
Object.defineProperty(Identifier2.prototype, 'text', text);
class PrivateName extends Node4 {}
Object.defineProperty(PrivateName.prototype, 'text', text);
objectAllocator.getPrivateIdentifierConstructor = () => PrivateName;
`;

/** Every `ts.name` in the code that parses, types among them. */
async function membersOfTs() {
  const folders = ['server/src/facts', 'server/src/workspace'].map((folder) =>
    join(common.absWorkingDir, folder),
  );
  const listed = await Promise.all(
    folders.map(async (at) => (await readdir(at)).map((name) => join(at, name))),
  );
  const texts = await Promise.all(listed.flat().map((file) => readFile(file, 'utf8')));
  return [...new Set(texts.join('\n').match(/(?<=\bts\.)\w+/g))].sort();
}

/**
 * Leaves out the declarations of JavaScript itself and of browsers, 3 MB of text that ts-morph carries for type
 * checks: nothing here checks types.
 */
const withoutLibraryDeclarations = {
  name: 'without-library-declarations',
  setup(build) {
    build.onLoad({ filter: /ts-morph-common\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const start = text.indexOf('const libFiles = [{');
      const closing = '\n    }];';
      const end = text.indexOf(closing, start);
      if (start < 0 || end < 0) {
        return { errors: [{ text: `${path} is built in another way now: the library declarations moved.` }] };
      }
      return { contents: `${text.slice(0, start)}const libFiles = [];${text.slice(end + closing.length)}` };
    });
  },
};

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: dirname(fileURLToPath(import.meta.url)),
  bundle: true,
  legalComments: 'none',
  logLevel: watch ? 'info' : 'warning',
  minify: production,
  sourcemap: production ? false : 'linked',
};

/** @type {esbuild.BuildOptions} */
const node = {
  ...common,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: ['vscode'],
  // The loader for modules would read a whole bundle once more to find its exports.
  supported: { 'dynamic-import': false },
};

/** @type {esbuild.BuildOptions[]} */
const product = [
  {
    ...node,
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/extension.js',
    plugins: [loadedWhenNeeded],
  },
  {
    ...node,
    entryPoints: ['server/src/main.ts'],
    outfile: 'dist/server.js',
    plugins: [sharedEngine, loadedWhenNeeded],
  },
  {
    ...node,
    entryPoints: ['server/src/cli.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [sharedEngine, loadedWhenNeeded],
  },
  {
    ...node,
    entryPoints: ['server/src/analysis.ts'],
    outfile: 'dist/engine.js',
    plugins: [loadedWhenNeeded],
  },
  {
    ...node,
    stdin: { contents: "export { ts } from 'parser';", resolveDir: '.' },
    outfile: 'dist/parser.js',
    minify: true,
    sourcemap: false,
    plugins: [parserOnly],
  },
  {
    ...node,
    stdin: { contents: "module.exports = require('ts-morph');", resolveDir: '.' },
    outfile: 'dist/typescript.js',
    minify: true,
    sourcemap: false,
    plugins: [withoutLibraryDeclarations],
  },
  {
    ...node,
    stdin: {
      contents: `
        exports.mysql = require('node-sql-parser/build/mysql.js');
        exports.postgresql = require('node-sql-parser/build/postgresql.js');`,
      resolveDir: '.',
    },
    outfile: 'dist/sql.js',
    minify: true,
    sourcemap: false,
  },
  {
    ...node,
    stdin: { contents: "exports.parse = require('yaml').parse;", resolveDir: '.' },
    outfile: 'dist/yaml.js',
    minify: true,
    sourcemap: false,
  },
  {
    ...common,
    entryPoints: ['client/src/panel/webview/main.ts'],
    outfile: 'dist/panel.js',
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
  },
];

/** @type {esbuild.BuildOptions[]} */
const extensionSuites = [
  {
    ...node,
    entryPoints: ['test/extension/*.ts'],
    outdir: 'dist/test/extension',
    external: [...node.external, 'mocha'],
  },
];

async function buildAll(configurations) {
  if (watch) {
    const contexts = await Promise.all(configurations.map((options) => esbuild.context(options)));
    await Promise.all(contexts.map((context) => context.watch()));
    return;
  }
  const outcomes = await Promise.allSettled(configurations.map((options) => esbuild.build(options)));
  if (outcomes.some((outcome) => outcome.status === 'rejected')) {
    process.exitCode = 1;
  }
}

await buildAll(tests ? extensionSuites : product);
