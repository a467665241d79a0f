/**
 * What the rest of the server sees of a workspace folder: names, texts and package descriptions, read
 * once and then fixed for one review. Open documents outrank the disk. All paths are relative to the
 * root, with forward slashes.
 */
import type { SkippedFile } from '../../../shared/src/finding.js';

export interface PackageDescription {
  /** '' for the root. */
  readonly directory: string;
  readonly name?: string;
  /** dependencies, devDependencies, peerDependencies and optionalDependencies: name to range. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** `main`, `module`, `types`, `exports['.']` flattened to candidate files, relative to the root. */
  readonly entryFiles: readonly string[];
  /** What the package calls its own files: `#models/*` to `app/models/*.js`, relative to the root. */
  readonly imports?: Readonly<Record<string, readonly string[]>>;
}

/** One `paths` or `baseUrl` line of a tsconfig: `@/*` to `src/*`. */
export interface PathAlias {
  /** Applies to files below this directory. */
  readonly directory: string;
  /** With at most one `*`. */
  readonly pattern: string;
  /** Relative to the root, with at most one `*`. */
  readonly targets: readonly string[];
}

/** A field of a model in a schema: a column, or with `target` rows of another model. */
export interface SchemaField {
  readonly model: string;
  readonly field: string;
  readonly target?: string;
  /** Columns that hold the id of a row of that model, whose delete takes the row along. */
  readonly cascades?: readonly string[];
}

export interface WorkspaceSnapshot {
  /** Every file that may be reviewed, sorted. */
  readonly files: readonly string[];
  readonly skipped: readonly SkippedFile[];
  readonly packages: readonly PackageDescription[];
  readonly pathAliases: readonly PathAlias[];
  /** What schemas of Prisma say about models. */
  readonly schemaFields: readonly SchemaField[];
  has(file: string): boolean;
  /** The text of a file of `files`; undefined when it has gone or cannot be read. */
  text(file: string): string | undefined;
  /** Changes whenever the text does. */
  hash(file: string): string;
}
