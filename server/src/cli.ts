/**
 * The command line `cache-review PATH`: arguments in, a report on standard output, an exit status. Everything
 * else is said on standard error.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../package.json';
import { type RuleId, rulePagePath } from '../../shared/src/ruleCatalogue.js';
import { parseCommandLine, USAGE } from './report/commandLine.js';
import { runMapCommand } from './report/mapCommand.js';
import {
  type CommandSurroundings,
  EXIT_CLEAN,
  EXIT_FAILED,
  runReviewCommand,
} from './report/reviewCommand.js';
import { buildOf } from './workspace/reviewFile.js';

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommandLine(args);
  switch (command.kind) {
    case 'help':
      process.stdout.write(USAGE);
      return EXIT_CLEAN;
    case 'version':
      process.stdout.write(`${version}\n`);
      return EXIT_CLEAN;
    case 'mistake':
      complain(command.message);
      return EXIT_FAILED;
    case 'review':
      return runReviewCommand(command, surroundings());
    case 'map':
      return runMapCommand(command, surroundings());
  }
}

function surroundings(): CommandSurroundings {
  return {
    loadEngine: async () => (await import('./analysis.js')).createAnalysis,
    build: buildOf(join(__dirname, 'engine.js')),
    version,
    workingDirectory: process.cwd(),
    readRulePage,
    hasColour: process.stdout.isTTY && !process.env.NO_COLOR,
    write: (text) => void process.stdout.write(text),
    complain,
  };
}

/** The pages lie in the folder that `dist` lies in. */
function readRulePage(rule: RuleId): string | undefined {
  const path = join(__dirname, '..', rulePagePath(rule));
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function complain(sentence: string): void {
  process.stderr.write(`cache-review: ${sentence}\n`);
}

// A reader such as `head` may close the pipe early; that is no failure of the review.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

main(process.argv.slice(2)).then(
  (status) => {
    // Not process.exit: a long report may still be on its way through a pipe.
    process.exitCode = status;
  },
  (error: unknown) => {
    complain(error instanceof Error ? error.message : String(error));
    process.exitCode = EXIT_FAILED;
  },
);
