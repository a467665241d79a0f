/**
 * The one description of the settings. `contributes.configuration` and the README are generated from it;
 * the server and the client read their values through the types below.
 */

import { DECLARED_CACHE_SCHEMA, type DeclaredCache, readDeclaredCaches } from './declaredCaches.js';
import { recordIn, textsIn } from './parsedJson.js';
import {
  PRESETS,
  type Preset,
  presetSeverity,
  RULES,
  type RuleDescription,
  type RuleId,
} from './ruleCatalogue.js';

export type RuleSeveritySetting = 'default' | 'error' | 'warning' | 'info' | 'hint' | 'off';

/** What a value must look like; the part of JSON Schema that is needed. */
export interface ValueSchema {
  readonly type: 'boolean' | 'number' | 'string' | 'array' | 'object';
  readonly description?: string;
  readonly minimum?: number;
  readonly enum?: readonly string[];
  /** One for each of `enum`: editors show them beside the values. */
  readonly enumDescriptions?: readonly string[];
  readonly items?: ValueSchema;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
}

export interface SettingDescription extends ValueSchema {
  /** Without the `cacheReview.` prefix. */
  readonly key: string;
  readonly default: boolean | number | string | readonly unknown[] | Readonly<Record<string, unknown>>;
  readonly scope: 'resource' | 'window' | 'machine-overridable';
  readonly description: string;
  /** Ignored until the workspace is trusted. */
  readonly restricted?: boolean;
}

/** Words that say what data is about: whose it is, what it allows, what must not leak, what changes often. */
export const WORD_CLASSES = {
  authority: 'What decides what somebody may do: role, permission, token.',
  identity: 'Whom data belongs to: user, account, member.',
  secret: 'What must not stand in a cache: password, secret, card number.',
  volatile: 'What changes often and matters: stock, price, balance.',
  tenant: 'What divides the data of customers: tenant, organisation, workspace.',
} as const;

export type WordClass = keyof typeof WORD_CLASSES;

const RULE_SEVERITIES = ['default', 'error', 'warning', 'info', 'hint', 'off'] as const;

const SEVERITY_DESCRIPTIONS = [
  'As the rule and the preset say.',
  'Something else happens than what is written.',
  'A defect.',
  'Advice, in the list of problems.',
  'Advice, as dots under the code only.',
  'The rule is not run.',
];

export const SETTINGS: readonly SettingDescription[] = [
  {
    key: 'review.enabled',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description: 'Review the caching in this workspace.',
  },
  {
    key: 'review.preset',
    type: 'string',
    default: 'recommended',
    enum: PRESETS,
    enumDescriptions: [
      'Rules that are right nearly always.',
      'All rules, advice and those that err more often among them.',
    ],
    scope: 'resource',
    description:
      'Which rules are on: "recommended" leaves out those that err too often, "strict" has all of them. The setting of a rule outranks it; "possible" findings have a setting of their own.',
  },
  {
    key: 'review.showPossible',
    type: 'boolean',
    default: false,
    scope: 'resource',
    description: 'Also show findings with one unresolved step (confidence "possible").',
  },
  {
    key: 'review.acceptedStalenessSeconds',
    type: 'number',
    default: 30,
    minimum: 0,
    scope: 'resource',
    description: 'A cached copy that lives no longer than this many seconds needs no invalidation.',
  },
  {
    key: 'review.authorityMaximumSeconds',
    type: 'number',
    default: 300,
    minimum: 0,
    scope: 'resource',
    description: 'The longest life, in seconds, of a cached permission, role, session or token.',
  },
  {
    key: 'review.volatileMaximumSeconds',
    type: 'number',
    default: 300,
    minimum: 0,
    scope: 'resource',
    description:
      'The longest life, in seconds, of a cached stock, price, balance or the like that is not invalidated.',
  },
  {
    key: 'review.words',
    type: 'object',
    default: {},
    properties: mapValues(WORD_CLASSES, (description) => ({
      type: 'array',
      items: { type: 'string' },
      description,
    })),
    additionalProperties: false,
    scope: 'resource',
    description:
      'More words, by what they say about data: "authority", "identity", "secret", "volatile" or "tenant".',
  },
  {
    key: 'review.caches',
    type: 'array',
    default: [],
    items: DECLARED_CACHE_SCHEMA,
    scope: 'resource',
    description:
      'Clients and wrappers that cannot be found by reading: their module, and what their methods do. In files of the project they outrank what is written there.',
  },
  {
    key: 'review.externalKeyPrefixes',
    type: 'array',
    default: [],
    items: { type: 'string' },
    scope: 'resource',
    description:
      'How keys begin that another program writes into the same database, such as "billing:". Deleting one of them misses nothing.',
  },
  {
    key: 'review.ignore',
    type: 'array',
    default: [],
    items: { type: 'string' },
    scope: 'resource',
    description: 'Paths that are not reviewed, written as in a .gitignore file in the same folder.',
  },
  {
    key: 'review.maximumFileKilobytes',
    type: 'number',
    default: 1024,
    minimum: 16,
    scope: 'resource',
    description: 'Larger files are skipped.',
  },
  ...RULES.map(
    (rule): SettingDescription => ({
      key: `rules.${rule.id}`,
      type: 'string',
      default: 'default',
      enum: RULE_SEVERITIES,
      enumDescriptions: SEVERITY_DESCRIPTIONS,
      scope: 'resource',
      description: `${rule.summary} ${describeDefault(rule)}`,
    }),
  ),
  {
    key: 'lens.enabled',
    type: 'boolean',
    default: true,
    scope: 'resource',
    description:
      'Show lenses: the live keys above cache writes; uses, life and live keys above key builders and cached functions.',
  },
  {
    key: 'explorer.delimiter',
    type: 'string',
    default: ':',
    scope: 'window',
    description: 'Splits key names into folders.',
  },
  {
    key: 'explorer.pageSize',
    type: 'number',
    default: 500,
    minimum: 50,
    scope: 'window',
    description: 'How many keys one page of the explorer holds.',
  },
  {
    key: 'explorer.scanCount',
    type: 'number',
    default: 500,
    minimum: 10,
    scope: 'window',
    description: 'The largest COUNT sent with SCAN. It is halved whenever a call is slow.',
  },
  {
    key: 'explorer.previewKilobytes',
    type: 'number',
    default: 64,
    minimum: 1,
    scope: 'window',
    description: 'How much of a large value is fetched at first.',
  },
  {
    key: 'panel.sampleSeconds',
    type: 'number',
    default: 5,
    minimum: 1,
    scope: 'window',
    description: 'Seconds between two samples of INFO while the hit-rate panel is visible.',
  },
  {
    key: 'connections.discover',
    type: 'boolean',
    default: true,
    scope: 'resource',
    restricted: true,
    description:
      'Offer connections found in .env, docker-compose and configuration files of a trusted workspace.',
  },
];

function describeDefault(rule: RuleDescription): string {
  const severity = presetSeverity(rule, 'recommended');
  const inStrict = severity === 'off' ? `, or "${rule.severity}" in the preset "strict"` : '';
  return `"default" is "${severity}"${inStrict}.`;
}

/** What the review itself depends on; durations in milliseconds. */
export interface ReviewSettings {
  readonly enabled: boolean;
  readonly preset: Preset;
  readonly showPossible: boolean;
  readonly acceptedStalenessMs: number;
  readonly authorityMaximumMs: number;
  readonly volatileMaximumMs: number;
  /** Added to the words that rules know, by what they say about data. */
  readonly words: Readonly<Record<WordClass, readonly string[]>>;
  readonly caches: readonly DeclaredCache[];
  /** How keys begin that are written outside the workspace. */
  readonly externalKeyPrefixes: readonly string[];
  /** Lines of a .gitignore file. */
  readonly ignore: readonly string[];
  readonly maximumFileBytes: number;
  readonly severities: Readonly<Partial<Record<RuleId, RuleSeveritySetting>>>;
}

export const DEFAULT_REVIEW_SETTINGS: ReviewSettings = {
  enabled: true,
  preset: 'recommended',
  showPossible: false,
  acceptedStalenessMs: 30_000,
  authorityMaximumMs: 300_000,
  volatileMaximumMs: 300_000,
  words: mapValues(WORD_CLASSES, () => []),
  caches: [],
  externalKeyPrefixes: [],
  ignore: [],
  maximumFileBytes: 1_048_576,
  severities: {},
};

/** Whether a rule reviews anything: what its own setting says, else what the preset says. */
export function isRuleOn(rule: RuleId, { preset, severities }: ReviewSettings): boolean {
  const own = severities[rule] ?? 'default';
  if (own !== 'default') return own !== 'off';
  return RULES.some((described) => described.id === rule && presetSeverity(described, preset) !== 'off');
}

/** Reads the `cacheReview` section as the editor sends it; anything of the wrong type falls back to its default. */
export function readReviewSettings(section: unknown): ReviewSettings {
  const review = recordIn(recordIn(section).review);
  const rules = recordIn(recordIn(section).rules);
  const severities: Partial<Record<RuleId, RuleSeveritySetting>> = {};
  for (const rule of RULES) {
    const value = RULE_SEVERITIES.find((severity) => severity === rules[rule.id]);
    if (value && value !== 'default') severities[rule.id] = value;
  }
  return {
    enabled: typeof review.enabled === 'boolean' ? review.enabled : DEFAULT_REVIEW_SETTINGS.enabled,
    preset: PRESETS.find((preset) => preset === review.preset) ?? DEFAULT_REVIEW_SETTINGS.preset,
    showPossible:
      typeof review.showPossible === 'boolean' ? review.showPossible : DEFAULT_REVIEW_SETTINGS.showPossible,
    acceptedStalenessMs: amount(
      review.acceptedStalenessSeconds,
      1_000,
      DEFAULT_REVIEW_SETTINGS.acceptedStalenessMs,
    ),
    authorityMaximumMs: amount(
      review.authorityMaximumSeconds,
      1_000,
      DEFAULT_REVIEW_SETTINGS.authorityMaximumMs,
    ),
    volatileMaximumMs: amount(
      review.volatileMaximumSeconds,
      1_000,
      DEFAULT_REVIEW_SETTINGS.volatileMaximumMs,
    ),
    words: mapValues(WORD_CLASSES, (_, wordClass) => textsIn(recordIn(review.words)[wordClass])),
    caches: readDeclaredCaches(review.caches),
    externalKeyPrefixes: textsIn(review.externalKeyPrefixes).filter((prefix) => prefix !== ''),
    ignore: textsIn(review.ignore),
    maximumFileBytes: amount(review.maximumFileKilobytes, 1_024, DEFAULT_REVIEW_SETTINGS.maximumFileBytes),
    severities,
  };
}

function amount(value: unknown, factor: number, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value * factor : fallback;
}

function mapValues<Name extends string, Value, Result>(
  values: Readonly<Record<Name, Value>>,
  change: (value: Value, name: Name) => Result,
): Readonly<Record<Name, Result>> {
  const entries = Object.entries<Value>(values).map(([name, value]) => [name, change(value, name as Name)]);
  return Object.fromEntries(entries) as Record<Name, Result>;
}
