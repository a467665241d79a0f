import { Worker } from 'bullmq';
import { config } from '../config.js';
import { prisma } from '../prisma.js';
import { getUser } from '../services/userService.js';

export function startMailWorker(): Worker {
  return new Worker<{ orderId: string }>(
    'mail',
    async (job) => {
      const order = await prisma.order.findUnique({ where: { id: job.data.orderId } });
      const user = order && (await getUser(order.userId));
      if (user) console.log(`order ${order.id}: mail to ${user.email}`);
    },
    { connection: { url: config.redisUrl, maxRetriesPerRequest: null } },
  );
}
