import { describeLibrary, type LibraryCase } from './reviewed.js';

const program = (shows: string, options: string, patterns: readonly string[]): LibraryCase => ({
  shows,
  dependencies: { next: '^15.5.29' },
  file: 'posts.ts',
  code: `import { unstable_cache } from 'next/cache';
import { loadPosts } from './database';
export const getPosts = (user: string) =>
  unstable_cache(async () => loadPosts(user), ['posts', user]${options})();
`,
  patterns,
});

describeLibrary('next', [
  program('revalidate in seconds', ', { revalidate: 60 }', [
    'posts,{user}: 1m, 1 write, 1 read, 0 invalidations',
  ]),
  program('no time limit at all', '', [
    'posts,{user}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 4',
  ]),
  program('false is none', ', { revalidate: false }', [
    'posts,{user}: for ever, 1 write, 1 read, 0 invalidations, missing-ttl in line 4',
  ]),
  program('tags end it that somebody revalidates', ", { tags: ['posts'] }", [
    'posts,{user}: some time, 1 write, 1 read, 0 invalidations, missing-ttl in line 4',
  ]),
  program('tags and a time', ", { tags: ['posts'], revalidate: 3600 }", [
    'posts,{user}: 1h, 1 write, 1 read, 0 invalidations',
  ]),
]);
