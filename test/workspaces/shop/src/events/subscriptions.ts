import { enqueueOrderMail } from '../jobs/queue.js';
import { userKey } from '../keys.js';
import { redis } from '../redis.js';
import { bus, ORDER_PLACED, USER_CHANGED } from './bus.js';

/** Called once when the service starts. */
export function subscribe(): void {
  bus.on(USER_CHANGED, async (userId: string) => {
    await redis.del(userKey(userId));
  });
  bus.on(ORDER_PLACED, async (orderId: string) => {
    await enqueueOrderMail(orderId);
  });
}
