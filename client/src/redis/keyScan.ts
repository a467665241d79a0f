/**
 * Walks the keys of all primaries with SCAN, page by page. In: a gate and a filter. Out: pages of new keys.
 * Guarantees: COUNT never above 1,000 and halved whenever a call is slow; at least as much pause as work;
 * cursors stay opaque; no key twice; ends only when every primary said so, the budget is spent, or aborted.
 */
import { type KeyName, keyName, keyNameFromText } from './bytes.js';
import type { CommandGate, PrimaryNode } from './commandGate.js';
import { MAXIMUM_COUNT } from './commandRules.js';
import { type ConnectionProblem, connectionProblem } from './connectionError.js';
import { bytesOf, listOf, numberOf, textOf } from './reply.js';

export interface KeyScanOptions {
  /** A glob for MATCH. Without glob characters it is looked up as one exact name, without a scan. */
  readonly match?: string;
  /** Keys in a page; 500 unless told. */
  readonly pageSize?: number;
  /** The largest COUNT; 500 unless told, never above 1,000. */
  readonly count?: number;
  /** How many keys one page may examine before it gives back what it found; 10,000 unless told. */
  readonly budget?: number;
}

export interface ScanProgress {
  /** Keys the server has looked at since the scan began, also those the filter dropped. */
  readonly examined: number;
  readonly found: number;
  /** DBSIZE over all primaries; absent when refused. */
  readonly estimatedTotal?: number;
}

export interface ScanPage extends ScanProgress {
  /** New keys only, at most `pageSize`. */
  readonly keys: readonly KeyName[];
  /** True when every key of every primary has been seen: there is no next page. */
  readonly complete: boolean;
  /** Why the page ended. Keys of a primary that does not answer are missing whenever there is a `problem`. */
  readonly ended: 'complete' | 'page' | 'budget' | 'cancelled' | 'problem';
  readonly problem?: ConnectionProblem;
}

export interface KeyScan {
  /** The next page. Aborting gives back what was found so far with `ended: 'cancelled'`; calling again goes on. */
  next(options?: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: ScanProgress) => void;
  }): Promise<ScanPage>;
}

const DEFAULT_PAGE_SIZE = 500;
const DEFAULT_COUNT = 500;
const DEFAULT_BUDGET = 10_000;
const MINIMUM_COUNT = 10;
/** A call that keeps the server busy for longer than this many milliseconds is slow. */
const SLOW_MS = 5;

/** Prepares a scan; nothing is sent before `next`. */
export function startKeyScan(gate: CommandGate, options: KeyScanOptions = {}): KeyScan {
  const match = options.match === '' || options.match === '*' ? undefined : options.match;
  if (match !== undefined && !isGlob(match)) return { next: () => lookUp(gate, withoutEscapes(match)) };
  const walk: Walk = {
    match,
    pageSize: options.pageSize ?? DEFAULT_PAGE_SIZE,
    budget: options.budget ?? DEFAULT_BUDGET,
    pace: createPace(options.count ?? DEFAULT_COUNT),
    positions: new Map(),
    seen: new Set(),
    waiting: [],
    examined: 0,
    estimatedTotal: undefined,
    turn: 0,
  };
  return { next: (call) => nextPage(gate, walk, call) };
}

/** Whether a filter has glob characters that are not escaped. */
export function isGlob(match: string): boolean {
  return /[*?[]/.test(match.replace(/\\./gs, ''));
}

/** Where the walk of one primary stands. */
interface Position {
  /** As the server gave it: never a number, because it may exceed 2^53. */
  cursor: string;
  done: boolean;
  /** Cursors already sent: a server that repeats one would keep the walk going forever. */
  readonly sent: Set<string>;
}

interface Walk {
  readonly match: string | undefined;
  readonly pageSize: number;
  readonly budget: number;
  readonly pace: Pace;
  readonly positions: Map<string, Position>;
  readonly seen: Set<string>;
  /** Found, but not yet in a page. */
  readonly waiting: KeyName[];
  examined: number;
  estimatedTotal: number | undefined;
  /** Whose turn it is among the primaries. */
  turn: number;
}

type PageCall = Parameters<KeyScan['next']>[0];

async function nextPage(gate: CommandGate, walk: Walk, call: PageCall = {}): Promise<ScanPage> {
  const start = walk.examined;
  await askSize(gate, walk);
  if (gate.primaries().length === 0) return page(walk, 'problem', lostConnection());
  // One primary that does not answer must not hide the keys of the others.
  const silent = new Set<string>();
  let problem: ConnectionProblem | undefined;
  while (walk.waiting.length < walk.pageSize) {
    if (call.signal?.aborted) return page(walk, 'cancelled', problem);
    const node = nextNode(gate, walk, silent);
    if (!node) return page(walk, problem ? 'problem' : 'complete', problem);
    if (walk.examined - start >= walk.budget) return page(walk, 'budget', problem);
    const failure = await step(gate, walk, node);
    if (failure) {
      silent.add(node.id);
      problem = failure;
    }
    call.onProgress?.(progress(walk));
    await pause(walk.pace.restMs(), call.signal);
  }
  return page(walk, problem || nextNode(gate, walk, silent) ? 'page' : 'complete', problem);
}

/** The primaries take turns, so that a page shows keys of all of them. */
function nextNode(gate: CommandGate, walk: Walk, silent: ReadonlySet<string>): PrimaryNode | undefined {
  const open = gate.primaries().filter(({ id }) => !silent.has(id) && !walk.positions.get(id)?.done);
  return open[walk.turn++ % Math.max(open.length, 1)];
}

/** One SCAN on one primary. */
async function step(
  gate: CommandGate,
  walk: Walk,
  node: PrimaryNode,
): Promise<ConnectionProblem | undefined> {
  const position = walk.positions.get(node.id) ?? { cursor: '0', done: false, sent: new Set<string>() };
  walk.positions.set(node.id, position);
  const count = walk.pace.count();
  const filter = walk.match === undefined ? [] : ['MATCH', walk.match];
  position.sent.add(position.cursor);
  const started = performance.now();
  const answer = await gate.send(node, {
    name: 'SCAN',
    arguments: [position.cursor, ...filter, 'COUNT', count],
  });
  walk.pace.took(performance.now() - started);
  if (!answer.ok) return answer.problem;
  const [cursor, keys] = listOf(answer.value);
  const found = listOf(keys);
  walk.examined += walk.match === undefined ? found.length : Math.max(count, found.length);
  for (const key of found) remember(walk, keyName(bytesOf(key)));
  position.cursor = textOf(cursor);
  position.done = position.cursor === '0';
  if (position.sent.has(position.cursor) && !position.done) {
    return connectionProblem(
      'other',
      { endpoint: node.id, tls: false, command: 'SCAN' },
      'the cursor repeats',
    );
  }
  return undefined;
}

function remember(walk: Walk, key: KeyName): void {
  if (walk.seen.has(key.id)) return;
  walk.seen.add(key.id);
  walk.waiting.push(key);
}

function page(walk: Walk, ended: ScanPage['ended'], problem?: ConnectionProblem): ScanPage {
  const keys = walk.waiting.splice(0, walk.pageSize);
  // The walk is over, but what did not fit is still to come.
  const reason = ended === 'complete' && walk.waiting.length > 0 ? 'page' : ended;
  if (reason === 'complete') walk.examined = Math.max(walk.examined, walk.seen.size);
  return {
    keys,
    ...progress(walk),
    ...(reason === 'complete' && walk.match !== undefined && walk.estimatedTotal !== undefined
      ? { examined: walk.estimatedTotal }
      : {}),
    complete: reason === 'complete',
    ended: reason,
    ...(problem === undefined ? {} : { problem }),
  };
}

function progress({ examined, estimatedTotal, seen }: Walk): ScanProgress {
  if (estimatedTotal === undefined) return { examined, found: seen.size };
  // With a filter `examined` is counted in COUNTs, which overshoots at the end.
  return {
    examined: Math.min(examined, Math.max(estimatedTotal, seen.size)),
    found: seen.size,
    estimatedTotal,
  };
}

/** DBSIZE of all primaries; its round trip also tells how much of a SCAN's time is the network's. */
async function askSize(gate: CommandGate, walk: Walk): Promise<void> {
  let total = 0;
  for (const node of gate.primaries()) {
    const started = performance.now();
    const answer = await gate.send(node, { name: 'DBSIZE', arguments: [] });
    if (!answer.ok) return;
    walk.pace.roundTrip(performance.now() - started);
    total += numberOf(answer.value);
  }
  walk.estimatedTotal = total;
}

/** An exact name needs no scan. */
async function lookUp(gate: CommandGate, name: string): Promise<ScanPage> {
  const key = keyNameFromText(name);
  const [answer] = await gate.sendForKeys([{ name: 'EXISTS', arguments: [key.bytes], key: key.bytes }]);
  if (!answer?.ok) {
    const problem = answer?.problem ?? lostConnection();
    return { keys: [], examined: 0, found: 0, complete: false, ended: 'problem', problem };
  }
  const keys = answer.value === 1 ? [key] : [];
  return { keys, examined: keys.length, found: keys.length, complete: true, ended: 'complete' };
}

function lostConnection(): ConnectionProblem {
  return connectionProblem('connectionLost', { endpoint: 'the server', tls: false }, 'no primaries');
}

function withoutEscapes(match: string): string {
  return match.replace(/\\(.)/gs, '$1');
}

/** How much to ask for at once, and how long to rest. Times in milliseconds. */
export interface Pace {
  count(): number;
  restMs(): number;
  took(elapsedMs: number): void;
  roundTrip(elapsedMs: number): void;
}

/** Starts at `count`; halves after a slow call, grows back by a tenth after a quick one. */
export function createPace(count: number): Pace {
  const largest = Math.min(Math.max(count, MINIMUM_COUNT), MAXIMUM_COUNT);
  let current = largest;
  let fastest = Number.POSITIVE_INFINITY;
  let busy = 0;
  return {
    count: () => Math.floor(current),
    restMs: () => busy,
    roundTrip: (elapsedMs) => {
      fastest = Math.min(fastest, elapsedMs);
    },
    took: (elapsedMs) => {
      // The journey does not load the server, so only the rest counts.
      busy = Math.max(0, elapsedMs - (Number.isFinite(fastest) ? fastest : 0));
      current = busy > SLOW_MS ? Math.max(current / 2, MINIMUM_COUNT) : Math.min(current * 1.1, largest);
    },
  };
}

/** Rests, or returns at once when aborted. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
