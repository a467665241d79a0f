/**
 * A version in a key that nothing ever raises, although the rows behind the copies are written: the copies stay what they
 * are. Reported once, where the version is read; the writes are not reported as well.
 */
import { formatKeyPattern, unify } from '../../../shared/src/keyPattern.js';
import { isRuleOn, type ReviewSettings } from '../../../shared/src/settings.js';
import { outermostSite, siteKey } from '../model/calls/sites.js';
import { bumpsVersion } from '../model/databases/copyChanges.js';
import type { DatabaseWrite } from '../model/databases/databaseWrites.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { KeyUse } from '../model/keys/keyUses.js';
import { isServing } from '../model/keys/serving.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { cachedAt, lifeOf, outlivesStaleness } from './copyLife.js';
import type { DraftFinding, Rule } from './rule.js';

export const versionNeverBumped: Rule = {
  id: 'version-never-bumped',
  follows: 'key',
  comparesFolder: true,
  review(model, settings) {
    const findings = new Map<string, DraftFinding>();
    for (const group of model.groups.filter((one) => outlivesStaleness(one, settings))) {
      const read = hasStillVersion(model, group, settings) ? readOfVersion(model, group) : undefined;
      const write = read && writeOf(model, group);
      const key = read && siteKey(outermostSite(read.effect));
      if (read && write && key !== undefined && !findings.has(key)) {
        findings.set(key, finding(model, group, read, write));
      }
    }
    return [...findings.values()];
  },
};

/** Whether the key carries versions that are read from the cache, and that nothing raises. */
export function hasStillVersion(
  model: WorkspaceModel,
  { versions, ...group }: KeyGroup,
  settings: ReviewSettings,
): boolean {
  if (versions.length === 0 || !isRuleOn('version-never-bumped', settings)) return false;
  const isOwn = versions.every((version) => {
    const text = formatKeyPattern(version);
    return !settings.externalKeyPrefixes.some((prefix) => text.startsWith(prefix));
  });
  return (
    isOwn &&
    !model.keyUses.some(({ effect }) => !effect.fills && bumpsVersion(effect, { ...group, versions }))
  );
}

function readOfVersion({ keyUses }: WorkspaceModel, { versions }: KeyGroup): KeyUse | undefined {
  return keyUses.find(
    (use) =>
      use.effect.operation === 'read' &&
      isServing(use) &&
      use.patterns.some((pattern) => versions.some((version) => unify(pattern, version))),
  );
}

function writeOf(model: WorkspaceModel, group: KeyGroup): DatabaseWrite | undefined {
  return model.databases.writesAffecting(group).find((write) => !isTestFile(write.site.file));
}

function finding(
  model: WorkspaceModel,
  group: KeyGroup,
  { effect }: KeyUse,
  { effect: write }: DatabaseWrite,
): DraftFinding {
  const [version] = group.versions;
  return {
    confidence: 'likely',
    span: model.code.nameSpan(outermostSite(effect)),
    key: group.text,
    message: [
      `Nothing ever raises \`${version ? formatKeyPattern(version) : ''}\`, the version in \`${group.text}\`.`,
      `Writes of \`${write.call.entity.name}\` leave the copies as they are ${lifeOf(group, 'the entry')}.`,
      'Raise it after every write, with `INCR`.',
    ].join(' '),
    related: [
      ...cachedAt(model, group),
      { span: model.code.nameSpan(write.site), message: 'The rows are written here.' },
    ],
  };
}
