/** ioredis 4 to 6: commands by name in lower case, expiry as words after the value, injected by many frameworks. */
import type { CacheLibrary, CommandForm, InstanceForm } from '../library.js';
import { emptyRedisAnswer, plainRedisCommand } from './redisCommands.js';

const CLIENT: CommandForm = { operation: 'client', key: 'none' };
const NAMED: CommandForm = { operation: 'named', key: 'none' };

/** What ioredis has beyond the commands of the server. */
const OWN: Readonly<Record<string, CommandForm>> = {
  call: NAMED,
  duplicate: CLIENT,
  // Of a cluster: one for each node.
  nodes: { operation: 'client', key: 'none', givesMany: true },
  // Services of injecting modules that keep several clients.
  getclient: CLIENT,
  getorthrow: CLIENT,
  getornil: CLIENT,
};

/** What a method of ioredis and its descendants does. Each has a twin that answers with a Buffer. */
export function ioredisCommand(name: string): CommandForm | undefined {
  const lower = name.toLowerCase().replace(/buffer$/, '');
  return Object.hasOwn(OWN, lower) ? OWN[lower] : plainRedisCommand(lower);
}

/** The classes of ioredis and its descendants, by every way an import leads to them. */
export function ioredisInstances(className: string): readonly InstanceForm[] {
  return [
    { path: ['default'], by: 'new', options: [0, 1] },
    { path: [className], by: 'new', options: [0, 1] },
    { path: ['default', className], by: 'new', options: [0, 1] },
    { path: [className, className], by: 'new', options: [0, 1] },
    { path: ['createClient'], by: 'call', options: [0, 1] },
    { path: ['default', 'createClient'], by: 'call', options: [0, 1] },
    { path: [className, 'createClient'], by: 'call', options: [0, 1] },
    { path: ['Cluster'], by: 'new', options: 1, cluster: true },
    { path: ['default', 'Cluster'], by: 'new', options: 1, cluster: true },
    { path: [className, 'Cluster'], by: 'new', options: 1, cluster: true },
  ];
}

export const ioredis: CacheLibrary = {
  id: 'ioredis',
  packages: ['ioredis'],
  miss: () => 'null',
  emptyAnswer: (command) => emptyRedisAnswer(command, '{}'),
  givesText: true,
  textOfObjects: true,
  newestMajor: 6,
  instances: [...ioredisInstances('Redis'), { path: ['default'], by: 'call', options: [0, 1], majors: [4] }],
  types: [
    'default',
    'Redis',
    'Cluster',
    'default.Redis',
    'Redis.Redis',
    'Redis.Cluster',
    'default.Cluster',
    'Pipeline',
    'ChainableCommander',
    'default.Pipeline',
    'Redis.Pipeline',
  ],
  clusterTypes: ['Cluster', 'Redis.Cluster', 'default.Cluster', 'InjectCluster'],
  decorators: [
    {
      name: 'InjectRedis',
      packages: [
        '@nestjs-modules/ioredis',
        '@songkeys/nestjs-redis',
        '@liaoliaots/nestjs-redis',
        '@nestjs-redis/client',
        'nestjs-redis',
        '@svtslv/nestjs-ioredis',
      ],
    },
    { name: 'InjectCluster', packages: ['@songkeys/nestjs-redis', '@liaoliaots/nestjs-redis'] },
  ],
  providers: [
    {
      types: ['RedisService', 'RedisManager', 'ClusterService', 'ClusterManager'],
      packages: ['@liaoliaots/nestjs-redis', '@songkeys/nestjs-redis', 'nestjs-redis', '@midwayjs/redis'],
    },
  ],
  hostMembers: [
    { name: 'redis', packages: ['@fastify/redis', 'fastify-redis', 'egg-redis', '@eggjs/redis'] },
  ],
  prefixOptions: ['keyPrefix', 'redisOptions.keyPrefix'],
  listsWholeNames: true,
  databaseOption: 'db',
  definesCommands: true,
  flattens: () => true,
  command: ioredisCommand,
  ttlForm: (command) => (command.toLowerCase() === 'set' ? 'ex-arguments' : undefined),
};
