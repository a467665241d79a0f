/**
 * Writes the cache map for the command line. In: the parsed command and the ways to the outside world. Out: the
 * exit status; the map goes to `write`, everything else to `complain`. Never throws.
 */
import { resolve } from 'node:path';
import type { CacheMap } from './cacheMap.js';
import { createCacheMap } from './cacheMap.js';
import type { MapCommand } from './commandLine.js';
import { formatMapMermaid } from './mapMermaid.js';
import { formatMapText } from './mapText.js';
import { type CommandSurroundings, EXIT_CLEAN, EXIT_FAILED, findTarget, review } from './reviewCommand.js';

export async function runMapCommand(command: MapCommand, around: CommandSurroundings): Promise<number> {
  const target = findTarget(resolve(around.workingDirectory, command.path), command.path);
  if (typeof target === 'string') {
    around.complain(target);
    return EXIT_FAILED;
  }
  try {
    const result = await review(target, command, around);
    for (const problem of result.problems) around.complain(problem);
    around.write(
      formatMap(createCacheMap(result, target.root, around.version), command.format, around.hasColour),
    );
    return EXIT_CLEAN;
  } catch (error) {
    around.complain(`The map could not be made: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT_FAILED;
  }
}

function formatMap(map: CacheMap, format: MapCommand['format'], hasColour: boolean): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(map, undefined, 2)}\n`;
    case 'mermaid':
      return formatMapMermaid(map);
    case 'text':
      return formatMapText(map, hasColour);
  }
}
