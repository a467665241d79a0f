/** Loaded into a measured process before its program: writes how much memory it used, in bytes, when it ends. */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const peak = process.resourceUsage().maxRSS * 1024;
  const atEnd = process.memoryUsage.rss();
  writeFileSync(process.env.CACHE_REVIEW_BENCH_MEMORY, JSON.stringify({ atEnd, peak }));
});
