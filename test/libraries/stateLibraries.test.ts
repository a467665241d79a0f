import { describeLibrary } from './reviewed.js';

describeLibrary('what keeps state', [
  {
    shows: 'locks of redlock',
    dependencies: { redlock: '^5.0.0-beta.2', ioredis: '^5.11.1' },
    code: `import Redis from 'ioredis';
import Redlock from 'redlock';
const redlock = new Redlock([new Redis()]);
export async function pay(order: string) {
  const lock = await redlock.acquire([\`lock:order:\${order}\`], 5000);
  await lock.release();
}
`,
    patterns: ['lock:order:{order}: state, 5s, 1 write, 0 reads, 0 invalidations'],
  },
  {
    shows: 'locks of version 4',
    dependencies: { redlock: '^4.2.0', ioredis: '^4.31.0' },
    file: 'pay.js',
    code: `const Redis = require('ioredis');
const Redlock = require('redlock');
const redlock = new Redlock([new Redis()], { retryCount: 3 });
exports.pay = (order) => redlock.lock(\`lock:order:\${order}\`, 2000).then((lock) => lock.unlock());
`,
    patterns: ['lock:order:{order}: state, 2s, 1 write, 0 reads, 0 invalidations'],
  },
  {
    shows: 'sessions of connect-redis',
    dependencies: { 'connect-redis': '^8.1.0', redis: '^5.12.1' },
    code: `import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';
const store = new RedisStore({ client: createClient(), prefix: 'sess:' });
export const end = (id: string) => store.set(id, { cookie: {} });
`,
    patterns: [],
  },
  {
    shows: 'limits of express-rate-limit',
    dependencies: { 'express-rate-limit': '^8.7.4', 'rate-limit-redis': '^6.0.1', redis: '^5.12.1' },
    code: `import { rateLimit } from 'express-rate-limit';
import { RedisStore } from 'rate-limit-redis';
import { createClient } from 'redis';
const client = createClient();
export const limiter = rateLimit({
  windowMs: 60_000,
  store: new RedisStore({ sendCommand: (...args: string[]) => client.sendCommand(args) }),
});
`,
    patterns: [],
  },
  {
    shows: 'jobs of BullMQ',
    dependencies: { bullmq: '^6.7.0', ioredis: '^5.11.1' },
    code: `import { Queue, Worker } from 'bullmq';
import Redis from 'ioredis';
const connection = new Redis({ maxRetriesPerRequest: null });
const emails = new Queue('emails', { connection });
export const send = (to: string) => emails.add(\`welcome:\${to}\`, { to });
export const worker = new Worker('emails', async (job) => job.data.to, { connection });
`,
    patterns: [],
  },
  {
    shows: 'jobs of bee-queue',
    dependencies: { 'bee-queue': '^1.7.1', redis: '^3.1.2' },
    file: 'mails.js',
    code: `const Queue = require('bee-queue');
const redis = require('redis');
const mails = new Queue('mails', { redis: redis.createClient(), removeOnSuccess: true });
exports.send = (to) => mails.createJob({ to }).save();
exports.count = (id) => mails.getJob(id);
`,
    patterns: [],
  },
]);
