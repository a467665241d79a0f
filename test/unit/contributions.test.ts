/**
 * Regenerates the parts of package.json that come from a table: settings from their description, commands and
 * the palette from the command table. A stale package.json is rewritten, and the test fails once.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { COMMANDS, type CommandDescription } from '../../client/src/commandTable.js';
import { SETTINGS, type SettingDescription } from '../../shared/src/settings.js';
import { SETTINGS_FILE, SETTINGS_FILE_SCHEMA } from '../../shared/src/settingsFile.js';

const MANIFEST = 'package.json';

interface Menu {
  readonly command?: string;
  readonly when?: string;
}

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    configuration: unknown;
    commands: unknown;
    readonly jsonValidation: readonly { readonly fileMatch: string; readonly url: string }[];
    readonly menus: Record<string, readonly Menu[]>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly svg: string } }[];
    }[];
  };
  readonly capabilities: { readonly untrustedWorkspaces: { restrictedConfigurations: unknown } };
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(MANIFEST, 'utf8'));
}

/** Fails when `change` changes the manifest, and writes what it should be. */
function assertCurrent(change: (manifest: Manifest) => void): void {
  const manifest = readManifest();
  const before = JSON.stringify(manifest);
  change(manifest);
  if (JSON.stringify(manifest) === before) return;
  writeFileSync(MANIFEST, `${JSON.stringify(manifest, undefined, 2)}\n`);
  assert.fail('package.json was stale. It has been written again: look at the change and commit it.');
}

function settingSchema({ key: _, restricted: __, ...schema }: SettingDescription): object {
  return schema;
}

const commands: readonly (readonly [string, CommandDescription])[] = Object.entries(COMMANDS);

describe('package.json', () => {
  it('has the settings of the description', () => {
    assertCurrent((manifest) => {
      const settings = SETTINGS.map((setting) => [`cacheReview.${setting.key}`, settingSchema(setting)]);
      manifest.contributes.configuration = {
        title: 'Cache Review',
        properties: Object.fromEntries(settings),
      };
      manifest.capabilities.untrustedWorkspaces.restrictedConfigurations = SETTINGS.filter(
        (setting) => setting.restricted,
      ).map((setting) => `cacheReview.${setting.key}`);
    });
  });

  it('gives the settings file a schema, for completion and checks', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      // Comments come with the language; commas at the end are allowed by VS Code where this says so.
      allowTrailingCommas: true,
      ...SETTINGS_FILE_SCHEMA,
    };
    const fresh = { ...schema, title: 'Settings of Cache Review' };
    const [contribution] = readManifest().contributes.jsonValidation;
    assert.equal(contribution?.fileMatch, SETTINGS_FILE);
    const stored = existsSync(contribution.url) ? readFileSync(contribution.url, 'utf8') : '{}';
    if (JSON.stringify(JSON.parse(stored)) === JSON.stringify(fresh)) return;
    writeFileSync(contribution.url, `${JSON.stringify(fresh, undefined, 2)}\n`);
    assert.fail(
      `${contribution.url} was stale. It has been written again: look at the change and commit it.`,
    );
  });

  it('has the commands of the table, and the palette offers those that need no argument', () => {
    assertCurrent((manifest) => {
      manifest.contributes.commands = commands.map(([command, { title, icon }]) => ({
        command,
        title,
        category: 'Cache Review',
        ...(icon === undefined ? {} : { icon }),
      }));
      manifest.contributes.menus.commandPalette = commands
        .filter(([, { palette }]) => !palette)
        .map(([command]) => ({ command, when: 'false' }));
    });
  });

  it('names only known commands in its menus', () => {
    const unknown = Object.values(readManifest().contributes.menus)
      .flat()
      .filter(({ command }) => command !== undefined && !(command in COMMANDS));
    assert.deepEqual(unknown, []);
  });

  it('names only pictures that exist', () => {
    const { icon, contributes } = readManifest();
    const pictures = [
      icon,
      ...contributes.viewsContainers.activitybar.map((container) => container.icon),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map((step) => step.media.svg)),
    ];
    assert.deepEqual(
      pictures.filter((file) => !existsSync(file)),
      [],
    );
  });
});
