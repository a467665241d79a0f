/**
 * Bundles the product into dist/. `--production` minifies and leaves the source maps out; without it the
 * bundles carry source maps for the debugger. `--watch` rebuilds on change. `--tests` builds the suites that
 * run inside VS Code instead.
 *
 * The language server and the command line both need the TypeScript compiler (through ts-morph). It is by far
 * the largest part, so it is one bundle of its own, `dist/typescript.js`, that both of them require.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');

/** Leaves ts-morph out of a bundle and points to the shared bundle beside it. */
const sharedTypeScript = {
  name: 'shared-typescript',
  setup(build) {
    build.onResolve({ filter: /^ts-morph$/ }, () => ({ path: './typescript.js', external: true }));
  },
};

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
};

/** @type {esbuild.BuildOptions[]} */
const product = [
  { ...node, entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js' },
  {
    ...node,
    entryPoints: ['server/src/main.ts'],
    outfile: 'dist/server.js',
    plugins: [sharedTypeScript],
  },
  {
    ...node,
    entryPoints: ['server/src/cli.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [sharedTypeScript],
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
