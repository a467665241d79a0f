import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { parseLines, parseStanzas, privateSources } from '../../launch/debianPackage.js';

const mirror = 'http://mirror.example/debian';

describe('package sources of the machine', () => {
  it('reads the one-line form, with and without options', () => {
    const text = [
      '# a comment',
      `deb ${mirror} bookworm main contrib`,
      `deb-src ${mirror} bookworm main`,
      `deb [arch=amd64 signed-by=/keys/example.gpg] ${mirror} bookworm-updates main`,
    ].join('\n');
    assert.deepEqual(parseLines(text), [
      { uri: mirror, suites: ['bookworm'], components: ['main', 'contrib'] },
      { uri: mirror, suites: ['bookworm-updates'], components: ['main'], signedBy: '/keys/example.gpg' },
    ]);
  });

  it('reads stanzas, and leaves out those that are disabled or only have sources', () => {
    const text = [
      `Types: deb deb-src\n# a comment\nURIs: ${mirror}\nSuites: bookworm bookworm-updates\nComponents: main`,
      `Types: deb-src\nURIs: ${mirror}\nSuites: bookworm\nComponents: main`,
      `Types: deb\nURIs: ${mirror}\nSuites: sid\nComponents: main\nEnabled: no`,
    ].join('\n\n');
    assert.deepEqual(parseStanzas(text), [
      { uri: mirror, suites: ['bookworm', 'bookworm-updates'], components: ['main'] },
    ]);
  });
});

describe('private package sources', () => {
  it('keep the sources of the release, add its backports, and leave others out', () => {
    const text = privateSources(
      [
        { uri: mirror, suites: ['bookworm'], components: ['main'], signedBy: '/keys/debian.gpg' },
        { uri: `${mirror}-security`, suites: ['bookworm-security'], components: ['main'] },
        { uri: 'http://other.example/apt', suites: ['stable'], components: ['main'] },
      ],
      'bookworm',
    );
    assert.deepEqual(
      parseStanzas(text).map(({ uri, suites, signedBy }) => [uri, ...suites, signedBy]),
      [
        [mirror, 'bookworm', '/keys/debian.gpg'],
        [`${mirror}-security`, 'bookworm-security', undefined],
        [mirror, 'bookworm-backports', '/keys/debian.gpg'],
      ],
    );
  });

  it('say so when the machine has no source for its release', () => {
    const others = [{ uri: mirror, suites: ['trixie'], components: ['main'] }];
    assert.throws(() => privateSources(others, 'bookworm'), /No package source for "bookworm"/);
  });
});
