/** Sums up all folders for the language status item. Pure. */
import type { ServerStatus } from '../../../shared/src/protocol.js';
import type { FolderReview } from './folderReview.js';

export function statusOf(folders: readonly FolderReview[]): ServerStatus {
  const results = folders.map(({ latest }) => latest?.result).filter((result) => result !== undefined);
  const failures = folders.map(({ failure }) => failure).filter((failure) => failure !== undefined);
  const problems = results.flatMap((result) => result.problems);
  const message = failures.length > 0 ? `The review failed: ${failures[0]}. The log says more.` : problems[0];
  const sum = (amountOf: (result: (typeof results)[number]) => number) =>
    results.reduce((total, result) => total + amountOf(result), 0);
  return {
    health: failures.length > 0 ? 'error' : problems.length > 0 ? 'warning' : 'ok',
    quiescent: folders.every(({ isQuiescent }) => isQuiescent),
    ...(message === undefined ? {} : { message }),
    files: sum(({ statistics }) => statistics.files),
    parsed: sum(({ statistics }) => statistics.parsed),
    findings: sum(({ findings }) => findings.length),
    milliseconds: sum(({ statistics }) => statistics.milliseconds),
    skipped: results.flatMap(({ skipped }) => skipped),
  };
}
