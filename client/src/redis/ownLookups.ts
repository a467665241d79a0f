/**
 * What our own lookups add to the counters of a server, over every connection to it: the counters are the
 * server's, whichever database or connection a lookup belongs to. Enters: lookups as they are answered. Leaves:
 * sums by node. Guarantee: whoever takes stock sees exactly what the server has counted, because the others have
 * nothing under way meanwhile.
 */

/** What our own commands added to the counters of one node. */
export interface OwnLookups {
  readonly hits: bigint;
  readonly misses: bigint;
  /** Grows whenever a reply was lost, so that the counts before and after cannot be compared. */
  readonly epoch: number;
}

/** One connection, as the ledger tells it from others. */
export type Participant = object;

export interface OwnLookupLedger {
  /** `node` is `host:port`. */
  of(node: string): OwnLookups;
  add(node: string, outcome: 'hits' | 'misses'): void;
  /** A reply of this node may never have been counted. */
  lose(node: string): void;
  /** Sends commands: at once, or as soon as nobody else takes stock. */
  send<T>(who: Participant, work: () => Promise<T>): Promise<T>;
  /** Takes stock: `work` runs while nobody else has commands under way. */
  takeStock<T>(who: Participant, work: () => Promise<T>): Promise<T>;
}

export function createOwnLookupLedger(): OwnLookupLedger {
  const counts = new Map<string, { hits: bigint; misses: bigint; epoch: number }>();
  const underWay = new Map<Participant, number>();
  let stocktaker: { readonly who: Participant; works: number } | undefined;
  let waiting: (() => void)[] = [];

  function countsOf(node: string): { hits: bigint; misses: bigint; epoch: number } {
    const name = node.replace(/^localhost:/, '127.0.0.1:');
    const found = counts.get(name) ?? { hits: 0n, misses: 0n, epoch: 0 };
    counts.set(name, found);
    return found;
  }

  function change(): void {
    const released = waiting;
    waiting = [];
    for (const resolve of released) resolve();
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function mayWork(who: Participant): boolean {
    return stocktaker === undefined || stocktaker.who === who;
  }

  function isAlone(who: Participant): boolean {
    return [...underWay].every(([other, works]) => other === who || works === 0);
  }

  async function counted<T>(who: Participant, work: () => Promise<T>): Promise<T> {
    underWay.set(who, (underWay.get(who) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (underWay.get(who) ?? 1) - 1;
      if (left === 0) underWay.delete(who);
      else underWay.set(who, left);
      change();
    }
  }

  return {
    of: (node) => ({ ...countsOf(node) }),
    add: (node, outcome) => {
      countsOf(node)[outcome] += 1n;
    },
    lose: (node) => {
      countsOf(node).epoch++;
    },
    send: async (who, work) => {
      // Nobody else: in this very turn, so that the commands of a batch stay together.
      if (!mayWork(who)) await until(() => mayWork(who));
      return counted(who, work);
    },
    takeStock: async (who, work) => {
      if (!mayWork(who)) await until(() => mayWork(who));
      const turn = stocktaker ?? { who, works: 0 };
      stocktaker = turn;
      turn.works++;
      try {
        await until(() => isAlone(who));
        return await work();
      } finally {
        turn.works--;
        if (turn.works === 0) stocktaker = undefined;
        change();
      }
    },
  };
}
