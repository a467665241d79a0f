/**
 * Which files are reviewed. In: a path, a text. Out: whether it is source, and why it is skipped if it
 * is. Pure; the same answers for files on disk, in memory and in the editor.
 */
import { createHash } from 'node:crypto';
import type { SkippedFile } from '../../../shared/src/finding.js';

export type SkipReason = SkippedFile['reason'];

const SOURCE_NAME = /\.[cm]?[jt]sx?$/i;
const DECLARATION_NAME = /\.d\.(?:[cm]?ts|[^./]+\.ts)$/i;
const UNREVIEWED_DIRECTORIES = new Set([
  'node_modules',
  'bower_components',
  'dist',
  'build',
  'out',
  'coverage',
  '.next',
  '.nuxt',
  '.output',
  '.turbo',
  '.cache',
  '.git',
  '.hg',
  '.svn',
  '.yarn',
]);

/** TypeScript and JavaScript, without declaration files. */
export function isSourceName(file: string): boolean {
  return SOURCE_NAME.test(file) && !DECLARATION_NAME.test(file);
}

/** Installed packages, build output and version control: never entered. `name` is one path segment. */
export function isUnreviewedDirectory(name: string): boolean {
  return UNREVIEWED_DIRECTORIES.has(name);
}

/** Whether one of the folders of a relative path is never entered. */
export function isBelowUnreviewedDirectory(file: string): boolean {
  return file.split('/').slice(0, -1).some(isUnreviewedDirectory);
}

export function isPackageFile(file: string): boolean {
  return /(?:^|\/)package\.json$/.test(file);
}

/** `tsconfig.json`, `jsconfig.json` and their siblings such as `tsconfig.base.json`. */
export function isConfigFile(file: string): boolean {
  return /(?:^|\/)[jt]sconfig(?:\.[^/]+)?\.json$/.test(file);
}

/** A schema of Prisma. */
export function isSchemaFile(file: string): boolean {
  return file.endsWith('.prisma');
}

/** Where pnpm and Yarn state versions for all packages of a workspace. */
export function isCatalogFile(file: string): boolean {
  return /(?:^|\/)(?:pnpm-workspace\.yaml|\.yarnrc\.yml)$/.test(file);
}

/** What is read beside the sources: packages, their catalogs, compiler settings and schemas. */
export function isProjectFile(file: string): boolean {
  return isPackageFile(file) || isConfigFile(file) || isSchemaFile(file) || isCatalogFile(file);
}

/** The text without the mark that some editors put in front. */
export function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

export function hashText(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/** Why a text is not reviewed; undefined when it is. */
export function skipReasonOf(
  file: string,
  text: string,
  bytes: number,
  maximumBytes: number,
): SkipReason | undefined {
  if (bytes > maximumBytes) return 'size';
  if (isMinified(file, text)) return 'minified';
  if (isGenerated(text)) return 'generated';
  return undefined;
}

const MINIFIED_LINE_LENGTH = 200;
/** Below this a few long lines are just a short file. */
const MINIFIED_MINIMUM_LENGTH = 500;

function isMinified(file: string, text: string): boolean {
  if (/\.min\.[^/]+$/.test(file)) return true;
  if (text.length < MINIFIED_MINIMUM_LENGTH) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (at < text.length - 1) lines++;
  }
  return text.length / lines > MINIFIED_LINE_LENGTH;
}

const HEADER_LENGTH = 2048;
const HEADER_COMMENTS = /^(?:\s+|#![^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(['"])use \w+\1;?)*/;

function isGenerated(text: string): boolean {
  const header = HEADER_COMMENTS.exec(text.slice(0, HEADER_LENGTH))?.[0] ?? '';
  if (/@generated\b/.test(header)) return true;
  const saysGenerated = /auto(?:matically)?[-\s]?generated|generated (?:by|from|with|code)\b/i.test(header);
  return saysGenerated && /do not (?:edit|modify|change|touch)/i.test(header);
}
