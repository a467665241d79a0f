/**
 * Key names as folders. In: key names and a delimiter. Out: a tree with counts. Pure.
 * A key and a folder of the same name are both shown, each under its own stable id.
 */
import type { KeyName } from './bytes.js';

export interface FolderNode {
  readonly kind: 'folder';
  /** Unique among all nodes of the tree and the same in every build. */
  readonly id: string;
  /** The last segment. */
  readonly label: string;
  /** All segments and the delimiter at the end: the prefix of every key inside. */
  readonly prefix: string;
  /** Keys inside, at any depth. */
  readonly count: number;
  /** Folders first, then keys, each by name with numbers in numeric order. */
  readonly children: readonly TreeNode[];
}

export interface KeyNode {
  readonly kind: 'key';
  readonly id: string;
  /** What is left of the name after the folders. */
  readonly label: string;
  readonly key: KeyName;
}

export type TreeNode = FolderNode | KeyNode;

/** Builds the tree. An empty delimiter gives a flat list. A key that is not text stays at the top level. */
export declare function buildKeyTree(keys: readonly KeyName[], delimiter: string): readonly TreeNode[];

/** The glob that finds every key of a folder: the prefix with glob characters escaped, and `*`. */
export declare function folderGlob(prefix: string): string;
