/**
 * A fast linter to compare with. It is no dependency of the project: the one on the PATH or in the cache folder is
 * used, else it is fetched once into the cache folder; where that fails, the comparison is left out.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Say } from '../launch/programs.js';
import { cacheFolder } from '../launch/project.js';
import { findOnPath, lastLines, run } from '../launch/subprocess.js';

const version = '1.94.0';

/** The executable, or nothing when it cannot be had. */
export async function obtainOxlint(say: Say): Promise<string | undefined> {
  const folder = join(cacheFolder, `oxlint-${version}`);
  const executable = join(folder, 'node_modules', '.bin', 'oxlint');
  const found = findOnPath('oxlint') ?? (existsSync(executable) ? executable : undefined);
  if (found !== undefined) {
    return found;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await run('npm', ['install', '--save-exact', ...quiet, `oxlint@${version}`], {
    cwd: folder,
    timeout: 120_000,
  });
  if (code !== 0 || (await run(executable, ['--version'])).code !== 0) {
    say(`oxlint could not be fetched, so it is left out: ${lastLines(output, 1)}`);
    return undefined;
  }
  return executable;
}
