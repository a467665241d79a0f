/**
 * The model of one workspace: what is cached under which keys, who writes, reads and invalidates it, and
 * which database writes it depends on. Built from facts alone; rules ask it questions, sorted by subject,
 * and see no syntax.
 */
import type { CallGraph } from './calls/callGraph.js';
import type { Effect } from './calls/effect.js';
import type { Effects } from './calls/effects.js';
import { collectDatabaseWrites, type DatabaseWrite } from './databases/databaseWrites.js';
import { InvalidationOrder } from './databases/invalidationOrder.js';
import type { Evaluation } from './evaluation/evaluation.js';
import type { FunctionReference } from './evaluation/values.js';
import { groupKeyUses, type KeyGroup } from './keys/keyGroups.js';
import { collectKeyUses, type KeyUse } from './keys/keyUses.js';
import { isOfProgram, keptFresh, programGroups } from './keys/programGroups.js';
import { ReadThroughKeys } from './keys/readThroughKeys.js';
import { storeGroups } from './keys/storeGroups.js';
import { collectNeighbourhoods, type Neighbourhoods } from './neighbourhoods.js';
import { CallerQuestions } from './questions/callerQuestions.js';
import { CallFlowQuestions } from './questions/callFlowQuestions.js';
import { CodePlaces } from './questions/codePlaces.js';
import { CommandQuestions } from './questions/commandQuestions.js';
import { DatabaseQuestions } from './questions/databaseQuestions.js';
import { KeyQuestions } from './questions/keyQuestions.js';
import { LoadQuestions } from './questions/loadQuestions.js';
import type { CachedData, CacheOperationUse, ModelParts } from './questions/modelParts.js';
import { OpenLeads } from './questions/openLeads.js';
import { RequestQuestions } from './questions/requestQuestions.js';
import { withKeptResponses } from './requests/keptResponses.js';
import { nestKeptResponses } from './requests/nestKeptResponses.js';
import { packageKeptResponses } from './requests/packageKeptResponses.js';

export class WorkspaceModel implements CachedData {
  /** Every function that is not a callback written inside a call. */
  readonly functions: readonly FunctionReference[];
  readonly groups: readonly KeyGroup[];
  readonly copies: readonly KeyGroup[];
  /** Maps of the program that are used as caches, whether anything keeps them fresh or not. */
  readonly programGroups: readonly KeyGroup[];
  readonly databaseWrites: readonly DatabaseWrite[];
  readonly operations: readonly CacheOperationUse[];
  readonly keyUses: readonly KeyUse[];
  readonly code: CodePlaces;
  readonly flow: CallFlowQuestions;
  readonly callers: CallerQuestions;
  readonly commands: CommandQuestions;
  readonly keys: KeyQuestions;
  readonly loads: LoadQuestions;
  readonly databases: DatabaseQuestions;
  readonly requests: RequestQuestions;
  readonly leads: OpenLeads;

  constructor(
    readonly files: readonly string[],
    private readonly evaluation: Evaluation,
    private readonly graph: CallGraph,
    private readonly effects: Effects,
  ) {
    this.functions = functionsOfFiles(files, evaluation);
    const parts: ModelParts = { evaluation, graph, effects, functions: this.functions };
    const order = new InvalidationOrder(evaluation, effects, graph);
    // Of a map of the program nothing is asked but whether its copies are fresh.
    const allUses = collectKeyUses(evaluation, effects, graph);
    const allOperations = operationsIn(parts);
    this.keyUses = allUses.filter((use) => !isOfProgram(use));
    this.operations = allOperations.filter((use) => !isOfProgram(use));
    const uses = withKeptResponses(evaluation, effects, graph, this.keyUses);
    const readThrough = readThroughKeys(parts);
    this.groups = groupKeyUses(evaluation, graph, effects, uses, readThrough);
    const ofProgram = programGroups(evaluation, graph, effects, allUses, allOperations, readThrough);
    this.programGroups = ofProgram;
    this.copies = [
      ...this.groups,
      ...keptFresh(effects, this.functions, ofProgram),
      ...storeGroups(evaluation, graph, this.operations, this.keyUses),
      ...nestKeptResponses(evaluation, graph, this.keyUses),
      ...packageKeptResponses(evaluation, graph),
    ];
    this.databaseWrites = collectDatabaseWrites(evaluation, effects, graph);
    this.code = new CodePlaces(evaluation, files);
    this.flow = new CallFlowQuestions(evaluation, order, this.code);
    this.callers = new CallerQuestions(parts);
    this.commands = new CommandQuestions(parts);
    this.loads = new LoadQuestions(parts, this.code);
    this.keys = new KeyQuestions(parts, this, this.loads);
    this.databases = new DatabaseQuestions(parts, this, order);
    this.requests = new RequestQuestions(evaluation, this.keyUses);
    // Whether a map is kept fresh, files may say that are not read yet.
    const { groups, operations, keyUses, databaseWrites } = this;
    const copies = [...this.copies, ...ofProgram];
    const known: CachedData = { groups, copies, operations, keyUses, databaseWrites };
    this.leads = new OpenLeads(parts, known, this.code, this.databases);
  }

  /** Which files a review of one of them needs. */
  neighbourhoods(): Neighbourhoods {
    return collectNeighbourhoods(this, this.evaluation.links, this.graph);
  }

  /** What a function does to caches and databases, in order, including what it does through calls. */
  effectsOf(reference: FunctionReference): readonly Effect[] {
    return this.effects.of(reference);
  }
}

function functionsOfFiles(files: readonly string[], evaluation: Evaluation): readonly FunctionReference[] {
  return files.flatMap((file) =>
    (evaluation.factsOf(file)?.functions ?? []).flatMap((fact, index) =>
      fact.inline ? [] : [{ file, index }],
    ),
  );
}

function readThroughKeys({ evaluation, effects, functions }: ModelParts): ReadThroughKeys {
  const keys = new ReadThroughKeys(evaluation, (reference) => effects.of(reference));
  for (const reference of functions) keys.add(reference);
  return keys;
}

function operationsIn({ effects, functions }: ModelParts): readonly CacheOperationUse[] {
  return functions.flatMap((reference) =>
    effects
      .of(reference)
      .flatMap((effect) =>
        effect.kind === 'cache' && effect.chain.length === 1 ? [{ effect, function: reference }] : [],
      ),
  );
}
