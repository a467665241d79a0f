/**
 * Shows how far the first review of a folder is, once it has taken half a second. Later reviews are silent.
 */
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver/node';
import type { ClientFeatures } from './clientFeatures.js';
import type { FolderProgress } from './folderReview.js';

const PATIENCE_MS = 500;
const INTERVAL_MS = 100;

export const SILENT_PROGRESS: FolderProgress = { report: () => undefined, end: () => undefined };

export function createIndexProgress(connection: Connection, features: ClientFeatures): FolderProgress {
  if (!features.showsProgress) return SILENT_PROGRESS;
  let reporter: WorkDoneProgressServerReporter | undefined;
  let isEnded = false;
  let lastReport = 0;
  const begin = async () => {
    const created = await connection.window.createWorkDoneProgress();
    created.begin('Reviewing caching', 0);
    if (isEnded) created.done();
    else reporter = created;
  };
  const timer = setTimeout(() => {
    begin().catch((error: unknown) => connection.console.warn(`No progress is shown: ${String(error)}`));
  }, PATIENCE_MS);
  return {
    report(done, total) {
      const now = Date.now();
      if (!reporter || now - lastReport < INTERVAL_MS) return;
      lastReport = now;
      const percentage = total === 0 ? 100 : Math.round((done / total) * 100);
      reporter.report(percentage, `${done.toLocaleString('en-US')} / ${total.toLocaleString('en-US')} files`);
    },
    end() {
      isEnded = true;
      clearTimeout(timer);
      reporter?.done();
      reporter = undefined;
    },
  };
}
