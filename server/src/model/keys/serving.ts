/** Whether a use of a key stands in code that serves requests. */
import { isTestFile } from '../testFiles.js';
import type { KeyUse } from './keyUses.js';

export function isServing(use: KeyUse): boolean {
  return !isTestFile(use.effect.site.file) && !isTestFile(use.function.file);
}
