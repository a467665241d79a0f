/** Folders made of key names, and bytes made readable. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  byteText,
  keyName,
  keyNameFromId,
  keyNameFromText,
  onOneLine,
  withoutCutCharacter,
} from '../../client/src/redis/bytes.js';
import { buildKeyTree, folderGlob, type TreeNode } from '../../client/src/redis/keyTree.js';

function outline(nodes: readonly TreeNode[], depth = 0): string[] {
  return nodes.flatMap((node) =>
    node.kind === 'folder'
      ? [`${'  '.repeat(depth)}${node.label}/ ${node.count}`, ...outline(node.children, depth + 1)]
      : [`${'  '.repeat(depth)}${node.label}`],
  );
}

function tree(keys: readonly string[], delimiter = ':'): readonly TreeNode[] {
  return buildKeyTree(keys.map(keyNameFromText), delimiter);
}

function leaves(nodes: readonly TreeNode[]): TreeNode[] {
  return nodes.flatMap((node) => (node.kind === 'folder' ? [...leaves(node.children), node] : [node]));
}

describe('key tree', () => {
  it('makes folders with counts, in the order of their numbers', () => {
    const nodes = tree(['user:10', 'user:9', 'user:9:posts', 'flag', 'user:2:posts', 'cart:1']);
    assert.deepEqual(outline(nodes), [
      'cart/ 1',
      '  1',
      'user/ 4',
      '  2/ 1',
      '    posts',
      '  9/ 1',
      '    posts',
      '  9',
      '  10',
      'flag',
    ]);
  });

  it('shows a key and a folder of the same name, under ids of their own', () => {
    const nodes = tree(['user', 'user:1', 'user:']);
    assert.deepEqual(outline(nodes), ['user/ 2', '  (empty)', '  1', 'user']);
    const ids = leaves(nodes).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('keeps ids when keys are added', () => {
    const before = new Set(leaves(tree(['a:b:c', 'a:d'])).map(({ id }) => id));
    const after = new Set(leaves(tree(['x', 'a:b:c', 'a:b', 'a:d'])).map(({ id }) => id));
    for (const id of before) assert.ok(after.has(id), id);
  });

  it('splits at any delimiter, and at none', () => {
    assert.deepEqual(outline(tree(['a/b', 'a:b'], '/')), ['a/ 1', '  b', 'a:b']);
    assert.deepEqual(outline(tree(['a::b', 'a:c'], '::')), ['a/ 1', '  b', 'a:c']);
    assert.deepEqual(outline(tree(['b:1', 'a:1'], '')), ['a:1', 'b:1']);
  });

  it('keeps names that are not text in one piece, and line ends on one line', () => {
    const nodes = buildKeyTree([keyName(Buffer.from([0xff, 0x3a, 0x01])), keyNameFromText('a:b\r\nc')], ':');
    assert.deepEqual(outline(nodes), ['a/ 1', '  b\\r\\nc', '\\xff:\\x01']);
  });

  it('survives a name with thousands of segments', () => {
    const [root] = tree(['a:'.repeat(20_000)]);
    assert.ok(root?.kind === 'folder' && root.count === 1);
  });

  it('loses no key and counts every one, whatever the names', () => {
    const names = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', ':', '1') }));
    fc.assert(
      fc.property(names, (keys) => {
        const nodes = tree(keys);
        const found = leaves(nodes).flatMap((node) => (node.kind === 'key' ? [node.key.text] : []));
        assert.deepEqual(found.sort(), [...keys].sort());
        for (const node of leaves(nodes)) {
          if (node.kind !== 'folder') continue;
          assert.equal(node.count, keys.filter((key) => key.startsWith(node.prefix)).length, node.prefix);
        }
      }),
    );
  });

  it('escapes glob characters in the filter of a folder', () => {
    assert.equal(folderGlob('a[1]*?\\:'), 'a\\[1\\]\\*\\?\\\\:*');
  });
});

describe('bytes', () => {
  it('stay readable in every script, and never lose one', () => {
    assert.deepEqual(byteText(Buffer.from('日本')).text, '日本');
    assert.deepEqual(byteText(Buffer.from([0xff, 0x41, 0x00, 0x5c])).text, '\\xffA\\x00\\\\');
    fc.assert(
      fc.property(fc.uint8Array(), (array) => {
        const bytes = Buffer.from(array);
        const name = keyName(bytes);
        assert.deepEqual(keyNameFromId(name.id).bytes, bytes);
        if (name.isText) assert.deepEqual(Buffer.from(name.text), bytes);
      }),
    );
  });

  it('differ in their escaped text whenever they differ', () => {
    const invalid = fc.uint8Array().map((array) => Buffer.from([0xff, ...array]));
    fc.assert(fc.property(invalid, invalid, (a, b) => a.equals(b) || byteText(a).text !== byteText(b).text));
  });

  it('fit on one line', () => {
    assert.equal(onOneLine('a\r\n\tb\u0000\u007f\u2028'), 'a\\r\\n\\tb\\x00\\x7f\\u2028');
  });

  it('lose a character that was cut, and no other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(200), (text, length) => {
        const whole = Buffer.from(text);
        const cut = withoutCutCharacter(whole.subarray(0, length));
        assert.ok(byteText(cut).isText);
        assert.ok(text.startsWith(cut.toString()));
        assert.ok(Math.min(length, whole.length) - cut.length < 4);
      }),
    );
  });
});
