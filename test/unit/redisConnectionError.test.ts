/** Errors and answers of servers, each with its own message. */
import assert from 'node:assert/strict';
import { retryDelay } from '../../client/src/redis/connection.js';
import {
  classifyError,
  connectionProblem,
  type ProblemKind,
} from '../../client/src/redis/connectionError.js';
import { createPace } from '../../client/src/redis/keyScan.js';
import { matchPattern } from '../../client/src/redis/patternSample.js';
import { sentencesOf, shortProblem } from '../../client/src/redis/shortProblem.js';
import { parseKeyPattern } from '../../shared/src/keyPattern.js';

const context = { endpoint: 'cache:6379', tls: false } as const;

function error(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

const CASES: readonly (readonly [ProblemKind, Error])[] = [
  ['serverDown', error('connect ECONNREFUSED 127.0.0.1:6379', 'ECONNREFUSED')],
  ['serverDown', error('All sentinels are unreachable. Last error: connect ECONNREFUSED 127.0.0.1:1')],
  ['unknownHost', error('getaddrinfo ENOTFOUND cache', 'ENOTFOUND')],
  ['timeout', error('connect ETIMEDOUT', 'ETIMEDOUT')],
  ['timeout', error('Command timed out')],
  ['passwordNeeded', error('NOAUTH Authentication required.')],
  ['wrongPassword', error('WRONGPASS invalid username-password pair or user is disabled.')],
  ['wrongPassword', error('ERR invalid password')],
  [
    'wrongPassword',
    error('ERR AUTH <password> called without any password configured for the default user.'),
  ],
  ['noPermission', error("NOPERM this user has no permissions to run the 'get' command")],
  ['noPermission', error("NOPERM User ann has no permissions to run the 'memory|usage' command")],
  ['lockedKey', error('NOPERM this user has no permissions to access one of the keys used as arguments')],
  ['lockedKey', error('NOPERM No permissions to access a key')],
  ['unknownCommand', error("ERR unknown command 'DBSIZE', with args beginning with: ")],
  ['unknownCommand', error("ERR unknown subcommand 'NO-TOUCH'. Try CLIENT HELP.")],
  ['tlsToPlainPort', error('wrong version number', 'ERR_SSL_WRONG_VERSION_NUMBER')],
  ['certificate', error('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT')],
  ['certificate', error('certificate has expired', 'CERT_HAS_EXPIRED')],
  ['notRedis', error('Unknown RESP type 72 "H". Please report this.')],
  ['loading', error('LOADING Redis is loading the dataset in memory')],
  ['clusterDown', error('CLUSTERDOWN Hash slot not served')],
  ['protectedMode', error('DENIED Redis is running in protected mode because protected mode is enabled')],
  ['noSuchDatabase', error('ERR DB index is out of range')],
  ['tooManyClients', error('ERR max number of clients reached')],
  ['connectionLost', error('read ECONNRESET', 'ECONNRESET')],
  ['connectionLost', error('Connection is closed.')],
  ['wrongType', error('WRONGTYPE Operation against a key holding the wrong kind of value')],
  ['other', error('ERR something new')],
];

describe('connection errors', () => {
  for (const [kind, thrown] of CASES) {
    it(`${thrown.message.slice(0, 60)}: ${kind}`, () => {
      const problem = classifyError(thrown, context);
      assert.equal(problem.kind, kind);
      assert.equal(problem.detail, thrown.message);
      assert.match(problem.message, /^(?:[^.]|\.(?! ))+\. (?:[^.]|\.(?! ))+\. (?:[^.]|\.(?! ))+\.$/);
      assert.ok(problem.message.startsWith(problem.title));
    });
  }

  it('take anything that can be thrown', () => {
    for (const thrown of [undefined, null, 'text', 5, {}, { code: 5 }]) {
      assert.equal(classifyError(thrown, context).kind, 'other');
    }
  });

  it('are tried again only where that can help', () => {
    const retried = (kind: ProblemKind): boolean => connectionProblem(kind, context, '').retry;
    for (const kind of ['serverDown', 'timeout', 'loading', 'connectionLost', 'clusterDown'] as const)
      assert.ok(retried(kind), kind);
    for (const kind of [
      'wrongPassword',
      'passwordNeeded',
      'certificate',
      'tlsToPlainPort',
      'plainToTlsPort',
      'notRedis',
    ] as const) {
      assert.ok(!retried(kind), kind);
    }
  });

  it('name the command and the rule that would allow it', () => {
    const problem = connectionProblem('noPermission', { ...context, command: 'MEMORY USAGE' }, 'NOPERM');
    assert.match(problem.message, /may not run MEMORY USAGE\..*\+memory\|usage/);
  });

  it('keep secrets to themselves', () => {
    const problem = classifyError(error('AUTH hunter2 failed'), { ...context, secrets: ['hunter2'] });
    assert.ok(!JSON.stringify(problem).includes('hunter2'));
  });
});

describe('retries', () => {
  it('wait from 0.2 to 30 seconds, doubled each time, less up to half', () => {
    const longest = [0, 1, 2, 3, 10, 100].map((failures) => retryDelay(failures, {}, () => 0));
    assert.deepEqual(longest, [200, 400, 800, 1_600, 30_000, 30_000]);
    assert.equal(
      retryDelay(0, {}, () => 1),
      100,
    );
  });
});

describe('pace of a scan', () => {
  it('halves COUNT after a slow call, grows back gently, and rests as long as it worked', () => {
    const pace = createPace(500);
    pace.roundTrip(1);
    assert.equal(pace.count(), 500);
    pace.took(7);
    assert.deepEqual([pace.count(), pace.restMs()], [250, 6]);
    pace.took(2);
    assert.deepEqual([pace.count(), pace.restMs()], [275, 1]);
    for (let calls = 0; calls < 50; calls++) pace.took(1);
    assert.equal(pace.count(), 500);
    for (let calls = 0; calls < 50; calls++) pace.took(100);
    assert.equal(pace.count(), 10);
  });

  it('does not take a long way to the server for load on it', () => {
    const pace = createPace(500);
    pace.roundTrip(80);
    pace.took(84);
    assert.equal(pace.count(), 500);
  });

  it('never exceeds 1,000', () => {
    assert.equal(createPace(50_000).count(), 1_000);
  });
});

describe('pattern of a key', () => {
  it('is the most specific one that matches, and the first of equals', () => {
    const patterns = ['{any}', 'user:{id}', 'user:{id}:posts', 'user:{name}'].map(parseKeyPattern);
    assert.equal(matchPattern('user:1', patterns), patterns[1]);
    assert.equal(matchPattern('user:1:posts', patterns), patterns[2]);
    assert.equal(matchPattern('other', patterns), patterns[0]);
    assert.equal(matchPattern('', patterns), undefined);
  });
});

describe('problems in a sidebar', () => {
  const kinds = [...new Set(CASES.map(([kind]) => kind)), 'plainToTlsPort', 'readOnly', 'other'] as const;
  for (const kind of kinds) {
    it(`${kind} is said in two short lines, and in three sentences`, () => {
      const problem = connectionProblem(kind, { ...context, command: 'DBSIZE' }, '');
      const { what, advice } = shortProblem(problem);
      for (const line of [what, advice]) {
        assert.ok(line.length > 0 && line.length <= 30, `${line.length}: ${line}`);
        assert.doesNotMatch(line, /%|cache:6379/);
      }
      assert.equal(sentencesOf(problem.message).length, 3);
    });
  }

  it('names the command that was refused', () => {
    const problem = connectionProblem('noPermission', { ...context, command: 'MEMORY USAGE' }, 'NOPERM');
    assert.equal(shortProblem(problem).what, 'No permission for MEMORY USAGE');
  });
});
