/**
 * Fills a server with the keys of the sample shop and keeps it under light traffic: customers look at products
 * and at their accounts, most lookups hit, a miss is followed by a write, as in the shop's code. A database that
 * already holds keys of someone else is left exactly as it is.
 */
import { type ChainableCommander, Redis } from 'ioredis';
import { productKey, type SampleKey, sampleKeys, userKey } from './sampleKeys.js';

/** Says that the keys beside it are ours, and may be written and removed. */
const marker = 'cache-review:sample';

export interface Traffic {
  /** How many keys were written; none when the database belongs to someone else. */
  readonly keys: number;
  /** Ends the traffic and removes what it wrote. */
  stop(): Promise<void>;
}

/** Milliseconds between two batches, and lookups in each: about 120 lookups per second. */
const batchInterval = 250;
const batchSize = 30;

export async function startTraffic(url: string): Promise<Traffic> {
  const redis = new Redis(url, { maxRetriesPerRequest: 2, connectTimeout: 5000 });
  // A command that fails says so itself; without a listener the connection's own errors would end the process.
  redis.on('error', () => undefined);
  if ((await redis.dbsize()) > 0 && (await redis.exists(marker)) === 0) {
    return { keys: 0, stop: async () => redis.disconnect() };
  }
  const keys = sampleKeys();
  await fill(redis, keys);
  const timer = setInterval(() => {
    lookUpBatch(redis).catch((error: unknown) => {
      console.error(`The traffic has stopped: ${error instanceof Error ? error.message : String(error)}`);
      clearInterval(timer);
    });
  }, batchInterval);
  return {
    keys: keys.length,
    async stop() {
      clearInterval(timer);
      await redis.unlink(marker, ...keys.map(({ key }) => key));
      redis.disconnect();
    },
  };
}

async function fill(redis: Redis, keys: readonly SampleKey[]): Promise<void> {
  const pipeline = redis.pipeline();
  pipeline.set(marker, 'written by npm start');
  for (const key of keys) {
    pipeline.unlink(key.key);
    addWrite(pipeline, key);
  }
  const results = await pipeline.exec();
  const [failure] = results?.find(([error]) => error !== null) ?? [];
  if (failure) {
    throw new Error(`The server could not be filled with keys: ${failure.message}`);
  }
}

function addWrite(pipeline: ChainableCommander, sample: SampleKey): void {
  switch (sample.type) {
    case 'string':
      pipeline.set(sample.key, sample.value);
      break;
    case 'hash':
      pipeline.hset(sample.key, { ...sample.value });
      break;
    case 'list':
      pipeline.rpush(sample.key, ...sample.value);
      break;
    case 'set':
      pipeline.sadd(sample.key, ...sample.value);
      break;
    case 'zset':
      pipeline.zadd(sample.key, ...sample.value.flat());
      break;
    case 'stream':
      for (const entry of sample.value) {
        pipeline.xadd(sample.key, '*', ...Object.entries(entry).flat());
      }
      break;
  }
  if (sample.ttl !== undefined) {
    pipeline.expire(sample.key, sample.ttl);
  }
}

/** One batch of lookups; what is missed is written, as read-through code does. */
async function lookUpBatch(redis: Redis): Promise<void> {
  const wanted = Array.from({ length: batchSize }, pickSample);
  const reads = redis.pipeline();
  for (const { key } of wanted) {
    reads.get(key);
  }
  const answers = (await reads.exec()) ?? [];
  const writes = redis.pipeline();
  for (const [index, sample] of wanted.entries()) {
    if (answers[index]?.[1] === null) {
      addWrite(writes, sample);
    }
  }
  // Prices change and customers edit their accounts: some entries are invalidated, and missed the next time.
  writes.unlink(userKey(upTo(600)).key, productKey(upTo(400)).key);
  await writes.exec();
}

/** Popular entries are looked up more often: the square of an even choice leans to the small numbers. */
function pickSample(): SampleKey {
  return Math.random() < 0.6 ? productKey(upTo(400)) : userKey(upTo(600));
}

function upTo(limit: number): number {
  return 1 + Math.floor(Math.random() ** 2 * limit);
}
