/** Writes a report as JSON, for programs. */
import type { ReviewReport } from './report.js';

export function formatJson(report: ReviewReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
