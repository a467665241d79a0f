/** Fixtures of several rules as one workspace: a folder for each, so that their keys and tables meet. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const FIXTURES = join(import.meta.dirname, '../../rules/fixtures');

/** `rule/case`, sorted. */
export function fixtureNames(): readonly string[] {
  return readdirSync(FIXTURES)
    .sort()
    .flatMap((rule) =>
      readdirSync(join(FIXTURES, rule))
        .sort()
        .map((name) => `${rule}/${name}`),
    );
}

/** Texts by path, each fixture below the folder that `folderOf` gives for its position. */
export function joinFixtures(
  names: readonly string[],
  folderOf: (position: number) => string,
): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [position, name] of names.entries()) {
    const root = join(FIXTURES, name);
    for (const path of filesBelow(root)) {
      const file = relative(root, path).replaceAll('\\', '/');
      // A settings file is about the whole workspace.
      if (file !== 'cache-review.json') texts[`${folderOf(position)}/${file}`] = readFileSync(path, 'utf8');
    }
  }
  return texts;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
