/**
 * What is generated from the rule catalogue and the settings: tables of the README, headers of the rule
 * pages, and the settings in package.json. In: the catalogue. Out: texts and plain objects; nothing is written.
 */
import { RULES, type RuleDescription, rulePagePath } from '../../shared/src/ruleCatalogue.js';
import { SETTINGS, type SettingDescription } from '../../shared/src/settings.js';

const PREFIX = 'cacheReview.';
const FIX_WORDS = { safe: 'safe', suggestion: 'suggestion', none: 'no' } as const;

/** Replaces what stands between `<!-- generated: name -->` and `<!-- end -->`. Throws when they are absent. */
export function replaceSection(text: string, name: string, content: string): string {
  const section = new RegExp(`(<!-- generated: ${name} -->\n)(?:[\\s\\S]*?\n)?(<!-- end -->)`);
  if (!section.test(text)) throw new Error(`There is no "<!-- generated: ${name} --> … <!-- end -->".`);
  return text.replace(section, (_, start: string, end: string) => `${start}\n${content}\n\n${end}`);
}

export function rulesTable(): string {
  const rows = RULES.map((rule) => [
    `[\`${rule.id}\`](${rulePagePath(rule.id)})`,
    rule.severity,
    rule.summary,
    FIX_WORDS[rule.fix],
  ]);
  return table(['Rule', 'Severity', 'What it reports', 'Fix'], rows);
}

export function settingsTable(): string {
  const rows = SETTINGS.map((setting) => [
    `\`${PREFIX}${setting.key}\``,
    `\`${JSON.stringify(setting.default)}\``,
    setting.description,
  ]);
  return table(['Setting', 'Default', 'What it does'], rows);
}

export function rulePageHeader(rule: RuleDescription): string {
  const facts = table(
    ['Category', 'Severity', 'Quick fix', 'Setting'],
    [[rule.category, rule.severity, FIX_WORDS[rule.fix], `\`${PREFIX}rules.${rule.id}\``]],
  );
  return `${rule.summary}\n\n${facts}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `contributes.configuration` of package.json. */
export function configurationContribution(): object {
  return {
    title: 'Cache Review',
    properties: Object.fromEntries(
      SETTINGS.map((setting, order) => [PREFIX + setting.key, settingSchema(setting, order + 1)]),
    ),
  };
}

function settingSchema(setting: SettingDescription, order: number): object {
  return {
    order,
    type: setting.type,
    default: setting.default,
    ...(setting.type === 'array' ? { items: { type: 'string' } } : {}),
    ...(setting.minimum === undefined ? {} : { minimum: setting.minimum }),
    ...(setting.enum === undefined ? {} : { enum: setting.enum }),
    scope: setting.scope,
    description: setting.description,
  };
}

/** Settings that an untrusted workspace may not change. */
export function restrictedSettings(): readonly string[] {
  return SETTINGS.filter((setting) => setting.restricted).map((setting) => PREFIX + setting.key);
}
