/**
 * Names of entities. The class `UserEntity`, the table `users` and the model `User` are one entity: names are
 * compared by their identity, in which spelling, number and the usual endings are folded.
 */

export interface Entity {
  /** As the code calls it. */
  readonly name: string;
  /** Equal for names of the same entity. */
  readonly identity: string;
  /** Other identities under which code may speak of it: that of the class beside that of its table. */
  readonly aliases?: readonly string[];
  /** The class that declares it, among those of its file. */
  readonly declaration?: { readonly file: string; readonly index: number };
}

/** Endings and beginnings that say what a name is for, not what it names. */
const ROLE_ENDING =
  /(.)(Entity|Entities|Model|Models|Document|Doc|Schema|Table|Repository|Repo|Dao|Collection)$/;
const TYPE_PREFIX = /^I(?=\p{Lu}\p{Ll})/u;
const TABLE_PREFIX = /^(tbl|t)_/i;

/** `users`, `"app"."Users"`, `UserEntity` and `users as u` give `user`. */
export function entityIdentity(name: string): string {
  const bare =
    withoutAlias(name)
      .split('.')
      .at(-1)
      ?.replaceAll(/["'`[\]]/g, '') ?? '';
  const core = bare.replace(TYPE_PREFIX, '').replace(ROLE_ENDING, '$1').replace(TABLE_PREFIX, '');
  return stem(core.toLowerCase().replaceAll(/[_\-\s]/g, ''));
}

function withoutAlias(name: string): string {
  const [first = ''] = name.trim().split(/\s+/);
  return first;
}

const IRREGULAR: Readonly<Record<string, string>> = { people: 'person', children: 'child', men: 'man' };

/** Singular and plural come out equal; what comes out is not for reading. */
function stem(word: string): string {
  const irregular = IRREGULAR[word];
  if (irregular !== undefined) return irregular;
  if (/(ss|us|is)$/.test(word)) return word;
  return word.replace(/s$/, '').replace(/e$/, '').replace(/ie?$/, 'y');
}

/** The entity that a name in the code stands for; `table` is what the code says its rows are kept in. */
export function entityNamed(name: string, table?: string): Entity | undefined {
  const identity = entityIdentity(table ?? name);
  if (identity === '') return undefined;
  const other = entityIdentity(name);
  const shown = withoutAlias(name).replaceAll(/["'`[\]]/g, '');
  return { name: shown, identity, ...(other !== identity && other !== '' && { aliases: [other] }) };
}

/** Every identity under which code may speak of an entity. */
export function identitiesOf({ identity, aliases = [] }: Entity): readonly string[] {
  return [identity, ...aliases];
}

/** Whether two names may stand for the same entity. */
export function isSameEntity(a: Entity, b: Entity): boolean {
  if (a.identity === b.identity) return true;
  return a.aliases?.includes(b.identity) === true || b.aliases?.includes(a.identity) === true;
}
