/** Connection URLs as people paste them, and secrets that must not come out again. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ConnectionSettings,
  formatConnectionUrl,
  parseConnectionUrl,
  redactSecrets,
} from '../../client/src/redis/connectionSettings.js';

function parsed(url: string): {
  readonly settings: ConnectionSettings;
  readonly password: string | undefined;
} {
  const result = parseConnectionUrl(url, { id: 'id' });
  assert.ok(result.ok, result.ok ? '' : result.message);
  return { settings: result.settings, password: result.secrets.password };
}

function refused(url: string): string {
  const result = parseConnectionUrl(url, { id: 'id' });
  assert.ok(!result.ok, JSON.stringify(result));
  return result.message;
}

describe('connection settings', () => {
  it('reads host, port, database, user and password', () => {
    const { settings, password } = parsed(' redis://ann:p%40ss%3Aw@cache.example:6380/2 ');
    assert.deepEqual(settings, {
      id: 'id',
      name: 'cache.example:6380',
      host: 'cache.example',
      port: 6380,
      database: 2,
      username: 'ann',
      topology: 'auto',
      readOnly: true,
    });
    assert.equal(password, 'p@ss:w');
  });

  it('fills in what a URL leaves out', () => {
    const { settings } = parsed('redis://');
    assert.deepEqual(
      [settings.host, settings.port, settings.database, settings.tls],
      ['localhost', 6379, 0, undefined],
    );
    assert.equal(parsed('redis://cache').settings.port, 6379);
    assert.equal(parsed('redis://:6380').settings.host, 'localhost');
    assert.equal(parsed('redis://cache/').settings.database, 0);
  });

  it('takes one word before @ as the password, as redis-cli does', () => {
    for (const url of ['redis://secret@cache', 'redis://:secret@cache']) {
      const { settings, password } = parsed(url);
      assert.deepEqual([settings.username, password], [undefined, 'secret']);
    }
    assert.deepEqual(
      [parsed('redis://ann:@cache').settings.username, parsed('redis://ann:@cache').password],
      ['ann', undefined],
    );
  });

  it('knows the schemes of Redis and Valkey, with and without TLS', () => {
    for (const [scheme, tls] of [
      ['redis', false],
      ['valkey', false],
      ['rediss', true],
      ['valkeys', true],
      ['REDISS', true],
    ]) {
      assert.equal(parsed(`${scheme}://cache`).settings.tls !== undefined, tls, String(scheme));
    }
    assert.deepEqual(parsed('rediss://cache').settings.tls, { verify: true });
    assert.deepEqual(parsed('rediss://cache?insecure=true').settings.tls, { verify: false });
  });

  it('reads IPv6 hosts, several hosts, clusters and sentinels', () => {
    assert.deepEqual(parsed('redis://[::1]:7000').settings.host, '::1');
    const cluster = parsed('redis://a:7000,b:7001,c').settings;
    assert.equal(cluster.topology, 'cluster');
    assert.deepEqual(cluster.otherNodes, [
      { host: 'b', port: 7001 },
      { host: 'c', port: 6379 },
    ]);
    assert.equal(parsed('redis://a?cluster=true').settings.topology, 'cluster');
    const sentinel = parsed('redis-sentinel://:pw@a,b:26380/shop/3').settings;
    assert.deepEqual([sentinel.topology, sentinel.port, sentinel.database], ['sentinel', 26379, 3]);
    assert.deepEqual(sentinel.sentinel, {
      masterName: 'shop',
      others: [{ host: 'b', port: 26380 }],
      tls: false,
    });
    assert.equal(parsed('redis-sentinel://a/0#shop').settings.sentinel?.masterName, 'shop');
  });

  it('says what is wrong with a URL, in words', () => {
    assert.match(refused('localhost:6379'), /not a connection URL.*redis:\/\//);
    assert.match(refused(''), /not a connection URL/);
    assert.match(refused('http://localhost'), /web page/);
    assert.match(refused('mongodb://localhost'), /mongodb:\/\//);
    assert.match(refused('unix:///run/redis.sock'), /Unix sockets/);
    assert.match(refused('redis://cache:port'), /"port" is not a port/);
    assert.match(refused('redis://cache:70000'), /1 to 65535/);
    assert.match(refused('redis://cache/shop'), /"shop" is not a database/);
    assert.match(refused('redis://cache/-1'), /not a database/);
    assert.match(refused('redis://a:b%zz@cache'), /%25/);
    assert.match(refused('redis://a,,b'), /names no host/);
    assert.match(refused('redis://a,b/2'), /only database 0/);
    assert.match(refused('redis-sentinel://a'), /master/);
    assert.match(refused('redis://:pw@a b'), /not a host/);
  });

  it('never repeats the password in what is wrong', () => {
    for (const password of ['hunt/er2', 'hunt?er2', 'hunt#er2']) {
      assert.match(refused(`redis://ann:${password}@cache`), /%2F/);
      assert.ok(!refused(`redis://ann:${password}@cache`).includes('er2'));
    }
    for (const tail of ['cache:port', 'cache/x/y', 'a b', 'a,b/3']) {
      assert.ok(!refused(`redis://ann:hunter2@${tail}`).includes('hunter2'));
    }
  });

  it('formats a URL that reads back to the same settings, without the password', () => {
    for (const url of [
      'redis://ann:pw@cache:6380/2',
      'rediss://cache',
      'redis://[::1]:7000',
      'redis://a,b:1?cluster=true',
      'redis://a,b?sentinel=shop',
    ]) {
      const { settings } = parsed(url);
      const text = formatConnectionUrl(settings);
      assert.ok(!text.includes('pw'));
      const again = parsed(text.replace('ann@', 'ann:@')).settings;
      assert.deepEqual({ ...again, name: settings.name }, settings, text);
    }
  });

  it('never gives a password away, whatever it consists of', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), (password) => {
        const url = `redis://ann:${encodeURIComponent(password)}@cache:6379/1`;
        const result = parseConnectionUrl(url, { id: 'id' });
        assert.ok(result.ok);
        assert.equal(result.secrets.password, password);
        assert.ok(!JSON.stringify(result.settings).includes(`:${password}@`));
        const log = redactSecrets(`connect ${url} failed with ${password}`, result.secrets);
        assert.equal(log, `connect redis://ann:***@cache:6379/1 failed with ***`);
      }),
      { examples: [['****'], ['@@//'], ['a%41b'], ['$&$1']] },
    );
  });

  it('redacts URLs inside any text, also without knowing the secret', () => {
    assert.equal(
      redactSecrets('REDIS_URL=rediss://:abc@h:1/0 and redis://abc@h and redis://h:1'),
      'REDIS_URL=rediss://***@h:1/0 and redis://***@h and redis://h:1',
    );
    assert.equal(redactSecrets('redis://ann:a@b@h'), 'redis://ann:***@h');
  });
});
