/**
 * A Debian package used without installing it: the package and whatever it needs and the machine lacks are
 * downloaded and unpacked under the cache folder. Needs no root. The system's package sources are read to learn
 * which mirror the machine uses, and are never changed: apt runs with sources, lists and archives of its own.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findOnPath, runOrThrow } from './subprocess.js';

export interface UnpackedProgram {
  /** The packages that carry it; what they depend on is found by apt. */
  readonly packages: readonly string[];
  /** Where the program is inside the packages, `usr/bin/valkey-server`. */
  readonly program: string;
}

/** True where packages can be fetched this way. */
export function hasDebianPackages(): boolean {
  return findOnPath('apt-get') !== undefined && findOnPath('dpkg') !== undefined;
}

/** Where `unpackProgram` puts the script that runs a program. */
export function unpackedPath(program: string, cache: string): string {
  const name = basename(program);
  return join(cache, 'debian', name, 'bin', name);
}

/** Path of a script that runs the unpacked program with the libraries unpacked beside it. */
export async function unpackProgram(wanted: UnpackedProgram, cache: string): Promise<string> {
  const script = unpackedPath(wanted.program, cache);
  const folder = dirname(dirname(script));
  rmSync(folder, { recursive: true, force: true });
  const options = writePrivateApt(folder);
  await runOrThrow('apt-get', [...options, 'update']);
  await runOrThrow('apt-get', [
    ...options,
    ...['--yes', '--no-install-recommends', '--download-only', '--reinstall', 'install'],
    ...wanted.packages,
  ]);
  const files = join(folder, 'files');
  mkdirSync(files);
  const archives = join(folder, 'archives');
  for (const archive of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    await runOrThrow('dpkg', ['-x', join(archives, archive), files]);
  }
  if (!existsSync(join(files, wanted.program))) {
    throw new Error(`The packages ${wanted.packages.join(', ')} do not contain ${wanted.program}.`);
  }
  rmSync(archives, { recursive: true });
  rmSync(join(folder, 'lists'), { recursive: true });
  writeScript(script, join(files, wanted.program), libraryFolders(files));
  return script;
}

/** Creates apt's folders below `folder` and returns the options that make apt use them. */
function writePrivateApt(folder: string): string[] {
  for (const part of ['archives/partial', 'lists/partial', 'sources']) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  writeFileSync(join(folder, 'sources', 'private.sources'), privateSources(readSystemSources(), codename()));
  return [
    ['Dir::Etc::SourceList', '/dev/null'],
    ['Dir::Etc::SourceParts', join(folder, 'sources')],
    ['Dir::State::Lists', join(folder, 'lists')],
    ['Dir::Cache', folder],
    ['Dir::Cache::Archives', join(folder, 'archives')],
    ['Debug::NoLocking', 'true'],
    // Otherwise apt run by root gives up its rights and cannot write below a folder of root's.
    ['APT::Sandbox::User', ''],
    ['Acquire::Languages', 'none'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

function codename(): string {
  const found = /^VERSION_CODENAME="?([^"\n]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  if (found === undefined) {
    throw new Error('This system does not say which Debian release it is.');
  }
  return found;
}

/** One place the machine gets packages from. */
export interface PackageSource {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  readonly signedBy?: string;
}

function readSystemSources(): PackageSource[] {
  const folder = '/etc/apt/sources.list.d';
  const parts = existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [];
  return ['/etc/apt/sources.list', ...parts]
    .filter((file) => existsSync(file))
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return file.endsWith('.sources') ? parseStanzas(text) : file.endsWith('.list') ? parseLines(text) : [];
    });
}

/** `deb [options] uri suite component…`, one per line. */
export function parseLines(text: string): PackageSource[] {
  return text.split('\n').flatMap((line) => {
    const [, options = '', uri, suite, components = ''] =
      /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line.trim()) ?? [];
    const signedBy = /signed-by=(\S+)/i.exec(options)?.[1];
    return uri === undefined || suite === undefined
      ? []
      : [
          {
            uri,
            suites: [suite],
            components: components.split(/\s+/).filter((component) => component !== ''),
            ...(signedBy === undefined ? {} : { signedBy }),
          },
        ];
  });
}

/** The `Field: values` form, stanzas separated by empty lines. */
export function parseStanzas(text: string): PackageSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string) =>
      new RegExp(`^${name}:[ \\t]*(.+)$`, 'im').exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    const [signedBy] = field('Signed-By');
    return field('Types').includes('deb') && !field('Enabled').includes('no')
      ? field('URIs').map((uri) => ({
          uri,
          suites: field('Suites'),
          components: field('Components'),
          ...(signedBy === undefined ? {} : { signedBy }),
        }))
      : [];
  });
}

/**
 * The machine's sources for its own release again, security updates included, with the release's backports
 * added: newer servers such as Valkey are there. Throws when the machine has no source for its release.
 */
export function privateSources(sources: readonly PackageSource[], release: string): string {
  const own = sources
    .map((source) => ({ ...source, suites: source.suites.filter((suite) => isOf(release, suite)) }))
    .filter((source) => source.suites.length > 0);
  const mirrors = own.filter((source) => source.suites.includes(release));
  if (mirrors.length === 0) {
    throw new Error(`No package source for "${release}" is configured on this machine.`);
  }
  const backports = mirrors.map((mirror) => ({ ...mirror, suites: [`${release}-backports`] }));
  return [...own, ...backports].map(stanza).join('\n');
}

function isOf(release: string, suite: string): boolean {
  return suite === release || suite.startsWith(`${release}-`) || suite.startsWith(`${release}/`);
}

function stanza(source: PackageSource): string {
  const signedBy = source.signedBy === undefined ? '' : `Signed-By: ${source.signedBy}\n`;
  return `Types: deb\nURIs: ${source.uri}\nSuites: ${source.suites.join(' ')}\nComponents: ${source.components.join(' ')}\n${signedBy}`;
}

/** Every folder below `files` that holds a shared library. */
function libraryFolders(files: string): string[] {
  const libraries = readdirSync(files, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.so(\.|$)/.test(path),
  );
  return [...new Set(libraries.map((path) => join(files, dirname(path))))];
}

function writeScript(script: string, program: string, libraries: readonly string[]): void {
  mkdirSync(dirname(script), { recursive: true });
  const path = libraries.length === 0 ? '' : `export LD_LIBRARY_PATH='${libraries.join(':')}'\n`;
  writeFileSync(script, `#!/bin/sh\n${path}exec '${program}' "$@"\n`);
  chmodSync(script, 0o755);
}
