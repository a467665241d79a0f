import { app } from './app.js';
import { config } from './config.js';
import { subscribe } from './events/subscriptions.js';
import { startMailWorker } from './jobs/mailWorker.js';
import { prisma } from './prisma.js';
import { client } from './recommendations/client.js';
import { redis } from './redis.js';

subscribe();
await Promise.all([prisma.$connect(), client.connect()]);
const worker = startMailWorker();
const server = app.listen(config.port, () => console.log(`shop listens on port ${config.port}`));

process.once('SIGTERM', async () => {
  server.close();
  await Promise.all([worker.close(), prisma.$disconnect(), client.close()]);
  redis.disconnect();
});
