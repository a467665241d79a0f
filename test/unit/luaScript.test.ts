/** Reading scripts: which commands they send, with which arguments, and what decides that. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readScript, type ScriptOperand } from '../../server/src/model/commands/luaScript.js';

const textOf = (operand: ScriptOperand): string => {
  switch (operand.kind) {
    case 'literal':
      return JSON.stringify(operand.value);
    case 'given':
      return `${operand.list}[${operand.position}]`;
    case 'all':
      return operand.list;
    case 'table':
      return `{${operand.items.map(textOf).join(', ')}}`;
    case 'joined':
      return operand.parts.map(textOf).join(' .. ');
    case 'result':
      return `#${operand.command}`;
    case 'computed':
      return `?(${operand.from.map(textOf).join(', ')})`;
  }
};

const commandsOf = (script: string): readonly string[] =>
  readScript(script).commands.map(
    (command) =>
      `${command.name} ${command.arguments.map(textOf).join(' ')}${command.dependsOn.length > 0 ? ` after ${command.dependsOn.join()}` : ''}`,
  );

describe('scripts', () => {
  it('compares and deletes', () => {
    const script = `
      if redis.call("get", KEYS[1]) == ARGV[1] then
        return redis.call("del", KEYS[1])
      else
        return 0
      end`;
    assert.deepEqual(commandsOf(script), ['get KEYS[1]', 'del KEYS[1] after 0']);
  });

  it('is open where a statement, or the end, is not known', () => {
    const unknown = '\u0000';
    const open = (script: string): boolean => readScript(script).isOpen;
    assert.equal(open(`redis.call('SET', KEYS[1], ARGV[1])\n${unknown}\nreturn 1`), true);
    assert.equal(open(`redis.call('SET', KEYS[1], ${unknown}`), true);
    assert.equal(open(`redis.call('SET', KEYS[1], ${unknown})\nreturn ${unknown} + 1`), false);
    assert.equal(open(`redis.call('SET', '${unknown}:1', ARGV[1])`), false);
  });

  it('knows what follows an early return', () => {
    const script = `
      local held = redis.call('GET', KEYS[1])
      if held ~= ARGV[1] then return 0 end
      redis.call('DEL', KEYS[1])
      return 1`;
    assert.deepEqual(commandsOf(script), ['get KEYS[1]', 'del KEYS[1] after 0']);
  });

  it('follows names, numbers and texts that are joined', () => {
    const script = `
      local key, ttl = KEYS[1], tonumber(ARGV[2]) -- seconds
      local name = 'hits:' .. ARGV[1]
      local count = redis.call('INCRBY', name, 5)
      if count == 5 then redis.call('EXPIRE', name, ttl or 60) end
      redis.pcall('SET', key, count, 'NX', 'PX', ttl * 1000)`;
    assert.deepEqual(commandsOf(script), [
      'incrby "hits:" .. ARGV[1] 5',
      'expire "hits:" .. ARGV[1] ARGV[2] after 0',
      'set KEYS[1] #0 "NX" "PX" ?(ARGV[2], 1000)',
    ]);
  });

  it('lays out tables and lists', () => {
    const script = `
      local given = { KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2] }
      redis.call('SET', unpack(given))
      redis.call('DEL', unpack(KEYS))
      for i, key in ipairs(KEYS) do redis.call('unlink', key) end
      for i = 1, #ARGV do redis.call('sadd', KEYS[1], ARGV[i]) end`;
    assert.deepEqual(commandsOf(script), [
      'set {KEYS[1], ARGV[1], "NX", "PX", ARGV[2]}',
      'del KEYS',
      'unlink KEYS',
      'sadd KEYS[1] ARGV',
    ]);
  });

  it('knows what is added to a table', () => {
    const script = `
      local given = { KEYS[1], ARGV[1] }
      table.insert(given, 'NX')
      if ARGV[2] ~= '0' then
        table.insert(given, 'EX')
        given[#given + 1] = ARGV[2]
      end
      redis.call('SET', unpack(given))`;
    assert.deepEqual(commandsOf(script), ['set {KEYS[1], ARGV[1], "NX", ?(), ?()}']);
  });

  it('takes the parameters of functions for anything', () => {
    const script = `
      local function drop(key) return redis.call('del', key) end
      drop(KEYS[1])
      return redis.call('get', KEYS[2])`;
    assert.deepEqual(commandsOf(script), ['del ?()', 'get KEYS[2]']);
  });

  it('leaves comments and names of fields alone', () => {
    const script = `#!lua flags=no-writes
      --[[ redis.call('flushall') ]]
      -- redis.call('flushdb')
      local options = { ttl = 5, [[long]] }
      return redis.call('hget', KEYS[1], options.ttl)`;
    assert.deepEqual(commandsOf(script), ['hget KEYS[1] ?({"long"})']);
  });

  it('ends for every text', () => {
    const words = ['if', 'then', 'else', 'end', 'for', 'function', 'local', 'return', 'redis.call(', "'get'"];
    const pieces = [
      ...words,
      ',',
      'KEYS[1]',
      '(',
      ')',
      '{',
      '}',
      '..',
      '=',
      '"',
      ' ',
      '\n',
      'not',
      'in',
      'do',
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 60 }), (parts) => {
        assert.ok(Array.isArray(readScript(parts.join(' ')).commands));
      }),
      { numRuns: 500 },
    );
  });
});
