/**
 * Waiting for something outside this process: a port that answers, a file that appears.
 */
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A loopback port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('The system gave no free port.')),
      );
    });
  });
}

/**
 * Asks again and again until the answer is not undefined; undefined when it never came.
 * @param limit milliseconds
 */
export async function waitFor<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  limit: number,
  interval = 100,
): Promise<T | undefined> {
  const deadline = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() > deadline) {
      return answer;
    }
    await delay(interval);
  }
}
