/**
 * Programs to compare with. None is a dependency of the project: what lies in the cache folder is used, else it is fetched
 * once into it; where that fails, the comparison is left out.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Say } from '../launch/programs.js';
import { cacheFolder } from '../launch/project.js';
import { lastLines, run } from '../launch/subprocess.js';

interface ComparedTool {
  /** Of the package. */
  readonly name: string;
  readonly version: string;
  readonly executable: string;
}

/** A fast linter. */
export const OXLINT: ComparedTool = { name: 'oxlint', version: '1.94.0', executable: 'oxlint' };
/** The last compiler that is written in JavaScript. */
export const TYPESCRIPT: ComparedTool = { name: 'typescript', version: '6.0.3', executable: 'tsc' };

/** The executable, or nothing when it cannot be had. */
export async function obtainTool(tool: ComparedTool, say: Say): Promise<string | undefined> {
  const { name, version } = tool;
  const folder = join(cacheFolder, `${name}-${version}`);
  const executable = join(folder, 'node_modules', '.bin', tool.executable);
  if (existsSync(executable)) {
    return executable;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await run('npm', ['install', '--save-exact', ...quiet, `${name}@${version}`], {
    cwd: folder,
    timeout: 120_000,
  });
  if (code !== 0 || (await run(executable, ['--version'])).code !== 0) {
    say(`${name} could not be fetched, so it is left out: ${lastLines(output, 1)}`);
    return undefined;
  }
  return executable;
}
