/**
 * The cheap text test of the second wave: which entities a text may write, by the names it calls writing
 * methods on or with. Names, not syntax: a text may be named here and turn out to write nothing.
 */
import type { DatabaseLibrary, DatabaseMethod } from '../databaseLibrary.js';
import { entityIdentity } from '../entityNames.js';
import { DATABASE_LIBRARIES } from './allDatabases.js';

function methodsOf(library: DatabaseLibrary): readonly (readonly [string, DatabaseMethod])[] {
  const roles = Object.values(library.roles).flatMap((role) => Object.entries(role.methods));
  return [...roles, ...Object.entries(library.rowMethods ?? {})];
}

const METHODS = DATABASE_LIBRARIES.flatMap(methodsOf);
/** What reads or writes rows: its receiver may be named after them. */
const CALLED: ReadonlySet<string> = new Set(
  METHODS.flatMap(([name, { operation, builds, collects }]) =>
    operation || builds || collects ? [name] : [],
  ),
);
const WRITING: ReadonlySet<string> = new Set(
  METHODS.flatMap(([name, { operation, flushes }]) =>
    flushes || (operation && operation !== 'read') ? [name] : [],
  ),
);

/** Whether a method is called so by which some database library writes rows. */
export function isWritingMethod(name: string): boolean {
  return WRITING.has(name);
}

/** Names are taken whole, by what is looked at ahead, so that no part of one is tried. `getRepository(User).delete(` */
const METHOD_CALL = /(?<![\w$])(?=([\w$]+))\1(?:\(['"`]?[\w$.]*['"`]?\))?\s*[!?]?\.\s*(?=([\w$]+)\s*[(<`])/g;
/** `db('users').where('id', id).update(`, `Person.query().findById(id).patch(`: the table stands further ahead. */
const CHAINED = /\)\s*[!?]?\.\s*([\w$]+)\s*[(<]/g;
const CHAIN_BEGINS = /\(\s*['"`](?:[\w$]+\.)?([\w$]+)['"`]\s*\)|([\w$]+)\s*\.\s*query\s*\(/g;
/** `getRepository(User)`, `Repository<User>`, `update(users)`, `knex('users')`. */
const FIRST_NAME = /[(<]\s*['"`]?(?:[\w$]+\.)?([\w$]+)/g;
/** `posts: { create: … }` */
const NESTED_WRITE = /([\w$]+)\s*:\s*\{\s*(?:create|update|upsert|delete)/g;
/** A hook of an entity may be what keeps its copies right. */
const HOOK =
  /[sS]chema\s*\.\s*(?:pre|post|plugin)\s*\(|\.addHook\s*\(|\b(?:before|after|Before|After)(?:Bulk)?(?:Create|Update|Save|Destroy|Insert|Remove)\b/;
const HOOKED = /(\w+)\s*\.\s*(?:pre|post|plugin|addHook)\s*\(|\bclass\s+(\w+)/g;
const STATEMENT = /\b(?:into|update|from|table)\s+(?:only\s+)?([\w$."`]+)/gi;
const SQL_WRITE = /\b(?:insert\s+into|update|delete\s+from|replace\s+into|merge\s+into|truncate)\s+["`\w]/i;

export class WrittenNames {
  private readonly identities = new Map<string, string>();

  /** Identities of the entities that a text may write. */
  in(text: string): ReadonlySet<string> {
    const found = new Set<string>();
    const calls = [...text.matchAll(METHOD_CALL)].filter(([, , method = '']) => CALLED.has(method));
    const writesSql = SQL_WRITE.test(text);
    const isWriting = calls.some(([, , method = '']) => WRITING.has(method));
    const isHooking = HOOK.test(text);
    const chained = [...text.matchAll(CHAINED)].some(([, method = '']) => WRITING.has(method));
    for (const [, table, model] of chained ? text.matchAll(CHAIN_BEGINS) : []) {
      found.add(this.identityOf(table ?? model ?? ''));
    }
    if (!isWriting && !writesSql && !isHooking) return found;
    for (const [, receiver = ''] of calls) found.add(this.identityOf(receiver));
    for (const pattern of [FIRST_NAME, NESTED_WRITE]) {
      for (const [, name = ''] of text.matchAll(pattern)) found.add(this.identityOf(name));
    }
    for (const [, receiver, name] of isHooking ? text.matchAll(HOOKED) : []) {
      found.add(this.identityOf(receiver ?? name ?? ''));
    }
    if (writesSql) for (const [, name = ''] of text.matchAll(STATEMENT)) found.add(this.identityOf(name));
    return found;
  }

  private identityOf(name: string): string {
    const known = this.identities.get(name);
    if (known !== undefined) return known;
    const identity = entityIdentity(name);
    this.identities.set(name, identity);
    return identity;
  }
}
