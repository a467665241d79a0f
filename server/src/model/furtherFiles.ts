/**
 * The second wave of selection: files that never mention a cache but write what is cached, implement what stands
 * before it, turn requests away by what is cached, take a client from another module, or call a function whose
 * callers decide. Chosen by text; parsing is left to whoever asks. Answers are kept by the hash of the
 * text for as long as the questions stay the same, so that an edit asks about one file.
 */
import { calledNames } from '../facts/calledNames.js';
import { isTest } from '../facts/selection.js';
import { SENDS_CHANGES } from '../libraries/databases/httpClients.js';
import { WrittenNames } from '../libraries/databases/writtenNames.js';
import type { WorkspaceSnapshot } from '../workspace/snapshot.js';
import type { FunctionReference } from './evaluation/values.js';
import type { WorkspaceModel } from './workspaceModel.js';

/** What a model of one wave asks of the other files. */
interface Questions {
  readonly entities: ReadonlySet<string>;
  /** Ends of addresses from which something is fetched that is cached. */
  readonly resources: ReadonlySet<string>;
  readonly functions: CalledFunctions;
  /** Those of them that may be there for tests alone, which are asked for nothing else. */
  readonly sweepers: CalledFunctions;
  /** What gives copies to its callers. */
  readonly givers: CalledFunctions;
  /** What reads copies, which matters where requests are turned away, or dates are taken out of them. */
  readonly readers: CalledFunctions;
  /** What gives the very objects that a cache in memory holds, which matters where objects are changed. */
  readonly holders: CalledFunctions;
  readonly bases: ReadonlySet<string>;
  readonly clients: ClientNames;
  /** Whether controllers matter, which are cached without saying so. */
  readonly controllers: boolean;
  /** By the hash of the text, and whether it is a test's. */
  readonly answers: Map<string, boolean>;
}

/** Found when they are first asked for. */
interface TextNames {
  called?: ReadonlySet<string>;
  /** Identities of the entities that may be written. */
  written?: ReadonlySet<string>;
}

export class FurtherFiles {
  /** What the waves of this review asked. */
  private asked = new Map<string, Questions>();
  private askedBefore: ReadonlyMap<string, Questions> = new Map();
  private readonly written = new WrittenNames();
  /** What texts call and write, by hash: every wave asks again. */
  private names = new Map<string, TextNames>();
  private namesBefore: ReadonlyMap<string, TextNames> = new Map();

  /** A review begins; what the last one asked is remembered in case this one asks the same. */
  begin(): void {
    this.askedBefore = this.asked;
    this.asked = new Map();
    this.namesBefore = this.names;
    this.names = new Map();
  }

  /**
   * Files beyond `first` that the model should know, tests only where they alone may call something, sorted; it may know
   * some of them already.
   */
  select(snapshot: WorkspaceSnapshot, model: WorkspaceModel, first: ReadonlySet<string>): readonly string[] {
    const questions = this.questionsOf(model);
    const { entities, resources, functions, givers, readers, holders, bases, clients, controllers } =
      questions;
    // The sweepers are functions as well.
    const asked = [entities, resources, functions, givers, readers, holders, bases, clients].some(
      ({ size }) => size > 0,
    );
    if (!asked && !controllers) return [];
    const beside = model.leads.filesOfCachedRows();
    const isBeside = (file: string): boolean => beside.has(file) && !isTest(file);
    return snapshot.files.filter(
      (file) => !first.has(file) && (isBeside(file) || this.matters(snapshot, file, questions)),
    );
  }

  /** Whether the text of a file before and after an edit got the same answers in all waves of the last review. */
  answersAlike(file: string, before: WorkspaceSnapshot, after: WorkspaceSnapshot): boolean {
    return [...this.asked.values()].every(
      (questions) => this.matters(before, file, questions) === this.matters(after, file, questions),
    );
  }

  private matters(snapshot: WorkspaceSnapshot, file: string, questions: Questions): boolean {
    const hash = snapshot.hash(file);
    // Two files of one text may be a test and none.
    const isOfTest = isTest(file);
    const key = isOfTest ? `${TEST}${hash}` : hash;
    const known = questions.answers.get(key);
    if (known !== undefined) return known;
    const text = snapshot.text(file) ?? '';
    const names = this.names.get(hash) ?? this.namesBefore.get(hash) ?? {};
    this.names.set(hash, names);
    const called = () => {
      names.called ??= calledNames(text);
      return names.called;
    };
    const matters = isOfTest
      ? callsOne(questions.sweepers, called, text)
      : this.servingMatters(text, names, called, questions);
    questions.answers.set(key, matters);
    return matters;
  }

  private servingMatters(
    text: string,
    names: TextNames,
    called: () => ReadonlySet<string>,
    questions: Questions,
  ): boolean {
    return (
      (questions.controllers && text.includes('@Controller(')) ||
      implementsOne(questions.bases, text) ||
      APPLIES_EVENTS.test(text) ||
      (questions.entities.size > 0 && EXTENDS_CLIENT.test(text)) ||
      this.writesOne(questions.entities, names, text) ||
      sendsToOne(questions.resources, text) ||
      callsOne(questions.functions, called, text) ||
      callsOne(questions.givers, called, text) ||
      importsOne(questions.clients, text) ||
      ((REFUSES.test(text) || TAKES_DATES.test(text)) && callsOne(questions.readers, called, text)) ||
      (CHANGES_OBJECTS.test(text) && callsOne(questions.holders, called, text))
    );
  }

  private writesOne(entities: ReadonlySet<string>, names: TextNames, text: string): boolean {
    if (entities.size === 0) return false;
    names.written ??= this.written.in(text);
    for (const name of names.written) if (entities.has(name)) return true;
    return false;
  }

  private questionsOf(model: WorkspaceModel): Questions {
    const entities = model.leads.cachedEntities();
    const resources = model.leads.cachedResources();
    const functions = calledFunctions(model, model.leads.functionsWithOpenCallers());
    const sweepers = calledFunctions(model, model.leads.sweepers());
    const giving = calledByName(model, model.leads.functionsGivingCopies());
    const ofQueries = model.leads.queryMethods().map((name) => [name, ['']] as const);
    const givers = new Map([...giving, ...ofQueries]);
    const readers = calledFunctions(model, model.leads.readersOfCopies());
    const holders = calledFunctions(model, model.leads.readersOfHeldObjects());
    const controllers = model.requests.cachesEveryResponse();
    const bases = model.leads.declaredBases();
    const clients = clientNames(model);
    const key = JSON.stringify([
      [...entities].sort(),
      [...resources].sort(),
      [...functions],
      [...sweepers],
      [...givers],
      [...readers],
      [...holders],
      controllers,
      [...bases].sort(),
      [...clients],
    ]);
    const known = this.asked.get(key) ?? this.askedBefore.get(key);
    const questions = known ?? {
      entities,
      resources,
      functions,
      sweepers,
      givers,
      readers,
      holders,
      bases: new Set(bases),
      clients,
      controllers,
      answers: new Map(),
    };
    this.asked.set(key, questions);
    return questions;
  }
}

/** Whether a text may send a change to an address that ends so, or goes on with an id. */
function sendsToOne(resources: ReadonlySet<string>, text: string): boolean {
  if (resources.size === 0 || !SENDS_CHANGES.test(text)) return false;
  for (const name of resources) if (text.includes(name)) return true;
  return false;
}

/** What guards and middleware say when they let nobody in. */
const REFUSES = /\b(canActivate|Unauthori[sz]ed\w*|Forbidden\w*|40[123]\b)/i;

const TEST = 'test:';

/** Objects of the domain that say what happened to them: handlers of that may delete. */
const APPLIES_EVENTS =
  /\bthis\.(#?\w*events\.push|apply|raise|record(That)?|(raise|record|add|push|append|register|enqueue)(Domain)?Event)\(\s*new\s/i;

/** A client of Prisma may be extended by what stands in another file, and deletes with every write. */
const EXTENDS_CLIENT = /\.\$extends\(/;

/** A date that has been through JSON has none of these. */
const TAKES_DATES = /\.(getTime|toISOString|getFullYear|getMonth|getDate|toLocale(Date|Time)String)\(/;

const CHANGES_OBJECTS = /\bdelete [\w$]|\.(sort|reverse|splice|push|pop|shift|unshift)\(|\bObject\.assign\(/;

const CLASS_BASES = /\bclass\s+[\w$]*[^{;]{0,80}?\b(?:implements|extends)\s+([^{]{1,200})\{/g;

/** A repository behind an interface never mentions the cache of the service that uses it. */
function implementsOne(bases: ReadonlySet<string>, text: string): boolean {
  for (const [, names = ''] of text.matchAll(CLASS_BASES)) {
    if (names.match(/[\w$]+/g)?.some((name) => bases.has(name))) return true;
  }
  return false;
}

/** Methods by name, each with the classes or modules it may belong to, in lower case and in order. */
type CalledFunctions = ReadonlyMap<string, readonly string[]>;

function calledFunctions(model: WorkspaceModel, references: readonly FunctionReference[]): CalledFunctions {
  const owners = new Map<string, Set<string>>();
  for (const reference of references) {
    const name = model.code.functionName(reference);
    const [owner, method] = name.includes('.') ? name.split('.') : [stemOf(reference.file), name];
    if (!owner || !method || method.startsWith('(')) continue;
    const known = owners.get(method) ?? new Set();
    owners.set(method, known.add(owner.toLowerCase()));
    // An object goes by the name of the module that makes it.
    for (const file of model.leads.filesOfObjects(reference)) known.add(stemOf(file));
    // Who is given an object knows it by what its class implements.
    for (const base of model.leads.basesOf(reference)) known.add(`${TYPE}${base}`);
  }
  return new Map([...owners.keys()].sort().map((method) => [method, [...(owners.get(method) ?? [])].sort()]));
}

/**
 * The same for what is called through others of its name, by an interface or what stands before it: whoever calls a name of
 * several words is asked, as few things share one.
 */
function calledByName(model: WorkspaceModel, references: readonly FunctionReference[]): CalledFunctions {
  const found = calledFunctions(model, references);
  return new Map([...found].map(([name, owners]) => [name, /[a-z_][A-Z]|_[a-z]/.test(name) ? [''] : owners]));
}

function callsOne(functions: CalledFunctions, called: () => ReadonlySet<string>, text: string): boolean {
  if (functions.size === 0) return false;
  let lower: string | undefined;
  for (const method of called()) {
    const owners = functions.get(method);
    if (!owners) continue;
    lower ??= text.toLowerCase();
    const searched = lower;
    if (owners.some((owner) => (owner.startsWith(TYPE) ? saysType(text, owner) : saysOwner(searched, owner))))
      return true;
  }
  return false;
}

/** What `domain.queries` exports may be called as `queries.domain.find()`. */
function saysOwner(searched: string, owner: string): boolean {
  if (searched.includes(owner)) return true;
  const [name = '', ...kind] = owner.split('.');
  return kind.length > 0 && searched.includes(`.${name}.`) && kind.every((part) => searched.includes(part));
}

/** Stands before the names of types, which are asked for as they are written. */
const TYPE = ':';

/** Whether a text holds the name as a word of its own. */
function saysType(text: string, owner: string): boolean {
  const name = owner.slice(TYPE.length);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isWord = !/[\w$]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[at + name.length] ?? '');
    if (isWord) return true;
  }
  return false;
}

/** What importers of clients say, by the last part of the specifier; '' where they choose the name. */
type ClientNames = ReadonlyMap<string, readonly string[]>;

function clientNames(model: WorkspaceModel): ClientNames {
  const found = new Map<string, readonly string[]>();
  for (const [file, names = ['']] of model.leads.exportedClients()) {
    const stem = stemOf(file);
    found.set(stem, [...(found.get(stem) ?? []), ...names]);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const IMPORTED = /(?:\bfrom|\brequire\(|\bimport\(?)\s*['"]([^'"\n]*\/[^'"\n]+)['"]/g;

/** By a path, as a package may have the same name. */
function importsOne(clients: ClientNames, text: string): boolean {
  if (clients.size === 0) return false;
  for (const [, specifier = ''] of text.matchAll(IMPORTED)) {
    const path = specifier.replace(/\.[cm]?[jt]sx?$/, '');
    if (clients.get(stemOf(`${path}.ts`))?.some((name) => text.includes(name))) return true;
  }
  return false;
}

/** What a specifier of the file ends with, in lower case: of an index file the name of its folder. */
function stemOf(file: string): string {
  const stem = file.replace(/(\/index)?\.[^./]+$/, '');
  return stem.slice(stem.lastIndexOf('/') + 1).toLowerCase();
}
