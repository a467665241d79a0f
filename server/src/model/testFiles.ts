/** Which files hold code that serves nobody: tests, seeds, migrations, scripts. By their paths alone. */
import { isTest } from '../facts/selection.js';

const NOT_SERVING =
  /(^|\/)(testing|test-?(?:utils?|helpers?|kit|setup|containers?)|fixtures|seeds?|seeders?|migrations?|scripts?)\/|(^|\/)(seed|seeder|migrate)[^/]*\.[cm]?[jt]s$/i;

/** Code that does not serve requests: its writes are made while nobody reads, or on data of its own. */
export function isTestFile(file: string): boolean {
  return isTest(file) || NOT_SERVING.test(file);
}
