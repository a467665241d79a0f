import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { answers, startMemcached, startRedisServer } from '../launch/databaseServer.js';

function executable(variable: string): string {
  const path = process.env[variable];
  assert.ok(path, `${variable} is not set; "npm test -- --only redis" sets it`);
  return path;
}

describe('the servers that suites start', () => {
  it('listen after the start and are gone after the stop', async () => {
    const servers = await Promise.all([
      startRedisServer(executable('CACHE_REVIEW_TEST_REDIS_SERVER')),
      startRedisServer(executable('CACHE_REVIEW_TEST_VALKEY_SERVER')),
      startMemcached(executable('CACHE_REVIEW_TEST_MEMCACHED')),
    ]);
    for (const { port, url, stop } of servers) {
      const hello = url.startsWith('memcached') ? 'version\r\n' : 'PING\r\n';
      assert.ok(await answers(port, hello), url);
      await stop();
      assert.equal(await answers(port, hello), false, url);
    }
  });

  it('say why they could not start', async () => {
    const started = startRedisServer(executable('CACHE_REVIEW_TEST_REDIS_SERVER'), ['--no-such-option', '1']);
    await assert.rejects(started, /did not start:[\s\S]*no-such-option/);
  });
});
