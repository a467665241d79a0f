/**
 * What the extension host of a test run calls: runs every suite beside this module and writes the result, in the
 * shape of mocha's JSON report, to the file that CACHE_REVIEW_TEST_RESULT names.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const mocha = new Mocha({ timeout: 60_000, forbidOnly: true, forbidPending: true });
  const grep = process.env.CACHE_REVIEW_TEST_GREP;
  if (grep !== undefined) {
    mocha.grep(grep);
  }
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.js'))) {
    mocha.addFile(join(__dirname, file));
  }
  const failures: object[] = [];
  await mocha.loadFilesAsync();
  const finished = new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('fail', (test, error: Error) => {
      failures.push({
        fullTitle: test.fullTitle(),
        err: { message: error.message, stack: error.stack },
      });
    });
  });
  const stats = await finished;
  const resultFile = process.env.CACHE_REVIEW_TEST_RESULT;
  if (resultFile === undefined) {
    throw new Error('CACHE_REVIEW_TEST_RESULT does not say where to write the result.');
  }
  writeFileSync(resultFile, JSON.stringify({ stats: { passes: stats?.passes ?? 0 }, failures }));
}
