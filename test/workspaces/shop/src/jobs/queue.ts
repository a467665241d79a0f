import { Queue } from 'bullmq';
import { config } from '../config.js';

const connection = { url: config.redisUrl, maxRetriesPerRequest: null };

export const mailQueue = new Queue('mail', { connection });

export async function enqueueOrderMail(orderId: string): Promise<void> {
  // fine: a queue, its jobs are removed when they are done
  await mailQueue.add('order-placed', { orderId }, { removeOnComplete: 1000, removeOnFail: 5000 });
}
