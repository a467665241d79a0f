/**
 * Key names as folders. In: key names and a delimiter. Out: a tree with counts. Pure.
 * A key and a folder of the same name are both shown, each under its own stable id.
 */
import { type KeyName, onOneLine } from './bytes.js';

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
export function buildKeyTree(keys: readonly KeyName[], delimiter: string): readonly TreeNode[] {
  const root: Folder = { prefix: '', folders: new Map(), keys: [], count: 0 };
  for (const key of keys) addKey(root, key, delimiter);
  return childrenOf(root, delimiter);
}

/** The glob that finds every key of a folder: the prefix with glob characters escaped, and `*`. */
export function folderGlob(prefix: string): string {
  return `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
}

/** Deeper names stay together: nobody opens that many folders. */
const MAXIMUM_DEPTH = 32;
const BY_NAME = new Intl.Collator('en', { numeric: true });

interface Folder {
  readonly prefix: string;
  readonly folders: Map<string, Folder>;
  readonly keys: { readonly key: KeyName; readonly rest: string }[];
  count: number;
}

function addKey(root: Folder, key: KeyName, delimiter: string): void {
  const segments = key.isText && delimiter !== '' ? key.text.split(delimiter) : [key.text];
  const last = Math.min(segments.length - 1, MAXIMUM_DEPTH);
  let folder = root;
  for (const segment of segments.slice(0, last)) {
    folder.count++;
    const next = folder.folders.get(segment) ?? newFolder(folder.prefix + segment + delimiter);
    folder.folders.set(segment, next);
    folder = next;
  }
  folder.count++;
  folder.keys.push({ key, rest: segments.slice(last).join(delimiter) });
}

function newFolder(prefix: string): Folder {
  return { prefix, folders: new Map(), keys: [], count: 0 };
}

function childrenOf(folder: Folder, delimiter: string): readonly TreeNode[] {
  const folders = [...folder.folders].map(
    ([segment, child]): FolderNode => ({
      kind: 'folder',
      id: `folder:${child.prefix}`,
      label: segment === '' ? EMPTY : onOneLine(segment),
      prefix: child.prefix,
      count: child.count,
      children: childrenOf(child, delimiter),
    }),
  );
  const keys = folder.keys.map(
    ({ key, rest }): KeyNode => ({
      kind: 'key',
      id: `key:${key.id}`,
      label: rest === '' ? EMPTY : onOneLine(rest),
      key,
    }),
  );
  return [...folders.sort(byLabel), ...keys.sort(byLabel)];
}

/** The label of a segment without a character. */
const EMPTY = '(empty)';

function byLabel(a: TreeNode, b: TreeNode): number {
  return BY_NAME.compare(a.label, b.label);
}
