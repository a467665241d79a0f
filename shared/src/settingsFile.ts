/**
 * The settings file of a project: `cache-review.json`. It has the review settings of the editor under the names
 * behind `cacheReview.review.`, and the severities of rules under `rules`. Out: the schema, from their description.
 */
import { SETTINGS, type SettingDescription, type ValueSchema } from './settings.js';

export const SETTINGS_FILE = 'cache-review.json';

/** Switches of one's own editor: a project does not decide them. */
const OF_THE_EDITOR = ['review.enabled'];

export const SETTINGS_FILE_SCHEMA: ValueSchema = {
  type: 'object',
  properties: {
    $schema: { type: 'string', description: 'The schema of this file.' },
    ...propertiesBelow('review.'),
    rules: {
      type: 'object',
      description: 'The severity of a rule, or "off".',
      properties: propertiesBelow('rules.'),
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

function propertiesBelow(prefix: string): Readonly<Record<string, ValueSchema>> {
  const settings = SETTINGS.filter(({ key }) => key.startsWith(prefix) && !OF_THE_EDITOR.includes(key));
  return Object.fromEntries(settings.map((setting) => [setting.key.slice(prefix.length), schemaOf(setting)]));
}

/** Without what only the editor reads. */
function schemaOf({ key: _, scope: __, restricted: ___, ...schema }: SettingDescription): ValueSchema {
  return schema;
}

/** The section that the editor would send for the same settings. `content` has been checked. */
export function sectionOf(content: Readonly<Record<string, unknown>>): unknown {
  const { rules, $schema: _, ...review } = content;
  return { review, rules };
}
