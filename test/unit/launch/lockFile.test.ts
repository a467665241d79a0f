import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { projectRoot } from '../../launch/project.js';

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('package-lock.json', () => {
  // npm leaves out what its registry does not have when the file is written; "npm ci" then refuses the file.
  it('lists the optional packages of every platform', () => {
    const text = readFileSync(join(projectRoot, 'package-lock.json'), 'utf8');
    const packages: Readonly<Record<string, LockedPackage>> = JSON.parse(text).packages;
    const missing = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
      .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
    assert.deepEqual(missing, []);
  });
});
