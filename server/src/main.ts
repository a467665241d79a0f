/**
 * The language server's process. The transport comes from the arguments, as VS Code gives them
 * (`--node-ipc`); without one, or with `--stdio`, it speaks on standard input and output.
 */
import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { createAnalysis } from './analysis.js';
import { startServer } from './lsp/server.js';
import { buildOf } from './workspace/reviewFile.js';

const TRANSPORT = /^--(?:node-ipc|stdio|socket|pipe)\b/;

const connection = process.argv.some((argument) => TRANSPORT.test(argument))
  ? createConnection(ProposedFeatures.all)
  : createConnection(ProposedFeatures.all, process.stdin, process.stdout);

startServer(connection, createAnalysis, buildOf(join(__dirname, 'engine.js')));
