/** A real cluster of three primaries, put together with the commands of the servers themselves. */
import assert from 'node:assert/strict';
import { freePort, waitFor } from '../launch/waiting.js';
import { startServer, type TestProduct, type TestServer } from './testServers.js';

export interface TestCluster {
  /** `redis://127.0.0.1:port` of the first node. */
  readonly url: string;
  readonly nodes: readonly TestServer[];
  /** The first slot of each node, and 16384 at the end. */
  readonly borders: readonly number[];
  stop(): Promise<void>;
}

const BORDERS = [0, 5_461, 10_923, 16_384] as const;

/** Starts three primaries and waits until each of them finds the cluster complete. */
export async function startCluster(product: TestProduct): Promise<TestCluster> {
  const nodes: TestServer[] = [];
  const buses: number[] = [];
  for (let index = 0; index < 3; index++) {
    const bus = await freePort();
    buses.push(bus);
    nodes.push(await startServer(product, ['--cluster-enabled', 'yes', '--cluster-port', String(bus)]));
  }
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (const [index, { client }] of nodes.entries()) {
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
      await client.call('CLUSTER', 'ADDSLOTSRANGE', BORDERS[index] ?? 0, (BORDERS[index + 1] ?? 0) - 1);
    }
    const [first, ...others] = nodes;
    assert.ok(first);
    for (const [index, { port }] of others.entries()) {
      await first.client.call('CLUSTER', 'MEET', '127.0.0.1', port, buses[index + 1] ?? 0);
    }
    const complete = await waitFor(async () => ((await isComplete(nodes)) ? true : undefined), 20_000, 50);
    assert.ok(complete, 'the cluster did not come together');
    return { url: first.url, nodes, borders: BORDERS, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function isComplete(nodes: readonly TestServer[]): Promise<boolean> {
  const states = await Promise.all(nodes.map(({ client }) => client.call('CLUSTER', 'INFO').then(String)));
  return states.every(
    (state) => state.includes('cluster_state:ok') && state.includes(`cluster_known_nodes:${nodes.length}`),
  );
}
