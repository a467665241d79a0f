/**
 * The shape of a database library's table. What code holds is a handle in a role: a client, a repository, a
 * query under way. A role says what its methods do to rows and which role they give, so that a chain of calls
 * is read step by step. A table is data; adding a library is adding one file with such a table.
 */
import type { ArgumentOption, InstanceForm } from './library.js';

export type DatabaseOperation = 'read' | 'insert' | 'update' | 'upsert' | 'delete';

/** An argument, or a property of one. */
export type ArgumentSlot = number | ArgumentOption;

export interface DatabaseMethod {
  /** `save` is an insert of a new row and an update of one that was read. */
  readonly operation?: DatabaseOperation | 'save';
  /** Several rows may be meant. */
  readonly many?: true;
  /** Not rows but a number or an aggregate of them. */
  readonly aggregate?: true;
  /** It says whether there are any, and not how many. */
  readonly answers?: true;
  /** What names the entity, where the handle does not. */
  readonly entity?: ArgumentSlot;
  /** The entity of rows that are joined. */
  readonly joins?: ArgumentSlot;
  /** Rows that nothing is joined to are left out. */
  readonly needsJoined?: true;
  /** The joined row is a member of the result, called after its table. */
  readonly nestsJoined?: true;
  readonly where?: ArgumentSlot;
  /** The column a plain value in the place of a condition is compared with: `findById(id)`. */
  readonly whereColumn?: string;
  /** The column may stand in the place of `where`, with its value behind: `where('id', 7)`, `where('id', '=', 7)`. */
  readonly wherePair?: true;
  /** The sign that the method's name stands for: `whereIn('id', ids)`; nothing behind the column is `null`. */
  readonly whereBy?: string;
  /** The condition may be words with names for values, which stand behind it: `where('a.id = :id', { id })`. */
  readonly whereWords?: true;
  /**
   * The condition may be a function, which is handed the table, as a handle of this role, and the operators that this module
   * exports: `where: (user, { eq }) => eq(user.id, id)`.
   */
  readonly whereBuilt?: { readonly role: string; readonly module: string };
  /** A list of stages, of which the first may select: `aggregate([{ $match: { team } }, …])`. */
  readonly stages?: ArgumentSlot;
  /** What is written: an object, rows, or the name of a column. */
  readonly data?: readonly ArgumentSlot[];
  /** A list of operations, each under its name: `bulkWrite([{ updateOne: { filter, update } }])`. */
  readonly operations?: ArgumentSlot;
  /** It adds to the columns that are named: the number it adds, one where none is given. */
  readonly counts?: ArgumentSlot;
  /** It changes rows that are there as well where this option names their columns. */
  readonly upsertsWith?: ArgumentSlot;
  /** The same where its callback calls a method of this name. */
  readonly upsertsBy?: string;
  /** Of an upsert: what is changed of a row that is there; the rest of the data only makes a new one. */
  readonly changes?: ArgumentSlot;
  /** Names of the columns that are read, as an object, a list or words of a text. */
  readonly select?: ArgumentSlot;
  /** The same as one text with relations among them: `id, label:name, author(name)`. */
  readonly selectWords?: ArgumentSlot;
  /** All arguments name columns that are read: `select('id', 'users.name as name')`. */
  readonly selects?: true;
  /**
   * The first argument names columns, each with its table: `select(['user.id', 'user.name'])`. A table alone is all of it.
   * `add` to those that are named already.
   */
  readonly selectsQualified?: 'only' | 'add';
  /** Names of relations whose rows come along. */
  readonly related?: readonly ArgumentSlot[];
  /** The columns that are read of those rows. */
  readonly relatedSelect?: ArgumentSlot;
  /** It only says what is to be done; a method that `runs` does it, or waiting for what is `awaitable`. */
  readonly lazy?: true;
  readonly runs?: true;
  /** The role of what it gives; rows when left out. */
  readonly gives?: string;
  /** The rows are a member of what it gives. */
  readonly rowsUnder?: string;
  /** The role of what its callback is handed: `transaction(async (tx) => …)`. */
  readonly hands?: string;
  /** An object with methods that it adds to what it gives. */
  readonly adds?: ArgumentSlot;
  /** The argument that holds SQL. With `lazy` it is kept for a method that `runs` it. */
  readonly sql?: ArgumentSlot;
  /** The values of its placeholders, as a list or one alone; all arguments where each is one. */
  readonly values?: ArgumentSlot | 'all';
  /** One row is meant, whatever was said before. */
  readonly one?: true;
  /** What the next flush does to the rows. */
  readonly collects?: DatabaseOperation | 'save';
  /** It writes what was collected, and rows whose columns were assigned. */
  readonly flushes?: true;
  /** Gives a new row that is nowhere stored yet. */
  readonly builds?: true;
  /** Gives back its first argument. */
  readonly givesArgument?: true;
  /** What hooks that run with it are registered for; its own name when left out. */
  readonly events?: readonly string[];
  /** Registered for these they run as well, but are not told which row is written. */
  readonly blindEvents?: readonly string[];
  /** With this option they run for each row as well, under these names. */
  readonly individually?: { readonly option: ArgumentSlot; readonly events: readonly string[] };
  /** It registers hooks. */
  readonly registers?: HookForm;
  /** Functions among what it is given are handed a handle of this role: `set((eb) => ({ views: eb('views', '+', 1) }))`. */
  readonly handsExpressions?: string;
  /** Its arguments, one behind the other, are an expression of SQL: `eb('views', '+', 1)`. */
  readonly expression?: true;
  /** How it is read where it is given one thing alone: `query.updateOne({ name })` of a query that says of which row. */
  readonly alone?: DatabaseMethod;
  /** The library keeps the result where this says under which name, and for how many milliseconds. */
  readonly keeps?: ArgumentSlot;
  /** It gives up results that are kept under these names. */
  readonly forgets?: ArgumentSlot | 'all';
}

/** How hooks are registered. Where nothing says for what, they run with everything. */
export interface HookForm {
  /** The argument that names one operation or several. */
  readonly event?: number;
  /** The method is named after it: `afterUpdate`. */
  readonly named?: true;
  /** Functions by the name of their operation. */
  readonly byEvent?: ArgumentSlot;
  /** The same for each of several entities. */
  readonly byEntity?: ArgumentSlot;
  /** A function that registers hooks on what it is given. */
  readonly plugin?: true;
}

/** Decorators that make a method, a class or a function beside an entity a hook. */
export interface HookDecorators {
  /** Of methods of an entity. */
  readonly methods?: readonly string[];
  /** Of a class whose methods are hooks of the entity that `listenTo` gives. */
  readonly subscribers?: readonly string[];
  /** What such a class implements that needs no decorator. */
  readonly interfaces?: readonly string[];
  /** Of an entity: the operations and a function. */
  readonly entities?: readonly string[];
}

export interface DatabaseRole {
  readonly methods: Readonly<Record<string, DatabaseMethod>>;
  /** What calling the handle itself does: `` sql`…` ``, `knex('users')`. */
  readonly called?: DatabaseMethod;
  /** `new User(…)` is a row that is nowhere stored yet. */
  readonly constructs?: true;
  /** Members that are handles of another role. */
  readonly members?: Readonly<Record<string, string>>;
  /** Any other member names an entity, and is a handle of this role. */
  readonly entities?: string;
  /** What is called `user` there is called `User` where it is declared. */
  readonly namesClasses?: true;
  /** What stands beside it in an object is a handle of this role, named by its entity: `db.User`. */
  readonly siblings?: string;
  /** Any other method refines the query: `where`, `orderBy`. */
  readonly chains?: true;
  /** It stands for a number computed of rows, and no column of them. */
  readonly figure?: true;
  /** Waiting for it gives rows. */
  readonly awaitable?: true;
  /** It is not waiting that runs it. */
  readonly runsAlready?: true;
  /** The member that holds the rows, where what is waited for is more than they. */
  readonly rows?: string;
}

export interface DatabaseInstance extends Pick<InstanceForm, 'path' | 'by' | 'packages'> {
  readonly role: string;
  readonly entity?: ArgumentSlot;
  /** The argument that holds SQL, which a method may be given. */
  readonly sql?: ArgumentSlot;
  /** Gives an object of the class that is its first argument. */
  readonly givesArgument?: true;
}

/** A type stands for a handle in a role, or for rows; the type argument names the entity. */
export type DatabaseType = { readonly entity?: number } & (
  | { readonly role: string }
  | { readonly rows: true }
);

export interface DatabaseHostMember {
  readonly name: string;
  readonly packages: readonly string[];
  readonly role: string;
}

export interface DatabaseDecorator {
  readonly name: string;
  readonly packages: readonly string[];
  readonly role: string;
  readonly entity?: ArgumentSlot;
}

/** A decorator that makes a class an entity, and where it says the name of the table. */
export interface EntityDecorator {
  readonly name: string;
  readonly packages: readonly string[];
  readonly table: readonly ArgumentSlot[];
}

export interface DatabaseLibrary {
  readonly id: string;
  readonly packages: readonly string[];
  /** What a query gives is a list, of which the rows are the first thing. */
  readonly rowsFirst?: true;
  /** Its calls are over when they return: there is no promise to wait for. */
  readonly synchronous?: true;
  /** What it writes is kept by another service, and named by addresses alone. */
  readonly remote?: true;
  /** Generated clients live at paths of the project's own. */
  readonly modulePattern?: RegExp;
  readonly instances: readonly DatabaseInstance[];
  /** Where the options of such a construction have hooks for every entity: `{ define: { hooks: { … } } }`. */
  readonly optionHooks?: readonly (readonly string[])[];
  /** Exported types whose annotation names a handle. */
  readonly types: Readonly<Record<string, DatabaseType>>;
  /** Exports that are handles themselves, by their path: `default.connection`. */
  readonly values?: Readonly<Record<string, string>>;
  /** Members that a plugin adds to an application: `fastify.pg`. The project must ask for the plugin. */
  readonly hostMembers?: readonly DatabaseHostMember[];
  /** The exported class of its queries, on whose prototype a project may put methods of its own. */
  readonly queryClass?: string;
  /** By what a file does with it, it is known that a loader which nobody sees calling hands it this. */
  readonly handedByLoaders?: { readonly method: string; readonly role: string };
  /** Exported functions that hand their callback, in the last place, what stands before it, bound to a transaction. */
  readonly handsGiven?: readonly string[];
  /** Parameter decorators that inject a handle. */
  readonly decorators?: readonly DatabaseDecorator[];
  /** Classes that make what extends them an entity, with the role of the class itself. */
  readonly bases?: Readonly<Record<string, string>>;
  readonly entityDecorators?: readonly EntityDecorator[];
  /** Static members of an entity class that name its table. */
  readonly tableMembers?: readonly string[];
  readonly hookDecorators?: HookDecorators;
  /** Methods of a row that run with its writes. */
  readonly hookMethods?: RegExp;
  /** What methods of a row do to it: `user.save()`. */
  readonly rowMethods?: Readonly<Record<string, DatabaseMethod>>;
  /** Methods of a row that read rows of another entity, named by the group in it or by the first argument. */
  readonly relationGetters?: RegExp;
  /** The same of methods that make a row of another entity: `user.createPost(…)`, `user.$create('post', …)`. */
  readonly relationMakers?: RegExp;
  /** The same of methods that say which rows of another entity belong to a row: `user.setRoles(…)`. */
  readonly relationLinkers?: RegExp;
  /** Methods of an object under a relation's name that write rows of it: `{ posts: { create: … } }`. */
  readonly nestedWrites?: Readonly<Record<string, DatabaseOperation>>;
  /** A name may lead into a column: `address.city`. */
  readonly nestedColumns?: true;
  /** Exported types name rows, except these. */
  readonly rowTypes?: { readonly except: readonly string[] };
  readonly roles: Readonly<Record<string, DatabaseRole>>;
}
