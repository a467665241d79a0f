import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findConnections } from '../../client/src/explorer/connectionDiscovery.js';
import { formatEndpoint } from '../../client/src/redis/connectionSettings.js';

/** `place host:port/db password` of everything found. */
function found(file: string, text: string, variables: Record<string, string> = {}): string[] {
  return findConnections(file, text, variables).map(
    ({ place, settings, secrets }) =>
      `${place} ${formatEndpoint(settings)}/${settings.database} ${secrets.password ?? '-'}`,
  );
}

describe('connections in the files of a workspace', () => {
  it('are found in .env as URLs, references resolved', () => {
    const text =
      'PORT=3000\nREDIS_PASSWORD="p@ss"\nREDIS_URL=redis://:word@cache.local:6380/2\nQUEUE=rediss://$HOST\nHOST=q.local\nDATABASE_URL=postgres://db/x\n';
    assert.deepEqual(found('.env', text), ['REDIS_URL cache.local:6380/2 word', 'QUEUE q.local:6379/0 -']);
  });

  it('are found in .env as host, port and password', () => {
    const text = 'REDIS_HOST=cache.local\nREDIS_PORT=6390\nREDIS_PASSWORD=a/b@c\nDB_HOST=db.local\n';
    assert.deepEqual(found('.env', text), ['REDIS_HOST cache.local:6390/0 a/b@c']);
  });

  it('are found once when .env names them as a URL and in parts', () => {
    const text = 'REDIS_URL=redis://cache.local:6379/0\nREDIS_HOST=cache.local\n';
    assert.deepEqual(found('.env', text), ['REDIS_URL cache.local:6379/0 -']);
  });

  it('are the published services of a compose file', () => {
    const text = `
services:
  cache:
    image: redis:7-alpine
    command: redis-server --requirepass \${REDIS_PASSWORD:-fallback}
    ports: ["127.0.0.1:6400:6379"]
  sessions:
    image: valkey/valkey:8
    command: ["valkey-server", "--requirepass", "listed"]
    ports: [{ target: 6379, published: 6401 }]
  hosted:
    image: bitnami/redis
    environment: ["REDIS_PASSWORD=given"]
    ports: ["6402:6379"]
  internal: { image: redis }
  insight: { image: redis/redisinsight, ports: ["5540:5540"] }
  db: { image: postgres, ports: ["5432:5432"] }
`;
    assert.deepEqual(found('docker-compose.yml', text), [
      'cache localhost:6400/0 fallback',
      'sessions localhost:6401/0 listed',
      'hosted localhost:6402/0 given',
    ]);
    assert.match(found('compose.yaml', text, { REDIS_PASSWORD: 'known' })[0] ?? '', /known$/);
  });

  it('are found in configuration files as URLs and as objects', () => {
    const json =
      '{"cache":{"url":"redis://a.local:1/3"},"redis":{"session":{"host":"b.local","port":2}},"db":{"host":"c"}}';
    assert.deepEqual(found('config/default.json', json), [
      'cache.url a.local:1/3 -',
      'redis.session b.local:2/0 -',
    ]);
  });

  it('are not found in broken files', () => {
    assert.deepEqual(found('config.json', '{"redis": '), []);
    assert.deepEqual(found('docker-compose.yml', 'services: [}{'), []);
    assert.deepEqual(found('docker-compose.yml', ''), []);
    assert.deepEqual(found('.env', 'REDIS_URL=redis://:::/'), []);
  });

  it('show no secret in what is shown', () => {
    const [connection] = findConnections('.env', 'REDIS_URL=redis://me:hidden@cache.local/0\n');
    assert.ok(connection);
    const { secrets, ...shown } = connection;
    assert.equal(secrets.password, 'hidden');
    assert.ok(!JSON.stringify(shown).includes('hidden'));
  });
});
