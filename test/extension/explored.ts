/** The explorer as its user sees it: nodes by label, items, a connection to a server that the suite started. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { Redis as RedisClient } from 'ioredis';
import type * as vscode from 'vscode';
import type { ExplorerNode } from '../../client/src/explorer/nodes/explorerNode.js';
import type { ExtensionApi } from '../../client/src/extensionApi.js';
import { parseConnectionUrl } from '../../client/src/redis/connectionSettings.js';
import { type DatabaseServer, startRedisServer } from '../launch/databaseServer.js';
import { activatedExtension, eventually } from './activated.js';

export interface Scene {
  readonly api: ExtensionApi;
  readonly server: DatabaseServer;
  /** Writes what the suite needs. */
  readonly redis: Redis;
  readonly connectionId: string;
  end(): Promise<void>;
}

/** A server of the suite's own, filled, saved as a connection and connected. */
export async function connectedScene(
  name: string,
  fill: (redis: Redis) => Promise<unknown>,
  options: { readonly server?: readonly string[]; readonly password?: string } = {},
): Promise<Scene> {
  const { exports: api } = await activatedExtension();
  const executable = process.env.CACHE_REVIEW_TEST_REDIS_SERVER ?? 'redis-server';
  const server = await startRedisServer(executable, options.server);
  const redis = new RedisClient(server.url, { ...(options.password ? { password: options.password } : {}) });
  await fill(redis);
  const connectionId = await addConnection(api, name, server.url);
  await api.connections.live.connect(connectionId);
  return {
    api,
    server,
    redis,
    connectionId,
    async end() {
      await api.connections.live.disconnect(connectionId);
      await api.connections.store.remove(connectionId);
      redis.disconnect();
      await server.stop();
    },
  };
}

export async function addConnection(api: ExtensionApi, name: string, url: string): Promise<string> {
  const parsed = parseConnectionUrl(url, { id: randomUUID(), name });
  assert.ok(parsed.ok);
  await api.connections.store.save(parsed.settings, parsed.secrets);
  return parsed.settings.id;
}

/** The node at the end of a path of labels, as soon as it is there. */
export async function nodeAt(api: ExtensionApi, ...labels: readonly string[]): Promise<ExplorerNode> {
  let node: ExplorerNode | undefined;
  for (const label of labels) {
    const parent = node;
    node = await eventually(async () =>
      (await children(api, parent)).find((child) => labelOf(child) === label),
    );
  }
  assert.ok(node);
  return node;
}

export async function children(api: ExtensionApi, parent: ExplorerNode | undefined): Promise<ExplorerNode[]> {
  return (await api.explorer.getChildren(parent)) ?? [];
}

export function labelOf(node: ExplorerNode): string {
  return String(node.treeItem().label);
}

export function descriptionOf(node: ExplorerNode): string {
  return String(node.treeItem().description ?? '');
}

export function iconOf(node: ExplorerNode): string | undefined {
  return (node.treeItem().iconPath as vscode.ThemeIcon | undefined)?.id;
}
